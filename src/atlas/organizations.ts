import { MEMBER } from '../auth/roles.ts'
import { presentOrganization, presentProject } from '../tenancy/presenter.ts'
import { defineOperation, type Operation } from './operation.ts'
import { ORGANIZATION_ERRORS } from './operation-errors.ts'
import { pageOf, resourceAddress } from './page.ts'
import { FLAGS, NAMED_PAGING } from './query.ts'
import { callerScope, organizationScope } from './scopes.ts'

const ORGANIZATIONS = { content: 'tenancy', tag: 'Organizations' } as const

/** The operations on organizations. */
export const ORGANIZATION_OPERATIONS: readonly Operation[] = [
  defineOperation({
    ...ORGANIZATIONS,
    operationId: 'listOrgs',
    permission: MEMBER,
    method: 'GET',
    path: '/orgs',
    javaMethod: 'ApiOrganizationsResource::getAllOrgs',
    rateGroup: 'orgs',
    query: NAMED_PAGING,
    success: { status: 200, schema: 'PaginatedOrganization' },
    raises: [],
    unraised: [404],
    summary: 'Return All Organizations',
    description: "Returns the caller's organization.",
    roles: [],
    scope: callerScope,
    handle(scope, call) {
      const address = resourceAddress(call, 'orgs')
      const own = call.services.store.organizations.find(scope.caller.orgId)
      const all = own && startsWith(own.name, scope.query.name) ? [own] : []
      return pageOf(call, scope, all, row => presentOrganization(row, address, 'list'))
    }
  }),
  defineOperation({
    ...ORGANIZATIONS,
    operationId: 'getOrg',
    permission: MEMBER,
    method: 'GET',
    path: '/orgs/:orgId',
    javaMethod: 'ApiOrganizationsResource::getOrg',
    rateGroup: 'org',
    query: FLAGS,
    success: { status: 200, schema: 'AtlasOrganization' },
    raises: ORGANIZATION_ERRORS,
    summary: 'Return One Organization',
    description: "Returns one organization, which must be the caller's.",
    roles: ['Organization Member'],
    scope: organizationScope,
    handle({ organization }, call) {
      return { status: 200, body: presentOrganization(organization, resourceAddress(call, 'orgs'), 'alone') }
    }
  }),
  defineOperation({
    ...ORGANIZATIONS,
    operationId: 'getOrgGroups',
    permission: MEMBER,
    method: 'GET',
    path: '/orgs/:orgId/groups',
    javaMethod: 'ApiOrganizationsResource::getGroups',
    rateGroup: 'orgGroups',
    query: NAMED_PAGING,
    success: { status: 200, schema: 'PaginatedAtlasGroup' },
    raises: ORGANIZATION_ERRORS,
    summary: 'Return All Projects in One Organization',
    description: "Returns the projects of the caller's organization that the caller can access.",
    roles: ['Organization Member'],
    scope: organizationScope,
    handle(scope, call) {
      const address = resourceAddress(call, 'groups')
      const all = call.services.projects.visible(scope.caller)
      const named = all.filter(({ name }) => startsWith(name, scope.query.name))
      return pageOf(call, scope, named, row => presentProject(row, address, 'list'))
    }
  })
]

/** Returns whether a name has a prefix, ignoring case. */
function startsWith(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase())
}

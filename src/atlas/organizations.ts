import { ORGANIZATION_SETTINGS, presentOrganization, presentProject } from '../tenancy/presenter.ts'
import { defineOperation, type Operation } from './operation.ts'
import { pageOf, resourceAddress } from './page.ts'
import { ORGANIZATION, VISIBLE } from './scopes.ts'

/** The operations on organizations. */
export const ORGANIZATION_OPERATIONS: readonly Operation[] = [
  defineOperation('listOrgs', VISIBLE, (scope, call) => {
    const address = resourceAddress(call, 'orgs')
    const own = call.services.store.organizations.find(scope.caller.orgId)
    const all = own && startsWith(own.name, scope.query.name) ? [own] : []
    return pageOf(call, scope, all, row => presentOrganization(row, address, 'list'))
  }),
  defineOperation('getOrg', ORGANIZATION, ({ organization }, call) => ({
    status: 200,
    body: presentOrganization(organization, resourceAddress(call, 'orgs'), 'alone')
  })),
  defineOperation('getOrgGroups', ORGANIZATION, (scope, call) => {
    const address = resourceAddress(call, 'groups')
    const all = call.services.projects.visible(scope.caller)
    const named = all.filter(({ name }) => startsWith(name, scope.query.name))
    return pageOf(call, scope, named, row => presentProject(row, address, 'list'))
  }),
  // The mock has no users.
  defineOperation('listOrgUsers', ORGANIZATION, (scope, call) => pageOf(call, scope, [], row => row)),
  defineOperation('getOrgSettings', ORGANIZATION, () => ({ status: 200, body: ORGANIZATION_SETTINGS }))
]

/** Returns whether a name has a prefix, ignoring case. */
function startsWith(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase())
}

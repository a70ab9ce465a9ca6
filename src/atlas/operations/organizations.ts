import { presentOrganization, presentOrganizationSettings, presentProject } from '../../tenancy/projects.ts'
import { defineOperation, type Operation } from '../atlas-operation.ts'
import { ORGANIZATION, VISIBLE } from '../checks.ts'
import { pageOf, resourceAddress } from '../paging.ts'

/** The operations on organizations. */
export const ORGANIZATION_OPERATIONS: readonly Operation[] = [
  defineOperation('listOrgs', VISIBLE, (proved, call) => {
    const address = resourceAddress(call, 'orgs')
    const own = call.services.store.organizations.find(proved.caller.orgId)
    const all = own && startsWith(own.name, proved.query.name) ? [own] : []
    return pageOf(call, proved, all, row => presentOrganization(row, address, 'list'))
  }),
  defineOperation('getOrg', ORGANIZATION, ({ organization }, call) => ({
    status: 200,
    body: presentOrganization(organization, resourceAddress(call, 'orgs'), 'alone')
  })),
  defineOperation('getOrgGroups', ORGANIZATION, (proved, call) => {
    const address = resourceAddress(call, 'groups')
    const projects = call.services.projects.visible(proved.caller, proved.query.name)
    return pageOf(call, proved, projects, project => presentProject(project, address, 'list'))
  }),
  // The mock has no users.
  defineOperation('listOrgUsers', ORGANIZATION, (proved, call) => pageOf(call, proved, [], row => row)),
  defineOperation('getOrgSettings', ORGANIZATION, ({ organization }) => ({
    status: 200,
    body: presentOrganizationSettings(organization)
  }))
]

/** Returns whether a name has a prefix, ignoring case. */
function startsWith(name: string, prefix: string): boolean {
  return name.toLowerCase().startsWith(prefix.toLowerCase())
}

import t from 'tap'
import { OPERATIONS } from '../../src/atlas/operations/operations.ts'
import { isPermitted, isPermittedInOrganization } from '../../src/auth/roles.ts'
import { ORGANIZATION_ROLES, PROJECT_ROLES } from '../../src/catalogue/permissions.ts'
import type { RoleAssignment } from '../../src/store/principals.ts'

const HOME = { orgId: 'a'.repeat(24), id: 'b'.repeat(24) }
const ABROAD = { orgId: 'c'.repeat(24), id: 'd'.repeat(24) }

/** Atlas's roles, restated from its documentation. */
const OF_PROJECTS = `GROUP_BACKUP_MANAGER GROUP_CLUSTER_MANAGER GROUP_DATABASE_ACCESS_ADMIN
  GROUP_DATA_ACCESS_ADMIN GROUP_DATA_ACCESS_READ_ONLY GROUP_DATA_ACCESS_READ_WRITE
  GROUP_NETWORK_ACCESS_MANAGER GROUP_OBSERVABILITY_VIEWER GROUP_OWNER GROUP_READ_ONLY
  GROUP_SEARCH_INDEX_EDITOR GROUP_STREAM_PROCESSING_OWNER`.split(/\s+/)
const OF_ORGANIZATIONS = `ORG_BILLING_ADMIN ORG_BILLING_READ_ONLY ORG_GROUP_CREATOR ORG_MEMBER ORG_OWNER
  ORG_READ_ONLY ORG_STREAM_PROCESSING_ADMIN`.split(/\s+/)

/** The roles on the project and on its organization that permit an operation; all others do not. */
const READ = { project: OF_PROJECTS, organization: ['ORG_OWNER', 'ORG_READ_ONLY'] }
const WRITE = { project: ['GROUP_OWNER'], organization: ['ORG_OWNER'] }
const NETWORK_ACCESS = {
  project: ['GROUP_NETWORK_ACCESS_MANAGER', 'GROUP_OWNER'],
  organization: ['ORG_OWNER']
}
const MEMBER = { project: OF_PROJECTS, organization: OF_ORGANIZATIONS }
const OWN_ORGANIZATION = { project: [], organization: ['ORG_OWNER'] }
const TABLE: Readonly<Record<string, { project: string[]; organization: string[] }>> = {
  listGroupIntegrations: READ,
  createGroupIntegration: WRITE,
  getGroupIntegration: READ,
  updateGroupIntegration: WRITE,
  deleteGroupIntegration: WRITE,
  listGroupLogIntegrations: WRITE,
  createGroupLogIntegration: WRITE,
  getGroupLogIntegration: WRITE,
  updateGroupLogIntegration: WRITE,
  deleteGroupLogIntegration: WRITE,
  listGroupMetricIntegrations: WRITE,
  createGroupMetricIntegration: WRITE,
  getGroupMetricIntegration: WRITE,
  updateGroupMetricIntegration: WRITE,
  deleteGroupMetricIntegration: WRITE,
  listOrgLogIntegrations: OWN_ORGANIZATION,
  createOrgLogIntegration: OWN_ORGANIZATION,
  getOrgLogIntegration: OWN_ORGANIZATION,
  updateOrgLogIntegration: OWN_ORGANIZATION,
  deleteOrgLogIntegration: OWN_ORGANIZATION,
  listGroupAlertConfigs: READ,
  createGroupAlertConfig: WRITE,
  getGroupAlertConfig: READ,
  updateGroupAlertConfig: WRITE,
  toggleGroupAlertConfig: WRITE,
  deleteGroupAlertConfig: WRITE,
  listAlertConfigMatcherFieldNames: MEMBER,
  listGroups: MEMBER,
  createGroup: { project: [], organization: ['ORG_OWNER', 'ORG_GROUP_CREATOR'] },
  getGroup: READ,
  getGroupByName: READ,
  deleteGroup: WRITE,
  updateGroup: WRITE,
  getGroupSettings: READ,
  updateGroupSettings: WRITE,
  listGroupTeams: READ,
  listGroupClusters: READ,
  listGroupUsers: READ,
  getGroupIpAddresses: READ,
  listGroupLimits: READ,
  getGroupLimit: READ,
  setGroupLimit: WRITE,
  deleteGroupLimit: WRITE,
  getGroupManagedSlowMs: READ,
  enableGroupManagedSlowMs: WRITE,
  disableGroupManagedSlowMs: WRITE,
  listGroupAccessListEntries: READ,
  createGroupAccessListEntry: NETWORK_ACCESS,
  getGroupAccessListEntry: READ,
  getGroupAccessListStatus: READ,
  deleteGroupAccessListEntry: NETWORK_ACCESS,
  getGroupMaintenanceWindow: READ,
  updateGroupMaintenanceWindow: WRITE,
  resetGroupMaintenanceWindow: WRITE,
  toggleGroupMaintenanceWindowAutoDefer: WRITE,
  deferGroupMaintenanceWindow: WRITE,
  listOrgs: MEMBER,
  getOrg: MEMBER,
  getOrgGroups: MEMBER,
  listOrgUsers: MEMBER,
  getOrgSettings: MEMBER
}

/** All roles on all objects, including invalid names and objects of the wrong kind. */
const ROLES: readonly RoleAssignment[] = [
  ...OF_PROJECTS,
  ...OF_ORGANIZATIONS,
  'GROUP_OWNERS',
  'group_owner',
  ''
].flatMap(roleName => [
  ...[HOME, ABROAD].flatMap(({ id, orgId }) => [
    { roleName, orgId: null, projectId: id },
    { roleName, orgId, projectId: null }
  ]),
  { roleName, orgId: HOME.id, projectId: HOME.orgId }
])

t.test('knows the roles that Atlas documents', async t => {
  t.strictSame([...PROJECT_ROLES].sort(), OF_PROJECTS)
  t.strictSame([...ORGANIZATION_ROLES].sort(), OF_ORGANIZATIONS)
})

t.test('permits each operation to the roles in the table only', async t => {
  t.strictSame(
    OPERATIONS.map(({ operationId }) => operationId),
    Object.keys(TABLE)
  )
  for (const { operationId, permission } of OPERATIONS) {
    const { project = [], organization = [] } = TABLE[operationId] ?? {}
    const inOrganization = ROLES.filter(
      ({ roleName, orgId }) => orgId === HOME.orgId && organization.includes(roleName)
    )
    const sufficient = ROLES.filter(
      role => (role.projectId === HOME.id && project.includes(role.roleName)) || inOrganization.includes(role)
    )
    const insufficient = ROLES.filter(role => !sufficient.includes(role))
    const isSufficient = (...roles: RoleAssignment[]) => isPermitted(permission, { roles }, HOME)
    t.strictSame(
      ROLES.filter(role => isSufficient(role)),
      sufficient,
      operationId
    )
    t.notOk(isSufficient(...insufficient), `${operationId}: insufficient roles do not add up`)
    t.ok(isSufficient(...ROLES), `${operationId}: one sufficient role is enough`)
    t.strictSame(
      ROLES.filter(role => isPermittedInOrganization(permission, { roles: [role] }, HOME.orgId)),
      inOrganization,
      `${operationId}, in the organization`
    )
  }
})

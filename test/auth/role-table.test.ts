import t from 'tap'
import { isPermitted, isPermittedInOrganization } from '../../src/auth/roles.ts'
import { ORGANIZATION_ROLES, PERMISSIONS, PROJECT_ROLES } from '../../src/catalogue/permissions.ts'
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

/** The roles on the project and on its organization that suffice for a permission; all others do not. */
const TABLE: Readonly<Record<keyof typeof PERMISSIONS, { project: string[]; organization: string[] }>> = {
  read: { project: OF_PROJECTS, organization: ['ORG_OWNER', 'ORG_READ_ONLY'] },
  write: { project: ['GROUP_OWNER'], organization: ['ORG_OWNER'] },
  networkAccess: { project: ['GROUP_NETWORK_ACCESS_MANAGER', 'GROUP_OWNER'], organization: ['ORG_OWNER'] },
  member: { project: OF_PROJECTS, organization: OF_ORGANIZATIONS },
  createProjects: { project: [], organization: ['ORG_OWNER', 'ORG_GROUP_CREATOR'] },
  ownOrganization: { project: [], organization: ['ORG_OWNER'] }
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

t.test('the roles in the table suffice for a permission, and no others', async t => {
  for (const name of Object.keys(PERMISSIONS) as (keyof typeof PERMISSIONS)[]) {
    const permission = PERMISSIONS[name]
    const { project, organization } = TABLE[name]
    const inOrganization = ROLES.filter(
      ({ roleName, orgId }) => orgId === HOME.orgId && organization.includes(roleName)
    )
    const sufficient = ROLES.filter(
      role => (role.projectId === HOME.id && project.includes(role.roleName)) || inOrganization.includes(role)
    )
    const insufficient = ROLES.filter(role => !sufficient.includes(role))
    const isSufficient = (...roles: RoleAssignment[]) => isPermitted(permission, { roles }, HOME)
    const found = ROLES.filter(role => isSufficient(role))
    t.strictSame(found, sufficient, name)
    t.notOk(isSufficient(...insufficient), `${name}: insufficient roles do not add up`)
    t.ok(isSufficient(...ROLES), `${name}: one sufficient role is enough`)
    t.strictSame(
      ROLES.filter(role => isPermittedInOrganization(permission, { roles: [role] }, HOME.orgId)),
      inOrganization,
      `${name}, in the organization`
    )
  }
})

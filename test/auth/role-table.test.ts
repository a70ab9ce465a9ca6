import fc from 'fast-check'
import t from 'tap'
import {
  isPermitted,
  isPermittedInOrganization,
  type OperationId,
  PERMISSIONS
} from '../../src/auth/roles.ts'
import type { RoleAssignment } from '../../src/store/principals.ts'

const HOME = { org: 'a'.repeat(24), project: 'b'.repeat(24) }
const ABROAD = { org: 'c'.repeat(24), project: 'd'.repeat(24) }

/** Atlas's roles as its documentation names them. */
const ORGANIZATION =
  'OWNER GROUP_CREATOR BILLING_ADMIN BILLING_READ_ONLY STREAM_PROCESSING_ADMIN READ_ONLY MEMBER'
const PROJECT = `OWNER CLUSTER_MANAGER STREAM_PROCESSING_OWNER DATA_ACCESS_ADMIN DATA_ACCESS_READ_WRITE
  DATA_ACCESS_READ_ONLY DATABASE_ACCESS_ADMIN BACKUP_MANAGER OBSERVABILITY_VIEWER READ_ONLY SEARCH_INDEX_EDITOR`
const NAMES = [
  ...ORGANIZATION.split(/\s+/).map(name => `ORG_${name}`),
  ...PROJECT.split(/\s+/).map(name => `GROUP_${name}`)
]

/**
 * The rules in sentences, each a function: reading takes any role on the project, or one that sees all projects
 * of its organization; writing takes the project's owner or the organization's, who acts as one; a project is
 * made by the organization's owner or by a group creator; lists are for everybody who has anything there.
 */
const RULES: Readonly<Record<string, (has: Has) => boolean>> = {
  read: has => has.project(/^GROUP_/) || has.organization(/^ORG_(OWNER|READ_ONLY)$/),
  write: has => has.project(/^GROUP_OWNER$/) || has.organization(/^ORG_OWNER$/),
  create: has => has.organization(/^ORG_(OWNER|GROUP_CREATOR)$/),
  member: has => has.project(/^GROUP_/) || has.organization(/^ORG_/)
}

/** Which rule each operation follows. */
const RULE_OF: Readonly<Record<OperationId, string>> = {
  listGroupIntegrations: 'read',
  getGroupIntegration: 'read',
  createGroupIntegration: 'write',
  updateGroupIntegration: 'write',
  deleteGroupIntegration: 'write',
  getGroup: 'read',
  getGroupByName: 'read',
  deleteGroup: 'write',
  createGroup: 'create',
  listGroups: 'member',
  listOrgs: 'member',
  getOrg: 'member',
  getOrgGroups: 'member'
}

interface Has {
  /** Whether there is a role of such a name on the project at home. */
  project(name: RegExp): boolean
  organization(name: RegExp): boolean
}

function hasOf(roles: readonly RoleAssignment[]): Has {
  return {
    project: name => roles.some(role => role.projectId === HOME.project && name.test(role.roleName)),
    organization: name => roles.some(role => role.orgId === HOME.org && name.test(role.roleName))
  }
}

/** Roles of any names, on any place, the wrong kind of place too. */
const role: fc.Arbitrary<RoleAssignment> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...NAMES),
      fc.constantFrom('GROUP_OWNERS', 'group_owner', 'ORG_', '', '__proto__')
    ),
    fc.constantFrom(HOME, ABROAD),
    fc.boolean()
  )
  .map(([roleName, place, isOrganization]) => ({
    // A role that Atlas does not have is none: the rules speak of names that begin as one.
    roleName: NAMES.includes(roleName) ? roleName : `x${roleName}`,
    orgId: isOrganization ? place.org : null,
    projectId: isOrganization ? null : place.project
  }))

const operation = fc.constantFrom(...(Object.keys(RULE_OF) as OperationId[]))

t.test('the table is the rules, for any set of roles', async t => {
  t.strictSame(Object.keys(PERMISSIONS).sort(), Object.keys(RULE_OF).sort(), 'no operation without a rule')
  const project = { id: HOME.project, orgId: HOME.org }
  fc.assert(
    fc.property(operation, fc.array(role, { maxLength: 6 }), (operationId, roles) => {
      const expected = RULES[RULE_OF[operationId]]?.(hasOf(roles))
      return isPermitted(operationId, { roles }, project) === expected
    }),
    { numRuns: 3_000 }
  )
  fc.assert(
    fc.property(operation, fc.array(role, { maxLength: 6 }), (operationId, roles) => {
      const ofOrganization = roles.filter(({ orgId }) => orgId !== null)
      const expected = RULES[RULE_OF[operationId]]?.(hasOf(ofOrganization))
      return isPermittedInOrganization(operationId, { roles }, HOME.org) === expected
    }),
    { numRuns: 3_000 }
  )
})

t.test('more roles never allow less, and those of elsewhere nothing', async t => {
  const project = { id: HOME.project, orgId: HOME.org }
  fc.assert(
    fc.property(operation, fc.array(role), role, (operationId, roles, more) => {
      const before = isPermitted(operationId, { roles }, project)
      const after = isPermitted(operationId, { roles: [...roles, more] }, project)
      const isElsewhere = more.orgId === ABROAD.org || more.projectId === ABROAD.project
      return isElsewhere ? before === after : !before || after
    }),
    { numRuns: 2_000 }
  )
  t.pass()
})

import { type CheckedCall, Checks } from './checks.ts'
import {
  allowAll,
  countRequest,
  findLimit,
  findOrganization,
  findOrganizationOfBody,
  findProject,
  findProjectByName,
  findProjectToDelete,
  findType,
  identifyCaller,
  negotiateVersion,
  readQuery,
  requireAllowedAddress,
  requireMembership,
  requireOrganizationRole,
  requireProjectRole
} from './guards.ts'
import type { Call } from './operation.ts'

/*
 * The checks of each kind of operation, in order. Atlas's order is not known, except that Atlas rejects an unknown
 * project before it counts the request (recorded).
 */

/** The checks of a request whose credentials are verified. */
export const IDENTITY = new Checks<CheckedCall, object>()
  .and('authentication', identifyCaller)
  .and('accessList', requireAllowedAddress)

const VERSIONED = IDENTITY.and('version', negotiateVersion)

/** For operations on everything visible to the caller. */
export const VISIBLE = VERSIONED.and('limit', countRequest)
  .and('authorization', allowAll)
  .and('query', readQuery)

/** For operations on the project whose id is in the path, without the check of the query. */
const MEMBER = VERSIONED.and('path', findProject)
  .and('limit', countRequest)
  .and('authorization', requireMembership)
  .and('authorization', requireProjectRole)

/** For operations on the project whose id is in the path. */
export const PROJECT = MEMBER.and('query', readQuery)

/** For the deletion of the project whose id is in the path. */
export const DELETION = VERSIONED.and('path', findProjectToDelete)
  .and('limit', countRequest)
  .and('authorization', requireMembership)
  .and('authorization', requireProjectRole)
  .and('query', readQuery)

/** For operations on an integration type of a project, both in the path. */
export const INTEGRATION = MEMBER.and('query', findType).and('query', readQuery)

/** For operations on a limit of a project, both in the path. */
export const LIMIT = MEMBER.and('query', findLimit).and('query', readQuery)

/** For operations on the project of the caller's organization whose name is in the path. */
export const PROJECT_NAME = VERSIONED.and('limit', countRequest)
  .and('path', findProjectByName)
  .and('authorization', requireMembership)
  .and('authorization', requireProjectRole)
  .and('query', readQuery)

/** For operations on the organization whose id is in the path. */
export const ORGANIZATION = VERSIONED.and('path', findOrganization)
  .and('limit', countRequest)
  .and('authorization', requireOrganizationRole)
  .and('query', readQuery)

/** For the creation of a project, whose body names the organization. */
export const CREATOR = VERSIONED.and('query', readQuery)
  .withBody((body, _proved, { services }) => services.projects.read(body))
  .and('path', findOrganizationOfBody)
  .and('limit', countRequest)
  .and('authorization', requireOrganizationRole)

/** What a list of checks proves. */
export type ProvedBy<List> = List extends Checks<Call, infer Proved> ? Proved : never

export type ProjectAccess = ProvedBy<typeof PROJECT>

export type OrganizationAccess = ProvedBy<typeof ORGANIZATION>

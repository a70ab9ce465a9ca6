import { versionedType } from '../atlas/media-type.ts'
import { CompareError } from './compare-error.ts'
import { deleteByName, fieldOf, lookUp, type Project, projectIn, retry } from './project-lookup.ts'
import type { ServiceClient } from './service-client.ts'
import type { Call, Reply } from './transport.ts'

/** Lets users find projects left behind by a killed process. */
export const NAME_PREFIX = 'atlas-mock-compare-'

const VERSIONED = versionedType()

const ACCEPT = ['Accept', VERSIONED] as const

const MISSING_ROLE =
  'missing role: creating the project requires ORG_OWNER or ORG_GROUP_CREATOR in the organization'

const NO_ACCESS_LIST = 'the organization requires an access list for the credentials'
const NOT_ON_ACCESS_LIST = "this machine's address is not on the access list of the credentials"

/** Error messages by the service's error code. */
const ERRORS: Readonly<Record<string, string>> = {
  GROUP_ALREADY_EXISTS: 'a project with the same name exists; run the command again',
  INVALID_ORG_ID: 'the organization id must be 24 hexadecimal digits',
  IP_ADDRESS_NOT_ON_ACCESS_LIST: NOT_ON_ACCESS_LIST,
  IP_ADDRESS_NOT_ON_WHITELIST: NOT_ON_ACCESS_LIST,
  MAX_GROUPS_PER_ORG_EXCEEDED: 'the organization has reached its project limit',
  NOT_ORG_GROUP_CREATOR: MISSING_ROLE,
  ORG_NOT_FOUND: 'the organization does not exist',
  ORG_REQUIRES_ACCESS_LIST: NO_ACCESS_LIST,
  ORG_REQUIRES_WHITELIST: NO_ACCESS_LIST,
  RESOURCE_REQUIRES_ACCESS_LIST: NO_ACCESS_LIST,
  RESOURCE_REQUIRES_WHITELIST: NO_ACCESS_LIST,
  USER_CANNOT_ACCESS_GROUP: MISSING_ROLE,
  USER_CANNOT_ACCESS_ORG: 'the credentials do not belong to the organization',
  USER_UNAUTHORIZED: MISSING_ROLE
}

/**
 * Creates a project without alert configurations.
 *
 * @param signal ends waiting before the project exists
 * @throws {CompareError} with the reason; names the project if it may remain
 */
export async function createProject(
  service: ServiceClient,
  orgId: string,
  name: string,
  signal?: AbortSignal
): Promise<{ project: Project; reply: Reply }> {
  const headers = [ACCEPT, ['Content-Type', VERSIONED] as const]
  const body = JSON.stringify({ name, orgId, withDefaultAlertsSettings: false })
  const call = { method: 'POST', path: '/api/atlas/v2/groups', headers, body }
  const { project, reply } = await sendCreation(service, call, { orgId, name }, signal)
  if (!project) throw new CompareError(errorOf(reply))
  return { project, reply }
}

/**
 * Sends a request that creates a project. If the outcome is unknown, looks for the project and deletes it.
 *
 * @returns the project; undefined if the service rejected the request
 * @throws {CompareError} if the service returned another project, or if the project may remain
 */
export async function sendCreation(
  service: ServiceClient,
  call: Call,
  { orgId, name, isNew = true }: Pick<Project, 'orgId' | 'name'> & { isNew?: boolean },
  signal?: AbortSignal
): Promise<{ project?: Project | undefined; reply: Reply }> {
  const mayRemain = `; if the project ${name} exists, delete it`
  const reply = await service.send(call, signal).catch(async (error: unknown) => {
    const isDeleted = await deleteByName(service, orgId, name)
    throw isDeleted || !(error instanceof CompareError) ? error : new CompareError(error.message + mayRemain)
  })
  const project = reply.status === 201 ? projectIn(reply, orgId, name) : undefined
  // All later requests, and the deletion, use its id.
  if (project && (await isCreated(service, project))) return { project, reply }
  const isRejected = reply.status >= 400 && reply.status < 500
  // The project with this name existed before.
  const isEarlier = reply.status === 409 || (isRejected && !isNew)
  const isGone = isEarlier || (await deleteByName(service, orgId, name, isRejected))
  if (isGone && !project) return { reply }
  const problem = project
    ? 'the service returned an id that does not belong to the new project'
    : errorOf(reply)
  throw new CompareError(problem + (isGone ? '' : mayRemain))
}

async function isCreated(service: ServiceClient, project: Project): Promise<boolean> {
  const found = await retry(async () => {
    const state = await lookUp(service, project)
    return state === 'missing' ? undefined : state
  })
  return found === 'own'
}

/** Checks the connection before a project can exist. @throws {CompareError} */
export async function requireReachable(
  service: ServiceClient,
  orgId: string,
  signal?: AbortSignal
): Promise<void> {
  const path = `/api/atlas/v2/orgs/${orgId}`
  const { status } = await service.send({ method: 'GET', path, headers: [ACCEPT] }, signal)
  if (![200, 401, 403, 404].includes(status)) {
    throw new CompareError(`the target is not the Atlas API: GET ${path} returned ${status}`)
  }
}

/**
 * Checks that the credentials may change a project, with a request that changes nothing: no alert configuration has
 * this id.
 *
 * @throws {CompareError} if they may not
 */
export async function requireOwner(service: ServiceClient, { id }: Project): Promise<void> {
  const path = `/api/atlas/v2/groups/${id}/alertConfigs/${'0'.repeat(24)}`
  let last: Reply | undefined
  const known = await retry(async () => {
    last = await service.send({ method: 'DELETE', path, headers: [ACCEPT] })
    return ['GROUP_NOT_FOUND', 'NOT_IN_GROUP'].includes(fieldOf(last.body, 'errorCode')) ? undefined : last
  })
  if (!known || known.status === 401 || known.status === 403) throw new CompareError(errorOf(last as Reply))
}

function errorOf({ status, body }: Reply): string {
  const code = fieldOf(body, 'errorCode')
  if (Object.hasOwn(ERRORS, code)) return ERRORS[code] as string
  if (status === 401) return 'the service rejected the credentials'
  const shown = /^[A-Z0-9_]{1,64}$/.test(code) ? ` ${code}` : ''
  return `cannot create the project: the service returned ${status}${shown}`
}

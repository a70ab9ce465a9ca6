import { setTimeout as delay } from 'node:timers/promises'
import { versionedType } from '../atlas/media-type.ts'
import { CompareError } from './compare-error.ts'
import { ATTEMPTS, DELAY, deleteByName, fieldOf, lookUp, type Project, projectIn } from './project-lookup.ts'
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
  await requireReachable(service, orgId, signal)
  const headers = [ACCEPT, ['Content-Type', VERSIONED] as const]
  const body = JSON.stringify({ name, orgId, withDefaultAlertsSettings: false })
  const call = { method: 'POST', path: '/api/atlas/v2/groups', headers, body }
  const { project, reply } = await sendCreation(service, call, { orgId, name }, signal)
  if (!project) throw new CompareError(errorOf(reply))
  return { project, reply }
}

/**
 * Sends a request that creates a project, and checks by the project's id that it exists. If the outcome is unknown, looks
 * for the project and deletes it.
 *
 * @returns the project; undefined if the service rejected the request
 * @throws {CompareError} if the service returned another project, or if the project may remain
 */
export async function sendCreation(
  service: ServiceClient,
  call: Call,
  { orgId, name }: Pick<Project, 'orgId' | 'name'>,
  signal?: AbortSignal
): Promise<{ project: Project | undefined; reply: Reply }> {
  let reply: Reply
  try {
    reply = await service.send(call, signal)
  } catch (error) {
    const isDeleted = await deleteByName(service, orgId, name)
    if (isDeleted || !(error instanceof CompareError)) throw error
    throw new CompareError(`${error.message}; ${mayRemain(name)}`)
  }
  const project = reply.status === 201 ? projectIn(reply, orgId, name) : undefined
  if (project && (await isCreated(service, project))) return { project, reply }
  const isRejected = reply.status >= 400 && reply.status < 500
  const isGone = isRejected || (await deleteByName(service, orgId, name))
  if (isGone && !project) return { project, reply }
  const problem = project
    ? 'the service returned an id that does not belong to the new project'
    : errorOf(reply)
  throw new CompareError(isGone ? problem : `${problem}; ${mayRemain(name)}`)
}

/** Returns whether the service shows the new project by its id: all later requests, and the deletion, use it. */
async function isCreated(service: ServiceClient, project: Project): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // The service may not know the new project everywhere yet.
    if (attempt > 1) await delay(DELAY)
    const found = await lookUp(service, project)
    if (found === 'own' || found === 'foreign') return found === 'own'
  }
  return false
}

/** Checks the connection before a project can exist. @throws {CompareError} */
async function requireReachable(service: ServiceClient, orgId: string, signal?: AbortSignal): Promise<void> {
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
  for (let attempt = 1; ; attempt++) {
    const reply = await service.send({ method: 'DELETE', path, headers: [ACCEPT] })
    const isUnknown = ['GROUP_NOT_FOUND', 'NOT_IN_GROUP'].includes(fieldOf(reply.body, 'errorCode'))
    // The service may not know the new project everywhere yet.
    if (isUnknown && attempt < ATTEMPTS) await delay(DELAY)
    else if (reply.status === 401 || reply.status === 403 || isUnknown) throw new CompareError(errorOf(reply))
    else return
  }
}

function mayRemain(name: string): string {
  return `if the project ${name} exists, delete it`
}

function errorOf({ status, body }: Reply): string {
  const code = fieldOf(body, 'errorCode')
  if (Object.hasOwn(ERRORS, code)) return ERRORS[code] as string
  if (status === 401) return 'the service rejected the credentials'
  const shown = /^[A-Z0-9_]{1,64}$/.test(code) ? ` ${code}` : ''
  return `cannot create the project: the service returned ${status}${shown}`
}

import { versionedType } from '../atlas/body.ts'
import { asObject, tryParseJson } from '../base/json.ts'
import { isObjectId } from './placeholders.ts'
import type { ServiceClient } from './service-client.ts'
import { CompareError, type Reply, type ServiceRequest } from './transport.ts'

/** A project that the comparison created. */
export interface Project {
  id: string
  orgId: string
  name: string
}

/** Sends a request on a project. Whatever the error, the user must get the command that deletes the project. */
function send(service: ServiceClient, method: string, address: string): Promise<Reply | undefined> {
  const request = {
    method,
    path: `/api/atlas/v2/groups/${address}`,
    headers: [['Accept', versionedType()]]
  } as const
  return service.cleanUp(request).catch(() => undefined)
}

/** Looks a project up by its id. @returns `foreign` if it has another name or organization */
export async function lookUp(
  service: ServiceClient,
  { id, orgId, name }: Project
): Promise<'own' | 'foreign' | 'missing' | undefined> {
  const reply = await send(service, 'GET', id)
  if (reply?.status === 404) return 'missing'
  if (reply?.status !== 200) return undefined
  return projectIn(reply, orgId, name)?.id === id ? 'own' : 'foreign'
}

/** The outcome of {@link deleteProject}. */
export interface Removal {
  isDeleted: boolean
  /** The id belongs to a project with another name or organization, which remains. */
  isForeign?: true
  reply?: Reply
}

/** Deletes a project that the comparison created, if it still has its name. */
export async function deleteProject(service: ServiceClient, project: Project): Promise<Removal> {
  const removal = await service.poll<Removal>(async () => {
    const found = await lookUp(service, project)
    if (found === 'missing') return { isDeleted: true }
    if (found === 'foreign') return { isDeleted: false, isForeign: true }
    const reply = found && (await send(service, 'DELETE', project.id))
    if (reply && reply.status < 300) return { isDeleted: true, reply }
    return reply?.status === 404 ? { isDeleted: true } : undefined
  })
  return removal ?? { isDeleted: false }
}

/**
 * Looks for a project whose creation may have succeeded, and deletes it.
 *
 * @param isRejected the service says that it did not create the project: it need not be found
 * @returns whether no project remains
 */
async function deleteByName(
  service: ServiceClient,
  orgId: string,
  name: string,
  isRejected = false
): Promise<boolean> {
  const find = async () => {
    const reply = await send(service, 'GET', `byName/${name}`)
    return reply && projectIn(reply, orgId, name)
  }
  const project = await (isRejected ? find() : service.poll(find))
  return project ? (await deleteProject(service, project)).isDeleted : isRejected
}

/** Returns the project in a successful response; undefined unless it has the name and organization of the comparison. */
function projectIn({ status, body }: Reply, orgId: string, name: string): Project | undefined {
  const id = fieldOf(body, 'id')
  const isOwn = fieldOf(body, 'name') === name && fieldOf(body, 'orgId') === orgId
  return status < 300 && isOwn && isObjectId(id) ? { id, orgId, name } : undefined
}

/** Returns a member of a JSON body as text; empty if it is absent. */
export function fieldOf(body: string, name: string): string {
  return String(asObject(tryParseJson(body))?.[name] ?? '')
}

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
 * @throws {CompareError} with the reason; names the project if it may remain
 */
export async function createProject(
  service: ServiceClient,
  orgId: string,
  name: string
): Promise<{ project: Project; reply: Reply }> {
  const headers = [ACCEPT, ['Content-Type', VERSIONED] as const]
  const body = JSON.stringify({ name, orgId, withDefaultAlertsSettings: false })
  const request = { method: 'POST', path: '/api/atlas/v2/groups', headers, body }
  const { project, reply } = await sendCreation(service, request, { orgId, name })
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
  request: ServiceRequest,
  { orgId, name, isNew = true }: Pick<Project, 'orgId' | 'name'> & { isNew?: boolean }
): Promise<{ project?: Project | undefined; reply: Reply }> {
  const mayRemain = `; if the project ${name} exists, delete it`
  const reply = await service.send(request).catch(async (error: unknown) => {
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
  const found = await service.poll(async () => {
    const state = await lookUp(service, project)
    return state === 'missing' ? undefined : state
  })
  return found === 'own'
}

/** Checks the connection before a project can exist. @throws {CompareError} */
export async function requireReachable(service: ServiceClient, orgId: string): Promise<void> {
  const path = `/api/atlas/v2/orgs/${orgId}`
  const { status } = await service.send({ method: 'GET', path, headers: [ACCEPT] })
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
  const known = await service.poll(async () => {
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

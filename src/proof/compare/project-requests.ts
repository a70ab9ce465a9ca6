// Creates, finds and deletes a project, whatever the service answers.

import { versionedType } from '../../atlas/body.ts'
import { asObject, tryParseJson } from '../../base/json.ts'
import { isObjectId, templateOf } from './placeholders.ts'
import type { ServiceClient } from './service-client.ts'
import { CompareError, type ServiceReply, type ServiceRequest } from './transport.ts'

/** A project that the comparison created. */
export interface CreatedProject {
  id: string
  orgId: string
  name: string
}

const VERSIONED = versionedType()

const ACCEPT = ['Accept', VERSIONED] as const

/** What happens to a project that the comparison creates. */
export type ProjectEvent =
  /** The request that creates it is sent next. */
  | { type: 'creation'; name: string }
  /** It has an id, it was deleted, or the id is that of a project with another name or organization. */
  | { type: 'created' | 'deleted' | 'foreign'; project: CreatedProject }
  /** It could not be deleted. */
  | { type: 'left'; project: CreatedProject; problem: string }

/** How to create and delete projects. */
export interface ProjectOptions {
  service: ServiceClient
  orgId: string
  /** Called before anything else happens to a project. */
  onProject?: ((event: ProjectEvent) => void) | undefined
}

/**
 * Sends a request on a project. Whatever the error, the user must get the command that deletes the project.
 *
 * @returns the response, or why there is none
 */
async function send(service: ServiceClient, method: string, address: string): Promise<ServiceReply | string> {
  const path = `/api/atlas/v2/groups/${address}`
  return await service
    .cleanUp({ method, path, headers: [ACCEPT] })
    .catch((error: unknown) => (error as Error).message)
}

/** The result of a look-up by id. */
interface Found {
  /** `foreign`: of a project with another name or organization. */
  state: 'own' | 'foreign' | 'missing' | 'unknown'
  /** Why it is unknown. */
  problem?: string
}

/** Looks a project up by its id. */
export async function lookUp(service: ServiceClient, { id, orgId, name }: CreatedProject): Promise<Found> {
  const reply = await send(service, 'GET', id)
  if (typeof reply === 'string') return { state: 'unknown', problem: reply }
  if (isUnknown(reply)) return { state: 'missing' }
  if (reply.status !== 200) return { state: 'unknown', problem: describeStatus(reply) }
  return { state: projectIn(reply, orgId, name)?.id === id ? 'own' : 'foreign' }
}

/** Returns whether a service does not know a project. A gateway's own 404 does not tell. */
function isUnknown(reply: ServiceReply): boolean {
  return reply.status === 404 && errorCodeOf(reply) === 'GROUP_NOT_FOUND'
}

/** Looks a new project up until the service knows it. */
async function lookUpNew(service: ServiceClient, project: CreatedProject): Promise<Found> {
  let found: Found = { state: 'missing' }
  await service.poll(async () => {
    found = await lookUp(service, project)
    return found.state === 'own' || found.state === 'foreign' || undefined
  })
  return found
}

/** Deletes a project that the comparison created, if it still has its name. @returns whether the service deletes it */
export async function deleteProject(
  { service, onProject }: ProjectOptions,
  project: CreatedProject
): Promise<boolean> {
  let problem = ''
  const type = await service.poll<'deleted' | 'foreign'>(async () => {
    const found = await lookUp(service, project)
    if (found.state === 'foreign') return 'foreign'
    // Also if it is missing: not all servers of a service may know a new project yet.
    const reply = found.problem ?? (await send(service, 'DELETE', project.id))
    if (typeof reply === 'string') problem = reply
    else if (reply.status < 300 || isUnknown(reply)) return 'deleted'
    else problem = describeStatus(reply)
    return undefined
  })
  onProject?.(type ? { type, project } : { type: 'left', project, problem })
  return type === 'deleted'
}

/** Looks a project of the comparison up by its name. */
async function findByName(
  { service, orgId }: ProjectOptions,
  name: string
): Promise<CreatedProject | undefined> {
  const reply = await send(service, 'GET', `byName/${name}`)
  return typeof reply === 'string' ? undefined : projectIn(reply, orgId, name)
}

/** The name of a project to create. */
interface WantedProject {
  name: string
  /** The projects of the comparison that have it; undefined: it is random, so no other project can have it. */
  namesakes?: readonly CreatedProject[] | undefined
}

/**
 * Looks for a project whose creation may have succeeded, and deletes it unless it existed before.
 *
 * @param isRejected the service says that it did not create the project: it need not be found
 * @returns whether no new project remains
 */
async function deleteByName(
  options: ProjectOptions,
  { name, namesakes = [] }: WantedProject,
  isRejected = false
): Promise<boolean> {
  const find = () => findByName(options, name)
  const project = await (isRejected ? find() : options.service.poll(find))
  if (!project) return isRejected
  // Names are unique in an organization.
  if (namesakes.some(({ id }) => id === project.id)) return true
  options.onProject?.({ type: 'created', project })
  return await deleteProject(options, project)
}

/** Returns the project in a successful response; undefined unless it has the name and organization of the comparison. */
function projectIn({ status, body }: ServiceReply, orgId: string, name: string): CreatedProject | undefined {
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

const MISSING_ROLE =
  'missing role: creating the project requires ORG_OWNER or ORG_GROUP_CREATOR in the organization'

const NO_ACCESS_LIST = 'the organization requires an access list for the credentials'
const NOT_ON_ACCESS_LIST = "this machine's address is not on the access list of the credentials"

/** Error messages by the service's error code. */
const ERRORS: Readonly<Record<string, string>> = {
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
export async function createProject(options: ProjectOptions, name: string): Promise<CreatedProject> {
  const headers = [ACCEPT, ['Content-Type', VERSIONED] as const]
  const body = JSON.stringify({ name, orgId: options.orgId, withDefaultAlertsSettings: false })
  const request = { method: 'POST', path: '/api/atlas/v2/groups', headers, body }
  const { project, reply } = await sendCreation(options, request, { name })
  if (!project) throw new CompareError(errorOf(reply))
  return project
}

/**
 * Sends a request that creates a project. If the outcome is unknown, looks for the project and deletes it.
 *
 * @returns the project; undefined if the service created none
 * @throws {CompareError} if the service returned another project, or if the project may remain
 */
export async function sendCreation(
  options: ProjectOptions,
  request: ServiceRequest,
  wanted: WantedProject
): Promise<{ project?: CreatedProject; reply: ServiceReply; isRepeated?: boolean }> {
  const { service, orgId, onProject } = options
  const { name, namesakes } = wanted
  const mayRemain = `; if the project ${name} exists, delete it`
  if (!namesakes) onProject?.({ type: 'creation', name })
  const create = () =>
    service.send(request).catch(async (error: unknown) => {
      const isDeleted = await deleteByName(options, wanted)
      throw isDeleted || !(error instanceof CompareError)
        ? error
        : new CompareError(error.message + mayRemain)
    })
  let reply = await create()
  // The service may have created it nevertheless.
  if (reply.status >= 500 && !namesakes) reply = await create()
  // A gateway, or the second attempt, sent the request twice: the project is that of the first one.
  const isRepeated = !namesakes && reply.status === 409 && errorCodeOf(reply) === 'GROUP_ALREADY_EXISTS'
  const project = isRepeated
    ? await service.poll(() => findByName(options, name))
    : projectIn(reply, orgId, name)
  if (project && !namesakes?.some(({ id }) => id === project.id)) {
    onProject?.({ type: 'created', project })
    // All later requests, and the deletion, use its id.
    const { state, problem } = await lookUpNew(service, project)
    if (state === 'own') return { project, reply, isRepeated }
    if (state === 'foreign') onProject?.({ type: 'foreign', project })
    const reason = problem
      ? `cannot read the project ${name}: ${problem}`
      : 'the service returned an id that does not belong to the new project'
    throw new CompareError(reason + ((await deleteByName(options, wanted)) ? '' : mayRemain))
  }
  const isRejected = reply.status >= 400 && reply.status < 500
  // The project with this name existed before.
  if (isRejected && namesakes) return { reply }
  if (!isRepeated && (await deleteByName(options, wanted, isRejected))) return { reply }
  throw new CompareError(errorOf(reply) + mayRemain)
}

/** Checks the connection before a project can exist. @throws {CompareError} */
export async function requireReachable(service: ServiceClient, orgId: string): Promise<void> {
  const path = `/api/atlas/v2/orgs/${orgId}`
  const { status } = await service.send({ method: 'GET', path, headers: [ACCEPT] })
  if (![200, 401, 403, 404].includes(status)) {
    const problem = status === 429 || status >= 500 ? '' : 'the target is not the Atlas API: '
    throw new CompareError(`${problem}GET ${templateOf(path)} returned ${status}`)
  }
}

/**
 * Checks that the credentials may change a project, with a request that changes nothing: no alert configuration has
 * this id.
 *
 * @throws {CompareError} if they may not
 */
export async function requireOwner(service: ServiceClient, { id }: CreatedProject): Promise<void> {
  const path = `/api/atlas/v2/groups/${id}/alertConfigs/${'0'.repeat(24)}`
  let last: ServiceReply | undefined
  const known = await service.poll(async () => {
    last = await service.send({ method: 'DELETE', path, headers: [ACCEPT] })
    return ['GROUP_NOT_FOUND', 'NOT_IN_GROUP'].includes(errorCodeOf(last)) ? undefined : last
  })
  if (!known || known.status === 401 || known.status === 403)
    throw new CompareError(errorOf(last as ServiceReply, 'change'))
}

function errorCodeOf({ body }: ServiceReply): string {
  return fieldOf(body, 'errorCode')
}

function errorOf(reply: ServiceReply, task: 'create' | 'change' = 'create'): string {
  const code = errorCodeOf(reply)
  if (Object.hasOwn(ERRORS, code)) return ERRORS[code] as string
  if (reply.status === 401) return 'the service rejected the credentials'
  return `cannot ${task} the project: ${describeStatus(reply)}`
}

function describeStatus(reply: ServiceReply): string {
  const code = errorCodeOf(reply)
  return `the service returned ${reply.status}${/^[A-Z0-9_]{1,64}$/.test(code) ? ` ${code}` : ''}`
}

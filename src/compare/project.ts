import { setTimeout as delay } from 'node:timers/promises'
import { CompareError } from './compare-error.ts'
import type { Service } from './service.ts'
import type { Reply } from './transport.ts'

/** Lets users find projects left behind by a killed process. */
export const NAME_PREFIX = 'atlas-mock-compare-'

const VERSIONED = 'application/vnd.atlas.2023-01-01+json'

const HEADERS = { Accept: VERSIONED, 'Content-Type': VERSIONED }

/** Attempts to delete a project, and milliseconds between them. */
const ATTEMPTS = 3
const DELAY = 2_000

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

/** A project that the comparison created. */
export interface Project {
  id: string
  orgId: string
  name: string
}

/**
 * Creates a project without alert configurations. If the outcome is unknown, looks for the project and deletes it.
 *
 * @throws {CompareError} with the reason; names the project if it may remain
 */
export async function createProject(
  service: Service,
  orgId: string,
  name: string
): Promise<{ project: Project; reply: Reply }> {
  // Fails here if the service is unreachable: after a failed POST its outcome is unknown.
  await service.send({ method: 'GET', path: `/api/atlas/v2/orgs/${orgId}`, headers: { Accept: VERSIONED } })
  let reply: Reply
  try {
    reply = await service.send({
      method: 'POST',
      path: '/api/atlas/v2/groups',
      headers: HEADERS,
      payload: Buffer.from(JSON.stringify({ name, orgId, withDefaultAlertsSettings: false }))
    })
  } catch (error) {
    await deleteByName(service, orgId, name)
    throw error
  }
  const id = fieldOf(reply.body, 'id')
  if (reply.status === 201 && /^[0-9a-f]{24}$/.test(id)) return { project: { id, orgId, name }, reply }
  if (reply.status < 400 || reply.status >= 500) await deleteByName(service, orgId, name)
  throw new CompareError(errorOf(reply))
}

/**
 * Checks that the credentials may change a project, with a request that changes nothing: the project has no
 * integrations.
 *
 * @throws {CompareError} if they may not
 */
export async function requireOwner(service: Service, { id }: Project): Promise<void> {
  const path = `/api/atlas/v2/groups/${id}/integrations/WEBHOOK`
  for (let attempt = 1; ; attempt++) {
    const reply = await service.send({ method: 'DELETE', path, headers: { Accept: VERSIONED } })
    const isUnknown = ['GROUP_NOT_FOUND', 'NOT_IN_GROUP'].includes(fieldOf(reply.body, 'errorCode'))
    // The service may not know the new project everywhere yet.
    if (isUnknown && attempt < ATTEMPTS) await delay(DELAY)
    else if (reply.status === 401 || reply.status === 403 || isUnknown) throw new CompareError(errorOf(reply))
    else return
  }
}

/** Deletes a project. @returns the response; undefined if the project could not be deleted */
export async function deleteProject(service: Service, { id }: Project): Promise<Reply | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await delay(DELAY)
    try {
      const path = `/api/atlas/v2/groups/${id}`
      const reply = await service.send({ method: 'DELETE', path, headers: { Accept: VERSIONED } })
      if (reply.status < 300 || reply.status === 404) return reply
    } catch (error) {
      if (!(error instanceof CompareError)) throw error
    }
  }
  return undefined
}

async function deleteByName(service: Service, orgId: string, name: string): Promise<void> {
  const path = `/api/atlas/v2/groups/byName/${name}`
  const found = await service
    .send({ method: 'GET', path, headers: { Accept: VERSIONED } })
    .catch(() => undefined)
  const id = fieldOf(found?.body ?? '', 'id')
  const isGone = found?.status === 404 || (id !== '' && (await deleteProject(service, { id, orgId, name })))
  if (!isGone)
    throw new CompareError(`cannot determine whether the project ${name} exists; if it does, delete it`)
}

function errorOf({ status, body }: Reply): string {
  const code = fieldOf(body, 'errorCode')
  const known = ERRORS[code]
  if (known !== undefined) return known
  if (status === 401) return 'the service rejected the credentials'
  return `cannot create the project: the service returned ${status} ${code}`.trimEnd()
}

function fieldOf(body: string, name: string): string {
  try {
    return String((JSON.parse(body) as Record<string, unknown>)[name] ?? '')
  } catch {
    return ''
  }
}

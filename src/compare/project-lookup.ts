import { setTimeout as delay } from 'node:timers/promises'
import { versionedType } from '../atlas/media-type.ts'
import { asObject, tryParseJson } from '../base/json.ts'
import { isObjectId } from './placeholders.ts'
import type { ServiceClient } from './service-client.ts'
import type { Reply } from './transport.ts'

const ATTEMPTS = 3
/** Milliseconds between attempts. */
const DELAY = 2_000

/** A project that the comparison created. */
export interface Project {
  id: string
  orgId: string
  name: string
}

/** Calls a function until it returns a result: a service may not know a new project everywhere yet. */
export async function retry<T>(attempt: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let count = 1; ; count++) {
    const result = await attempt()
    if (result !== undefined || count === ATTEMPTS) return result
    await delay(DELAY)
  }
}

/** Sends a request on a project. Whatever the error, the user must get the command that deletes the project. */
function send(service: ServiceClient, method: string, address: string): Promise<Reply | undefined> {
  const call = {
    method,
    path: `/api/atlas/v2/groups/${address}`,
    headers: [['Accept', versionedType()]]
  } as const
  return service.send(call).catch(() => undefined)
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
  const removal = await retry<Removal>(async () => {
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
export async function deleteByName(
  service: ServiceClient,
  orgId: string,
  name: string,
  isRejected = false
): Promise<boolean> {
  const find = async () => {
    const reply = await send(service, 'GET', `byName/${name}`)
    return reply && projectIn(reply, orgId, name)
  }
  const project = await (isRejected ? find() : retry(find))
  return project ? (await deleteProject(service, project)).isDeleted : isRejected
}

/** Returns the project in a successful response; undefined unless it has the name and organization of the comparison. */
export function projectIn({ status, body }: Reply, orgId: string, name: string): Project | undefined {
  const id = fieldOf(body, 'id')
  const isOwn = fieldOf(body, 'name') === name && fieldOf(body, 'orgId') === orgId
  return status < 300 && isOwn && isObjectId(id) ? { id, orgId, name } : undefined
}

/** Returns a member of a JSON body as text; empty if it is absent. */
export function fieldOf(body: string, name: string): string {
  return String(asObject(tryParseJson(body))?.[name] ?? '')
}

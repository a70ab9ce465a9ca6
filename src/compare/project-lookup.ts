import { setTimeout as delay } from 'node:timers/promises'
import { versionedType } from '../atlas/media-type.ts'
import { asObject, tryParseJson } from '../base/json.ts'
import { isObjectId } from './placeholders.ts'
import type { ServiceClient } from './service-client.ts'
import type { Reply } from './transport.ts'

const HEADERS = [['Accept', versionedType()]] as const

/** Attempts to delete a project, and milliseconds between them. */
export const ATTEMPTS = 3
export const DELAY = 2_000

/** A project that the comparison created. */
export interface Project {
  id: string
  orgId: string
  name: string
}

/** Looks a project up by its id. @returns `foreign` if it has another name or organization */
export async function lookUp(
  service: ServiceClient,
  { id, orgId, name }: Project
): Promise<'own' | 'foreign' | 'missing' | undefined> {
  const call = { method: 'GET', path: `/api/atlas/v2/groups/${id}`, headers: HEADERS }
  const reply = await service.send(call).catch(() => undefined)
  if (reply?.status === 404) return 'missing'
  if (reply?.status !== 200) return undefined
  return projectIn(reply, orgId, name)?.id === id ? 'own' : 'foreign'
}

/** The outcome of {@link deleteProject}. */
export interface Removal {
  isDeleted: boolean
  /** The id belongs to a project with another name or organization, which remains. */
  isForeign?: true
  /** The response if the first attempt succeeded. */
  reply?: Reply
}

/** Deletes a project that the comparison created, if it still has its name. */
export async function deleteProject(service: ServiceClient, project: Project): Promise<Removal> {
  const path = `/api/atlas/v2/groups/${project.id}`
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await delay(DELAY)
    const found = await lookUp(service, project)
    if (found === 'missing') return { isDeleted: true }
    if (found === 'foreign') return { isDeleted: false, isForeign: true }
    if (found === undefined) continue
    // Whatever the error, the user must get the command that deletes the project.
    const reply = await service.send({ method: 'DELETE', path, headers: HEADERS }).catch(() => undefined)
    if (reply && reply.status < 300) return { isDeleted: true, ...(attempt === 1 && { reply }) }
    if (reply?.status === 404) return { isDeleted: true }
  }
  return { isDeleted: false }
}

/** Looks for a project whose creation may have succeeded, and deletes it. @returns whether it found and deleted it */
export async function deleteByName(service: ServiceClient, orgId: string, name: string): Promise<boolean> {
  const call = { method: 'GET', path: `/api/atlas/v2/groups/byName/${name}`, headers: HEADERS }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await delay(DELAY)
    const reply = await service.send(call).catch(() => undefined)
    const project = reply && projectIn(reply, orgId, name)
    if (project) return (await deleteProject(service, project)).isDeleted
  }
  return false
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

import { versionedType } from '../atlas/media-type.ts'
import { CompareError } from './compare-error.ts'
import { type Exchange, type ExchangeRequest, idIn, payloadOf, withId } from './exchange.ts'
import { forProject, insertPlaceholders, OBJECT_IDS, type ProjectNames } from './placeholders.ts'
import type { Project } from './project-lookup.ts'
import type { ServiceClient } from './service-client.ts'
import type { Call, Reply } from './transport.ts'

/** A request that reverts the effect of another. */
type Undo = Pick<Call, 'method' | 'path'>

/** Selects a version of every operation: each accepts a date after its own. */
const UNDO_HEADERS = [['Accept', versionedType('2025-03-12')]] as const

/** Replays exchanges in a project of a service. */
export class ProjectReplay {
  readonly #service: ServiceClient
  readonly #names: ProjectNames

  constructor(service: ServiceClient, { id, orgId, name }: Project) {
    this.#service = service
    this.#names = { projectId: id, orgId, projectName: name }
  }

  /**
   * Replays an exchange and reverts its effects.
   *
   * @returns the responses to its requests, in order, with placeholders; stops after the first failed setup request
   */
  async replay({ given = [], request }: Exchange, signal?: AbortSignal): Promise<Reply[]> {
    const templates = [...given, request]
    const sent = JSON.stringify(templates).match(OBJECT_IDS) ?? []
    const ids = new Map(sent.map(literal => [literal, literal]))
    const replies: Reply[] = []
    const undo: Undo[] = []
    let id = ''
    for (const [at, template] of templates.entries()) {
      const call = this.#callOf(withId(template, id))
      const reply =
        template.as === undefined
          ? await this.#service.sendAnonymously(call, signal)
          : await this.#service.send(call, signal)
      replies.push(this.insertPlaceholders(reply, ids))
      id = idIn(reply.body) ?? id
      undo.unshift(...undoOf(call, reply))
      if (reply.status >= 300 && at < given.length) break
    }
    // In reverse order: an alert configuration may refer to an integration.
    for (const call of undo) await this.#revert(call, signal)
    return replies
  }

  /** @param ids as in {@link PlaceholderOptions} */
  insertPlaceholders(reply: Reply, ids?: Map<string, string>): Reply {
    const { host, credential } = this.#service
    return insertPlaceholders(reply, { host, credential, names: this.#names, ...(ids && { ids }) })
  }

  /** @throws {CompareError} if the effect remains: later responses would differ */
  async #revert({ method, path }: Undo, signal?: AbortSignal): Promise<void> {
    const { status } = await this.#service.send({ method, path, headers: UNDO_HEADERS }, signal)
    if (status >= 300 && status !== 404) {
      throw new CompareError(`cannot restore the project: ${method} ${path} returned ${status}`)
    }
  }

  #callOf(request: ExchangeRequest): Call {
    const renamed = JSON.parse(forProject(JSON.stringify(request), this.#names)) as ExchangeRequest
    const { method, path, headers = {}, authorization } = renamed
    requireOwnPath(method, path, this.#names.projectId)
    return {
      method,
      path,
      headers: Object.entries({
        ...headers,
        ...(authorization !== undefined && { Authorization: authorization })
      }),
      body: payloadOf(renamed)
    }
  }
}

/** Paths that name no project: unknown ones, and malformed ids. */
const NO_PROJECT = /^\/api\/atlas\/(?:v2|v1\.0)\/(?:foo|groups\/(?!byName\/|[0-9a-fA-F]{24}\/)[^/]+\/.+)$/

/** @throws {Error} if the request may affect another project, or change the project itself */
export function requireOwnPath(method: string, path: string, projectId: string): void {
  const [address = ''] = path.split('?')
  const [, group, rest = ''] = /^\/api\/atlas\/(?:v2|v1\.0)\/groups\/([^/]+)\/?(.*)$/.exec(address) ?? []
  const isWithin = group === projectId && (rest !== '' || method === 'GET')
  if (/\/\/|\/\.|%2[ef]/i.test(address) || !(isWithin || NO_PROJECT.test(address))) {
    throw new Error(`${method} ${path} is not a request within the comparison project`)
  }
}

function undoOf({ method, path }: Call, { status, body }: Reply): Undo[] {
  // After a server error, the request may have had an effect.
  if (status >= 300 && status < 500) return []
  // The unversioned API has the same resources.
  const [address = ''] = path.replace('/atlas/v1.0/', '/atlas/v2/').split('?')
  const [, collection = '', rest = ''] = /\/groups\/[^/]+\/(\w+)(?:\/(.*))?$/.exec(address) ?? []
  if (method === 'DELETE' && collection === 'managedSlowMs') {
    return [{ method: 'POST', path: address.replace(/disable$/, 'enable') }]
  }
  if (method === 'PATCH' && collection === 'limits') return [{ method: 'DELETE', path: address }]
  if (method === 'PATCH' && collection === 'maintenanceWindow') return [{ method: 'DELETE', path: address }]
  if (method === 'POST' && collection === 'accessList')
    return entriesIn(body).map(entry => ({ method: 'DELETE', path: `${address}/${entry}` }))
  if (method !== 'POST' && method !== 'PUT') return []
  if (collection === 'integrations') return [{ method: 'DELETE', path: address }]
  const id = rest === '' ? idIn(body) : undefined
  return id === undefined ? [] : [{ method: 'DELETE', path: `${address}/${id}` }]
}

/** Returns the entries that the links in the body of an IP access list name; only blocks: a service may send anything. */
function entriesIn(body: string): string[] {
  const links = body.matchAll(/"href" ?: ?"[^"]*\/accessList\/([0-9a-fA-F.:]+%2F\d+)"/g)
  return [...links].map(([, entry = '']) => entry)
}

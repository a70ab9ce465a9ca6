import { type Exchange, type ExchangeRequest, idIn, payloadOf, withId } from './exchange.ts'
import type { Project } from './project.ts'
import type { Service } from './service.ts'
import type { Call, Reply } from './transport.ts'
import { generalize, type Names, specialize } from './wildcards.ts'

/** A request that reverts the effect of another. */
type Undo = Pick<Call, 'method' | 'path'>

/** The latest version of all operations, and Accept for the unversioned API. */
const UNDO_HEADERS = { Accept: 'application/vnd.atlas.2025-03-12+json' }

/** A service with the project in which it plays exchanges, one of the two sides of a comparison. */
export class Side {
  readonly #service: Service
  readonly #base: string
  readonly #names: Names

  /** @param base scheme and host of the service's links */
  constructor(service: Service, base: string, { id, orgId, name }: Project) {
    this.#service = service
    this.#base = base
    this.#names = { projectId: id, orgId, projectName: name }
  }

  /**
   * Plays an exchange and reverts its effects.
   *
   * @returns the generalized responses to its requests, in order; it ends with the first failed earlier request
   */
  async play({ given = [], request }: Exchange, signal: AbortSignal): Promise<Reply[]> {
    const replies: Reply[] = []
    const undo: Undo[] = []
    let id = ''
    for (const [at, template] of [...given, request].entries()) {
      const call = this.#callOf(withId(template, id))
      const reply =
        template.as === undefined
          ? await this.#service.sendAnonymously(call, signal)
          : await this.#service.send(call, signal)
      replies.push(this.generalize(reply))
      id = idIn(reply.body) ?? id
      undo.unshift(...undoOf(call, reply))
      if (reply.status >= 300 && at < given.length) break
    }
    // The last effect first: an alert configuration may refer to an integration.
    for (const call of undo) await this.#service.send({ ...call, headers: UNDO_HEADERS }, signal)
    return replies
  }

  generalize(reply: Reply): Reply {
    return generalize(reply, this.#base, this.#names)
  }

  #callOf(request: ExchangeRequest): Call {
    const renamed = JSON.parse(specialize(JSON.stringify(request), this.#names)) as ExchangeRequest
    const { method, path, headers = {}, authorization } = renamed
    requireOwnPath(method, path, this.#names.projectId)
    return {
      method,
      path,
      headers: { ...headers, ...(authorization !== undefined && { Authorization: authorization }) },
      payload: payloadOf(renamed)
    }
  }
}

/** @throws {Error} for a request that may name another project than the comparison's, or change the project itself */
export function requireOwnPath(method: string, path: string, projectId: string): void {
  const [address = ''] = path.split('?')
  const [, group, rest = ''] = /^\/api\/atlas\/(?:v2|v1\.0)\/groups\/([^/]+)\/?(.*)$/.exec(address) ?? []
  const isOwn = group === projectId && !/\/\/|\/\.|%2[ef]/i.test(address)
  if (!isOwn || (rest === '' && method !== 'GET')) {
    throw new Error(`${method} ${path} is not a request within the project of the comparison`)
  }
}

function undoOf({ method, path }: Call, { status, body }: Reply): Undo[] {
  if (status >= 300) return []
  const [address = ''] = path.split('?')
  const [, collection = '', rest = ''] = /\/groups\/[^/]+\/(\w+)(?:\/(.*))?$/.exec(address) ?? []
  if (method === 'DELETE' && collection === 'managedSlowMs') {
    return [{ method: 'POST', path: address.replace(/disable$/, 'enable') }]
  }
  if (method === 'PATCH' && collection === 'limits') return [{ method: 'DELETE', path: address }]
  if (method !== 'POST' && method !== 'PUT') return []
  if (collection === 'integrations') return [{ method: 'DELETE', path: address }]
  const id = rest === '' ? idIn(body) : undefined
  return id === undefined ? [] : [{ method: 'DELETE', path: `${address}/${id}` }]
}

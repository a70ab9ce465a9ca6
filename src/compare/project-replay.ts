import { type Exchange, type ExchangeRequest, idIn, payloadOf, withId } from './exchange.ts'
import { forProject, generalizeReply, type ProjectNames } from './placeholders.ts'
import type { Project } from './project.ts'
import type { Service } from './service.ts'
import type { Call, Reply } from './transport.ts'

/** A request that reverts the effect of another. */
type Undo = Pick<Call, 'method' | 'path'>

/** Selects a version of every operation: each accepts a date after its own. */
const UNDO_HEADERS = { Accept: 'application/vnd.atlas.2025-03-12+json' }

/** Replays exchanges in a project of a service. */
export class ProjectReplay {
  readonly #service: Service
  readonly #base: string
  readonly #names: ProjectNames

  /** @param base scheme and host of the service's links */
  constructor(service: Service, base: string, { id, orgId, name }: Project) {
    this.#service = service
    this.#base = base
    this.#names = { projectId: id, orgId, projectName: name }
  }

  /**
   * Replays an exchange and reverts its effects.
   *
   * @returns the generalized responses to its requests, in order; stops after the first failed setup request
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
      replies.push(this.generalizeReply(reply))
      id = idIn(reply.body) ?? id
      undo.unshift(...undoOf(call, reply))
      if (reply.status >= 300 && at < given.length) break
    }
    // In reverse order: an alert configuration may refer to an integration.
    for (const call of undo) await this.#service.send({ ...call, headers: UNDO_HEADERS }, signal)
    return replies
  }

  generalizeReply(reply: Reply): Reply {
    return generalizeReply(reply, this.#base, this.#names)
  }

  #callOf(request: ExchangeRequest): Call {
    const renamed = JSON.parse(forProject(JSON.stringify(request), this.#names)) as ExchangeRequest
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

/** @throws {Error} if the path is outside the project, or the request changes the project itself */
export function requireOwnPath(method: string, path: string, projectId: string): void {
  const [address = ''] = path.split('?')
  const [, group, rest = ''] = /^\/api\/atlas\/(?:v2|v1\.0)\/groups\/([^/]+)\/?(.*)$/.exec(address) ?? []
  const isOwn = group === projectId && !/\/\/|\/\.|%2[ef]/i.test(address)
  if (!isOwn || (rest === '' && method !== 'GET')) {
    throw new Error(`${method} ${path} is not a request within the comparison project`)
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

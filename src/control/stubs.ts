import type { Stub, StubBody } from '../../types/wire.d.ts'
import { isDecodable, matchablePath, routedPath, templatePattern } from '../base/request-target.ts'
import type { Sources } from '../base/sources.ts'
import { invalidHeader } from '../http/headers.ts'
import { ControlProblem, invalidBody } from './problem.ts'

/** Maximum number of segments in the path of a stub. */
const MAX_SEGMENTS = 32

/** A route below `/api` of the mock itself. */
export interface ServedRoute {
  method: string
  pattern: RegExp
  /** Undefined: the route has no operation. */
  operationId: string | undefined
}

/** The stubs: user-defined responses to requests that the mock does not know. */
export class Stubs {
  readonly #sources: Sources
  readonly #routes: readonly ServedRoute[]
  /** By id, in creation order. */
  readonly #stubs = new Map<string, { stub: Stub; pattern: RegExp }>()

  /** @param routes that a stub cannot replace */
  constructor(sources: Sources, routes: readonly ServedRoute[]) {
    this.#sources = sources
    this.#routes = routes
  }

  /** @throws {ControlProblem} 400 for an invalid stub */
  add(body: StubBody, sandbox?: string): Stub {
    this.check(body)
    const { method, path, status = 200, anonymous = false, ...response } = body
    const id = this.#sources.objectId(sandbox)
    const created = new Date(this.#sources.now(sandbox)).toISOString()
    const stub = { id, sandbox: sandbox ?? null, method, path, status, anonymous, ...response, created }
    this.#stubs.set(id, { stub, pattern: templatePattern(path) })
    return stub
  }

  /** Checks what the schema cannot. @throws {ControlProblem} 400 */
  check({ method, path, headers = {} }: StubBody): void {
    if (!isDecodable(path)) throw invalidBody('/path', 'contains an invalid percent-encoding')
    if (path.split('/').length > MAX_SEGMENTS + 1) {
      throw invalidBody('/path', `must have at most ${MAX_SEGMENTS} segments`)
    }
    const header = invalidHeader(headers)
    if (header) throw invalidBody(`/headers/${header.name}`, header.detail)
    const routed = matchablePath(routedPath(path))
    const route = this.#routes.find(route => route.method === method && route.pattern.test(routed))
    if (!route) return
    const server = route.operationId ?? 'the mock'
    throw invalidBody('/path', `${method} ${path} is served by ${server}; use a fault instead`)
  }

  /** Returns all stubs or those of a sandbox, in creation order. */
  list(sandbox?: string): Stub[] {
    return Array.from(this.#stubs.values(), ({ stub }) => stub).filter(
      stub => sandbox === undefined || stub.sandbox === sandbox
    )
  }

  /** Returns the stubs for a request, the newest first. @param path as {@link matchablePath} returns it */
  matching(method: string, path: string): Stub[] {
    return [...this.#stubs.values()]
      .filter(({ stub, pattern }) => stub.method === method && pattern.test(path))
      .map(({ stub }) => stub)
      .reverse()
  }

  /** @param sandbox that must own the stub @throws {ControlProblem} 404 */
  find(id: string, sandbox?: string): Stub {
    const stub = this.#stubs.get(id)?.stub
    if (stub && (sandbox === undefined || stub.sandbox === sandbox)) return stub
    throw new ControlProblem(404, `unknown stub '${id}'`)
  }

  /** @param sandbox that must own the stub @throws {ControlProblem} 404 */
  remove(id: string, sandbox?: string): void {
    this.find(id, sandbox)
    this.#stubs.delete(id)
  }

  clear(sandbox?: string): void {
    for (const { id } of this.list(sandbox)) this.#stubs.delete(id)
  }
}

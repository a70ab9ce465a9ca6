import type { Stub, StubBody } from '../../types/wire.d.ts'
import { matchablePath, routedPath } from '../base/request-target.ts'
import type { Sources } from '../base/sources.ts'
import { invalidStub, MAX_STUBS } from '../state/stubs.ts'
import type { Store } from '../store/store.ts'
import type { StoredStub } from '../store/stubs.ts'
import { ControlProblem } from './problem.ts'

/** A route below `/api` of the mock itself. */
export interface ServedRoute {
  method: string
  pattern: RegExp
  /** Undefined: the route has no operation. */
  operationId: string | undefined
}

/** Prefix of the ids of stubs from a file. */
const FROM_FILE = 'file-'

/** The stored stubs: user-defined responses to requests that the mock does not know. */
export class Stubs {
  readonly #store: Store
  readonly #sources: Sources
  readonly #routes: readonly ServedRoute[]

  /** @param routes that a stub cannot replace */
  constructor(store: Store, sources: Sources, routes: readonly ServedRoute[]) {
    this.#store = store
    this.#sources = sources
    this.#routes = routes
  }

  /** @throws {ControlProblem} 400 for an invalid stub, 409 if there are too many */
  add(body: StubBody, sandbox?: string): Stub {
    this.check(body)
    this.#checkRoom(1)
    return present(this.#insert(this.#sources.objectId(sandbox), body, sandbox))
  }

  #checkRoom(added: number): void {
    if (this.#store.stubs.count() + added <= MAX_STUBS) return
    throw new ControlProblem(409, `the maximum of ${MAX_STUBS} stubs is reached; remove some first`)
  }

  /** Checks what the schema cannot. @throws {ControlProblem} 400 */
  check(body: StubBody): void {
    const error = invalidStub(body) ?? this.#conflict(body)
    if (error) throw new ControlProblem(400, 'invalid body', [error])
  }

  #conflict({ method, path }: StubBody): { path: string; detail: string } | undefined {
    const routed = matchablePath(routedPath(path))
    const route = this.#routes.find(route => route.method === method && route.pattern.test(routed))
    if (!route) return undefined
    const server = route.operationId ?? 'the mock'
    return { path: '/path', detail: `${method} ${path} is served by ${server}; use a fault instead` }
  }

  #insert(id: string, body: StubBody, sandbox?: string): StoredStub {
    const stub = { id, orgId: sandbox ?? null, body, created: this.#sources.now(sandbox) }
    this.#store.stubs.insert(stub)
    return stub
  }

  /**
   * Replaces the stubs that a file provided; their ids are `file-1` and so on.
   *
   * @throws {ControlProblem} 409 if there are too many
   */
  replaceFile(bodies: readonly StubBody[]): void {
    this.#store.transaction(() => {
      for (const { id } of this.#store.stubs.list()) {
        if (id.startsWith(FROM_FILE)) this.#store.stubs.remove(id)
      }
      this.#checkRoom(bodies.length)
      for (const [at, body] of bodies.entries()) this.#insert(`${FROM_FILE}${at + 1}`, body)
    })
  }

  /** Returns all stubs or those of a sandbox, in creation order. */
  list(sandbox?: string): Stub[] {
    return this.#store.stubs.list(sandbox).map(present)
  }

  /** @param sandbox that must own the stub @throws {ControlProblem} 404 */
  find(id: string, sandbox?: string): Stub {
    const stub = this.#store.stubs.find(id)
    if (stub && (sandbox === undefined || stub.orgId === sandbox)) return present(stub)
    throw new ControlProblem(404, `unknown stub '${id}'`)
  }

  /** @param sandbox that must own the stub @throws {ControlProblem} 404 */
  remove(id: string, sandbox?: string): void {
    this.find(id, sandbox)
    this.#store.stubs.remove(id)
  }

  /** Removes all stubs or those of a sandbox. */
  clear(sandbox?: string): void {
    this.#store.stubs.removeAll(sandbox)
  }
}

function present({ id, orgId, body, created }: StoredStub): Stub {
  const { method, path, status = 200, anonymous = false, ...response } = body
  const time = new Date(created).toISOString()
  return { id, sandbox: orgId, method, path, status, anonymous, ...response, created: time }
}

import type { StubBody } from '../../types/wire.d.ts'
import { isDecodable } from '../base/request-target.ts'
import { invalidHeader } from '../http/headers.ts'
import type { Store } from '../store/store.ts'
import { depthError, StateError, type StubState } from './document.ts'
import { timeOf, withStateErrors } from './import.ts'

/** Maximum number of stubs: each request to an unknown path compares all of them. */
export const MAX_STUBS = 1_000

/**
 * Returns the first error in a stub that its schema cannot find.
 *
 * @returns the JSON pointer within the stub and the message
 */
export function invalidStub(stub: StubBody): { path: string; detail: string } | undefined {
  const { path, headers = {}, body } = stub
  if (!isDecodable(path)) return { path: '/path', detail: 'contains an invalid percent-encoding' }
  const detail = depthError(body)
  if (detail !== undefined) return { path: '/body', detail }
  const header = invalidHeader(headers)
  return header && { path: `/headers/${header.name}`, detail: header.detail }
}

/**
 * Inserts stubs within the caller's transaction, after the organizations.
 *
 * @param only the sandbox that every stub belongs to; undefined: any sandbox of the document
 * @throws {StateError} with the JSON pointer of an inconsistency
 */
export function importStubs(store: Store, stubs: readonly StubState[], only?: string): void {
  for (const [at, stub] of stubs.entries()) {
    const path = `/stubs/${at}`
    const { id, created: _created, sandbox = only, ...body } = stub
    const isKnown =
      only === undefined ? sandbox === undefined || store.sandboxes.find(sandbox) : sandbox === only
    if (!isKnown) throw new StateError(`${path}/sandbox`, `must be ${only ?? 'a sandbox of the document'}`)
    const error = invalidStub(body)
    if (error) throw new StateError(path + error.path, error.detail)
    const created = timeOf(`${path}/created`, stub.created)
    withStateErrors(path, () => store.stubs.insert({ id, orgId: sandbox ?? null, body, created }))
  }
  if (store.stubs.count() <= MAX_STUBS) return
  throw new StateError('/stubs', `must not increase the number of stubs above ${MAX_STUBS}`)
}

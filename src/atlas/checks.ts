import type { FastifyReply, FastifyRequest } from 'fastify'
import { AtlasError } from '../catalogue/errors.ts'
import type { Check } from '../journal/request-record.ts'
import type { Services } from '../services.ts'
import type { Principal } from '../store/principals.ts'
import { parseBody } from './body.ts'
import { OAuthError } from './oauth-error.ts'

/** A request to check. */
export interface CheckedCall {
  request: FastifyRequest
  reply: FastifyReply
  services: Services
}

/** The caller, after a list of checks has identified it. */
interface Identified {
  caller?: Principal
}

/** A check and the name under which the journal shows its outcome. */
interface NamedCheck<Call> {
  name: Check
  check(call: Call, proved: object): object | undefined
}

/**
 * An ordered list of checks. Each receives what those before it have proved, and adds to it. The first that throws
 * determines the response, so a caller without permission learns nothing about later checks.
 */
export class Checks<Call extends CheckedCall, Proved extends object> {
  readonly #list: readonly NamedCheck<Call>[]
  readonly #names: readonly Check[]

  constructor(list: readonly NamedCheck<Call>[] = []) {
    this.#list = list
    this.#names = list.map(({ name }) => name)
  }

  /** Returns the list with one more check at its end, which may need more of the call than those before. */
  and<More extends object, Special extends Call = Call>(
    name: Check,
    check: (call: Special, proved: Proved) => More
  ): Checks<Special, Proved & More>
  and<Special extends Call = Call>(
    name: Check,
    check: (call: Special, proved: Proved) => undefined
  ): Checks<Special, Proved>
  and(name: Check, check: (call: never, proved: Proved) => object | undefined) {
    return new Checks([...this.#list, { name, check: check as NamedCheck<Call>['check'] }])
  }

  /** Returns the list with a check of the body at its end. @param read validates the parsed JSON */
  withBody<Input>(
    read: (body: unknown, proved: Proved, call: Call) => Input
  ): Checks<Call, Proved & { input: Input }> {
    return this.and('body', (call: Call, proved) => ({ input: read(parseBody(call.request), proved, call) }))
  }

  /**
   * Runs the checks in order, and records their outcome.
   *
   * @throws {AtlasError | OAuthError} the error of the first check that rejects the request
   */
  run(call: Call): Proved {
    const { record } = call.request
    const proved: Identified = {}
    let passed = 0
    let rejectedBy: Check | undefined
    try {
      for (const { check } of this.#list) {
        Object.assign(proved, check(call, proved))
        passed++
      }
      return proved as Proved
    } catch (error) {
      if (error instanceof AtlasError || error instanceof OAuthError) rejectedBy = this.#names[passed]
      throw error
    } finally {
      record.settle(proved.caller, this.#names.slice(0, passed), rejectedBy)
    }
  }
}

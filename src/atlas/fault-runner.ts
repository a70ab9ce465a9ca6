import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Effect, FaultCandidate, Firing, Stage } from '../control/fault.ts'
import { RATE_WINDOW } from '../control/rate-counter.ts'
import { AtlasError, type ErrorRow } from '../errors.ts'
import { pathOf } from '../http/address.ts'
import type { Services } from '../services.ts'
import { readBody } from './body.ts'
import { cutConnection } from './connection.ts'
import { type DemandedBody, demandedError, type FreeBody, freeBody, statusHeaders } from './demand.ts'
import { OPERATIONS } from './operations.ts'
import { RATE_LIMITS, retryHeaders, TOKEN_LIMIT, templateOf } from './rate-limit.ts'
import { operationOf, organizationOf, type Trace } from './trace.ts'

/** An answer by a fault that is no row of the catalogue. */
export class FaultAnswer extends Error {
  readonly body: DemandedBody | FreeBody
  readonly headers: Readonly<Record<string, string>>

  constructor(body: DemandedBody | FreeBody, headers: Readonly<Record<string, string>>) {
    super('answered by a fault')
    this.body = body
    this.headers = headers
  }
}

/** Statuses whose responses have no body. */
const BODILESS = [204, 205, 304]

/** The connection is gone, so that there is nobody to answer. */
export class CutOff extends Error {}

/** Whether a firing takes the answer's place or its body, so that what the request asks for must not happen. */
export function isLosing({ effect }: Firing): boolean {
  return effect.type === 'truncate' || effect.type === 'empty'
}

/** A request as the fault plan looks at it; what costs something is found out only where a fault asks. */
class Candidate implements FaultCandidate {
  readonly #request: FastifyRequest
  readonly #trace: Trace
  readonly #services: Services
  #orgId: { value: string | undefined } | undefined

  constructor(request: FastifyRequest, trace: Trace, services: Services) {
    this.#request = request
    this.#trace = trace
    this.#services = services
  }

  get operationId() {
    return operationOf(this.#request)
  }

  get projectId() {
    return (this.#request.params as { groupId?: string } | null)?.groupId
  }

  get integrationType() {
    return (this.#request.params as { integrationType?: string } | null)?.integrationType
  }

  get orgId() {
    // A thousand faults may ask, and without a caller each would ask the database.
    this.#orgId ??= { value: organizationOf(this.#request, this.#services) }
    return this.#orgId.value
  }

  get method() {
    return this.#request.method
  }

  get path() {
    return pathOf(this.#request)
  }

  get principalId() {
    return this.#trace.principal?.id
  }

  get headers() {
    return this.#request.raw.headers
  }
}

/** Lets the faults of a stage fire on a request. */
export class FaultRunner {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  /**
   * @returns undefined where the request goes on at once, otherwise when it goes on; a fault that only shapes
   * the answer is left in the trace
   * @throws {AtlasError | FaultAnswer | CutOff} what becomes of the request
   */
  strike(stage: Stage, request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const { faults } = this.#services.control
    // The usual case costs nothing.
    if (!faults.has(stage)) return undefined
    const trace = request.trace as Trace
    // One fault for one request, whatever its stage: a second would undo what the first does to the answer.
    if (trace.firing) return undefined
    const firing = faults.fire(stage, new Candidate(request, trace, this.#services))
    return firing && this.#run(firing, request, reply, trace)
  }

  /**
   * An answer without a body has none to lose, and must not say that what was taken back was done: the
   * connection ends in its place.
   *
   * @throws {CutOff}
   */
  cutBodiless(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    const { firing } = request.trace as Trace
    if (body !== undefined || !firing || !isLosing(firing)) return
    cutConnection(request, reply, 'reset')
    throw new CutOff()
  }

  async #run(firing: Firing, request: FastifyRequest, reply: FastifyReply, trace: Trace): Promise<void> {
    trace.firing = firing
    const { id, effect, delay } = firing
    request.log.info({ fault: id, effect: effect.type }, 'a fault fires')
    if (delay > 0) await this.#wait(delay, reply)
    const answer = this.#answer(effect, request)
    const cut = effect.type === 'reset' || effect.type === 'hangUp' ? effect.type : undefined
    // The journal has the body too: a test asks whether a retry brought the same.
    if (answer ?? cut) trace.body ??= await readBody(request)
    if (cut) {
      cutConnection(request, reply, cut)
      throw new CutOff()
    }
    if (answer) throw answer
  }

  async #wait(delay: number, { raw }: FastifyReply): Promise<void> {
    const gone = new AbortController()
    const leave = () => gone.abort()
    raw.once('close', leave)
    try {
      const signal = AbortSignal.any([gone.signal, this.#services.control.closing])
      await wait(delay, undefined, { signal })
    } catch {
      if (gone.signal.aborted) throw new CutOff()
    } finally {
      raw.off('close', leave)
    }
  }

  #answer(effect: Effect, request: FastifyRequest): AtlasError | FaultAnswer | undefined {
    const { catalogue } = this.#services
    switch (effect.type) {
      case 'error': {
        const row = catalogue.row(effect.errorCode)
        const error = demandedError(row, request, effect.parameters)
        return withHeaders(error, { ...this.#usualHeaders(row, error), ...effect.headers })
      }
      case 'rateLimit': {
        const { retryAfter = RATE_WINDOW / 1000 } = effect
        if (operationOf(request) === 'createToken') {
          const parameters = [pathOf(request), TOKEN_LIMIT, 1]
          const error = demandedError(catalogue.row('RATE_LIMITED'), request, parameters)
          return withHeaders(error, { 'retry-after': String(retryAfter), ...effect.headers })
        }
        // Before authentication the request knows no more of its operation than the name.
        const operation = OPERATIONS.find(({ operationId }) => operationId === operationOf(request))
        const limit = RATE_LIMITS[operation?.rateGroup ?? 'integrations']
        const template = templateOf(request.routeOptions.url ?? pathOf(request))
        const parameters = [template, retryAfter, limit, limit, RATE_WINDOW / 1000]
        const error = demandedError(catalogue.row('RATE_LIMITED_TOKEN_BUCKET'), request, parameters)
        return withHeaders(error, { ...retryHeaders(limit, retryAfter), ...effect.headers })
      }
      case 'example': {
        const body = catalogue.example(effect.status)?.body as DemandedBody
        return new FaultAnswer(body, { ...statusHeaders(body, this.#services), ...effect.headers })
      }
      case 'status': {
        const { status, body, errorCode = 'UNEXPECTED_ERROR', detail = 'Unexpected error.' } = effect
        if (body !== undefined) return new FaultAnswer(freeBody(status, body), { ...effect.headers })
        if (BODILESS.includes(status)) return new FaultAnswer({ status }, { ...effect.headers })
        return new FaultAnswer(catalogue.anyBody({ status, errorCode, detail }), { ...effect.headers })
      }
      default:
        return undefined
    }
  }

  #usualHeaders({ status, form }: ErrorRow, error: AtlasError): Readonly<Record<string, string>> {
    const { catalogue, authenticator } = this.#services
    if (form === 'empty') return status === 401 ? authenticator.refusedBearer('by demand').headers : {}
    // Only one of Atlas's 401s with a body is a challenge: to another a client with Digest must not answer.
    if (status === 401 && form !== 'challenge') return {}
    return statusHeaders(catalogue.body(error), this.#services)
  }
}

function withHeaders({ id, parameters, why }: AtlasError, headers: Record<string, string>): AtlasError {
  return new AtlasError(id, parameters, why, headers)
}

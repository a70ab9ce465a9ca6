import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Effect, Firing, Stage } from '../control/fault.ts'
import { RATE_WINDOW } from '../control/rate-counter.ts'
import { AtlasError } from '../errors.ts'
import { pathOf } from '../http/address.ts'
import type { Services } from '../services.ts'
import { cutConnection } from './connection.ts'
import { type DemandedBody, demandedError, statusHeaders } from './demand.ts'
import { RATE_LIMITS, retryHeaders, templateOf } from './rate-limit.ts'
import { recordCut } from './recorder.ts'
import { operationOf, organizationOf, type Trace } from './trace.ts'

/** An answer by a fault that is no row of the catalogue. */
export class FaultAnswer extends Error {
  readonly body: DemandedBody
  readonly headers: Readonly<Record<string, string>>

  constructor(body: DemandedBody, headers: Readonly<Record<string, string>>) {
    super(`answered by a fault with status ${body.error}`)
    this.body = body
    this.headers = headers
  }
}

/** The connection is gone, so that there is nobody to answer. */
export class CutOff extends Error {}

/** Whether a firing takes the answer's place or its body, so that what the request asks for must not happen. */
export function isLosing({ effect }: Firing): boolean {
  return effect.type === 'truncate' || effect.type === 'empty'
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
    if (faults.isEmpty) return undefined
    const trace = request.trace as Trace
    const firing = faults.fire(stage, {
      operationId: operationOf(request),
      projectId: (request.params as { groupId?: string } | null)?.groupId,
      orgId: organizationOf(request, this.#services),
      method: request.method,
      path: pathOf(request),
      principalId: trace.principal?.id,
      headers: request.headers
    })
    return firing && this.#run(firing, request, reply, trace)
  }

  async #run(firing: Firing, request: FastifyRequest, reply: FastifyReply, trace: Trace): Promise<void> {
    trace.firing = firing
    const { id, effect, delay } = firing
    request.log.info({ fault: id, effect: effect.type }, 'a fault fires')
    if (delay > 0) await this.#wait(delay, request)
    if (effect.type === 'reset' || effect.type === 'hangUp') {
      recordCut(request, this.#services, reply.elapsedTime)
      cutConnection(request, reply, effect.type)
      throw new CutOff()
    }
    const answer = this.#answer(effect, request)
    if (answer) throw answer
  }

  async #wait(delay: number, request: FastifyRequest): Promise<void> {
    const gone = new AbortController()
    const leave = () => gone.abort()
    request.raw.socket.once('close', leave)
    try {
      const signal = AbortSignal.any([gone.signal, this.#services.control.closing])
      await wait(delay, undefined, { signal })
    } catch {
      if (gone.signal.aborted) throw new CutOff()
    } finally {
      request.raw.socket.off('close', leave)
    }
  }

  #answer(effect: Effect, request: FastifyRequest): AtlasError | FaultAnswer | undefined {
    const { catalogue, authenticator } = this.#services
    switch (effect.type) {
      case 'error': {
        const row = catalogue.row(effect.errorCode)
        const error = demandedError(row, request, effect.parameters)
        const body = catalogue.body(error)
        const usual =
          row.form === 'empty'
            ? authenticator.refusedBearer('by demand').headers
            : statusHeaders(body, this.#services)
        return withHeaders(error, { ...usual, ...effect.headers })
      }
      case 'rateLimit': {
        const { retryAfter = RATE_WINDOW / 1000 } = effect
        const limit = RATE_LIMITS[request.atlas?.operation.rateGroup ?? 'integrations']
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
        const { status, errorCode = 'UNEXPECTED_ERROR', detail = 'Unexpected error.' } = effect
        return new FaultAnswer(catalogue.anyBody({ status, errorCode, detail }), { ...effect.headers })
      }
      default:
        return undefined
    }
  }
}

function withHeaders({ id, parameters, why }: AtlasError, headers: Record<string, string>): AtlasError {
  return new AtlasError(id, parameters, why, headers)
}

import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Stage } from '../control/fault.ts'
import type { Firing } from '../journal/request-record.ts'
import type { Services } from '../services.ts'
import { readBody } from './body.ts'
import { responseOf } from './forced-error.ts'
import type { RateGroup } from './rate-limit.ts'

/** The connection is gone: nobody can be answered. */
export class ConnectionCut extends Error {}

/** Pieces of a slow body in a second. */
const PIECES = 20

/**
 * Applies the fault plan to requests: `edge` before authentication, `service` after it, `after-commit` once the
 * request is carried out, and the shape of the response while it is sent.
 */
export class FaultRunner {
  readonly #services: Services
  readonly #rateGroups: ReadonlyMap<string, RateGroup>

  /** @param rateGroups of the operations by their ids */
  constructor(services: Services, rateGroups: ReadonlyMap<string, RateGroup>) {
    this.#services = services
    this.#rateGroups = rateGroups
  }

  /**
   * Applies the faults of a stage. One that only shapes the response is left in the record.
   *
   * @throws {AtlasError | ForcedResponse | ConnectionCut} what becomes of the request
   */
  async apply(stage: Stage, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { control } = this.#services
    const { record } = request
    // One fault for one request, whatever its stage: a second would undo what the first does to the response.
    if (!control.faults.has(stage) || record.fault) return
    const fault = control.faults.fire(stage, record)
    if (!fault) return
    record.fault = fault
    const { id, effect, delay } = fault
    request.log.info({ fault: id, effect: effect.type }, 'fault applied')
    if (delay > 0) await pause(delay, reply, control.closing)
    const group = this.#rateGroups.get(record.operation?.operationId ?? '')
    const response = responseOf(effect, request, this.#services, group)
    const cut = effect.type === 'reset' || effect.type === 'hangUp' ? effect.type : undefined
    // The journal has the body, too: a test asks whether a retry sent the same.
    if (response ?? cut) record.body ??= await readBody(request)
    if (cut) {
      cutConnection(request, reply, cut)
      throw new ConnectionCut()
    }
    if (response) throw response
  }

  /**
   * A response without a body has none to lose, and must not say that what was taken back was done: the
   * connection ends in its place.
   *
   * @throws {ConnectionCut}
   */
  cutBodiless(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    if (body !== undefined || !discardsResponse(request.record.fault)) return
    cutConnection(request, reply, 'reset')
    throw new ConnectionCut()
  }

  /** Returns the payload as the fault has it: the body cut, left out, or sent slowly. */
  shape(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
    const effect = request.record.fault?.effect
    if (!effect || typeof payload !== 'string' || payload === '') return payload
    const bytes = Buffer.from(payload)
    switch (effect.type) {
      case 'empty':
        reply.header('content-length', '0')
        return ''
      case 'truncate':
        reply.header('content-length', bytes.length)
        return Readable.from(firstHalf(bytes, request, reply))
      case 'slow':
        reply.header('content-length', bytes.length)
        return Readable.from(pieces(bytes, effect.bytesPerSecond, this.#services.control.closing))
      default:
        return payload
    }
  }
}

/** Whether a fault takes the response's body away, so that what the request asks for must not happen. */
export function discardsResponse(fault: Firing | undefined): boolean {
  return fault?.effect.type === 'truncate' || fault?.effect.type === 'empty'
}

async function pause(delay: number, { raw }: FastifyReply, closing: AbortSignal): Promise<void> {
  const gone = new AbortController()
  const leave = () => gone.abort()
  raw.once('close', leave)
  try {
    await wait(delay, undefined, { signal: AbortSignal.any([gone.signal, closing]) })
  } catch {
    if (gone.signal.aborted) throw new ConnectionCut()
  } finally {
    raw.off('close', leave)
  }
}

/** Half of a body, then the end of the connection. */
async function* firstHalf(
  body: Buffer,
  request: FastifyRequest,
  reply: FastifyReply
): AsyncGenerator<Buffer> {
  yield body.subarray(0, Math.ceil(body.length / 2))
  await nextTurn()
  cutConnection(request, reply, 'hangUp')
}

/** A client that disconnects ends it: that destroys the stream. */
async function* pieces(body: Buffer, bytesPerSecond: number, closing: AbortSignal): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.ceil(bytesPerSecond / PIECES))
  const interval = (size / bytesPerSecond) * 1000
  for (let start = 0; start < body.length; start += size) {
    if (start > 0) await wait(interval, undefined, { signal: closing }).catch(() => undefined)
    yield body.subarray(start, start + size)
  }
}

/** Ends the connection of a request: with RST, or with FIN once what was written is out. */
function cutConnection(request: FastifyRequest, reply: FastifyReply, how: 'reset' | 'hangUp'): void {
  const { socket } = request.raw
  // Without a port there is no connection, only a response that never ends.
  if (!(socket instanceof Socket)) reply.raw.destroy()
  else if (how === 'hangUp') socket.destroySoon()
  else resetConnection(socket)
}

/** Of TLS it is the connection below that can be reset; Node.js refuses to do so by the socket above. */
function resetConnection(socket: Socket): void {
  const below = socket instanceof TLSSocket ? (Reflect.get(socket, '_parent') as unknown) : socket
  if (below instanceof Socket) below.resetAndDestroy()
  socket.destroy()
}

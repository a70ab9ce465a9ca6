import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FaultStage } from '../../control/faults.ts'
import type { FiredFault } from '../../journal/request-record.ts'
import type { Services } from '../../services.ts'
import type { CheckedCall } from '../atlas-operation.ts'
import { receiveBody } from '../body.ts'
import type { Checks } from '../checks.ts'
import { errorOf } from './forced-error.ts'

/** Thrown after the connection has ended: no response can be sent. */
export class ConnectionCut extends Error {}

/** Chunks of a slow body per second. */
const CHUNKS_PER_SECOND = 20

/**
 * Applies the active faults to requests: `edge` before authentication, `service` after it, `after-commit` after
 * the operation, and response-shaping faults while the response is sent.
 */
export class FaultRunner {
  readonly #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  /**
   * Fires the fault of a stage, if any. A fault that only shapes the response is stored in the record.
   *
   * @throws {AtlasError | ForcedError | ConnectionCut} what the fault forces
   */
  apply(stage: FaultStage, request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    const { faults } = this.#services
    const { record } = request
    // At most one fault per request: a second would override how the first shapes the response.
    if (record.fault) return undefined
    const fault = faults.fire(stage, record)
    record.fault = fault
    return fault && this.#run(fault, request, reply)
  }

  /**
   * Fires a fault of the stage `service`, which only a caller that passes the checks can reach. They run again with
   * the operation, which rejects the caller otherwise: what they prove may change during the fault's delay.
   */
  applyToCaller<Call extends CheckedCall>(
    checks: Checks<Call, object>,
    call: Call
  ): Promise<void> | undefined {
    if (this.#services.faults.counts.service === 0) return undefined
    try {
      checks.run(call)
    } catch {
      return undefined
    }
    return this.apply('service', call.request, call.reply)
  }

  async #run({ id, effect, delay }: FiredFault, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { control } = this.#services
    const operation = request.record.operation?.operationId
    // Without the path: it may repeat a secret of the body, which has not arrived yet.
    request.log.info({ fault: id, effect: effect.type, operation }, 'fault applied')
    if (delay > 0) await pause(delay, reply, control.closing)
    const error = errorOf(effect, request, this.#services)
    const cut = effect.type === 'reset' || effect.type === 'hangUp' ? effect.type : undefined
    // The journal needs the body: tests check whether a retry sends the same one.
    if (error ?? cut) await receiveBody(request)
    if (cut) {
      cutConnection(request, reply, cut)
      throw new ConnectionCut()
    }
    if (error) throw error
  }

  /**
   * Cuts the connection if a fault discards the response of an operation without a response body: a success status
   * would report an operation that was rolled back.
   *
   * @throws {ConnectionCut}
   */
  cutBodiless(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
    if (body !== undefined || !discardsResponse(request.record.fault)) return
    cutConnection(request, reply, 'reset')
    throw new ConnectionCut()
  }

  /** Returns the payload as the fault shapes it: truncated, empty or slow. */
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
        // Its body is not sent.
        if (request.method === 'HEAD') return payload
        return Readable.from(slowChunks(bytes, effect.bytesPerSecond, this.#services.control.closing))
      default:
        return payload
    }
  }
}

/** Returns whether a fault discards the response body, so that the operation must be rolled back. */
export function discardsResponse(fault: FiredFault | undefined): boolean {
  return fault?.effect.type === 'truncate' || fault?.effect.type === 'empty'
}

async function pause(delay: number, { raw }: FastifyReply, closing: AbortSignal): Promise<void> {
  const disconnected = new AbortController()
  const onClose = () => disconnected.abort()
  raw.once('close', onClose)
  try {
    await wait(delay, undefined, { signal: AbortSignal.any([disconnected.signal, closing]) })
  } catch {
    if (disconnected.signal.aborted) throw new ConnectionCut()
  } finally {
    raw.off('close', onClose)
  }
}

/** Yields the first half of a body, then ends the connection. */
async function* firstHalf(
  body: Buffer,
  request: FastifyRequest,
  reply: FastifyReply
): AsyncGenerator<Buffer> {
  yield body.subarray(0, Math.ceil(body.length / 2))
  await nextTurn()
  cutConnection(request, reply, 'hangUp')
}

/** Yields a body at a limited rate. Ends when the client disconnects, because that destroys the stream. */
async function* slowChunks(
  body: Buffer,
  bytesPerSecond: number,
  closing: AbortSignal
): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.ceil(bytesPerSecond / CHUNKS_PER_SECOND))
  const interval = (size / bytesPerSecond) * 1000
  for (let start = 0; start < body.length; start += size) {
    if (start > 0) await wait(interval, undefined, { signal: closing }).catch(() => undefined)
    yield body.subarray(start, start + size)
  }
}

/** Ends the connection of a request: with RST, or with FIN after pending writes. */
function cutConnection(request: FastifyRequest, reply: FastifyReply, how: 'reset' | 'hangUp'): void {
  const { socket } = request.raw
  // A response to HEAD has no body, so that it cannot be incomplete.
  const { isOfConsole, method } = request.record.received
  // An injected request has no connection, only a response that never ends.
  if (!(socket instanceof Socket)) reply.raw.destroy()
  else if (isOfConsole && method !== 'HEAD' && !reply.raw.headersSent) endIncomplete(socket)
  else if (how === 'hangUp') socket.destroySoon()
  else resetConnection(socket)
}

/**
 * Begins a response and ends the connection within its body. Browsers repeat a request on a reused connection that ends
 * before: the page would show the response to the second one.
 */
function endIncomplete(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n')
  socket.destroySoon()
}

/** Resets a connection. For TLS, resets the underlying TCP socket: Node.js cannot reset a TLSSocket. */
function resetConnection(socket: Socket): void {
  const isTls = (socket as Partial<TLSSocket>).encrypted
  const tcpSocket: unknown = isTls ? Reflect.get(socket, '_parent') : socket
  if (tcpSocket instanceof Socket) tcpSocket.resetAndDestroy()
  socket.destroy()
}

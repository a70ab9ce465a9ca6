import { Readable } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cutConnection } from './connection.ts'

/** Pieces of a slow body in a second. */
const PIECES = 20

/**
 * The payload as a fault that shapes the answer has it: the body cut, left out, or sent slowly.
 *
 * @param closing ends all slowness
 */
export function shapeBody(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  closing: AbortSignal
): unknown {
  const effect = request.trace?.firing?.effect
  if (!effect || typeof payload !== 'string' || payload === '') return payload
  const bytes = Buffer.from(payload)
  switch (effect.type) {
    case 'empty':
      reply.header('content-length', '0')
      return ''
    case 'truncate':
      reply.header('content-length', bytes.length)
      return Readable.from(half(bytes, request, reply))
    case 'slow':
      reply.header('content-length', bytes.length)
      return Readable.from(pieces(bytes, effect.bytesPerSecond, closing))
    default:
      return payload
  }
}

/** Half of a body, then the end of the connection. */
async function* half(body: Buffer, request: FastifyRequest, reply: FastifyReply): AsyncGenerator<Buffer> {
  yield body.subarray(0, Math.ceil(body.length / 2))
  await nextTurn()
  cutConnection(request, reply, 'hangUp')
}

/** The client's going ends it: that destroys the stream. */
async function* pieces(body: Buffer, bytesPerSecond: number, closing: AbortSignal): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.ceil(bytesPerSecond / PIECES))
  const pause = (size / bytesPerSecond) * 1000
  for (let start = 0; start < body.length; start += size) {
    if (start > 0) await wait(pause, undefined, { signal: closing }).catch(() => undefined)
    yield body.subarray(start, start + size)
  }
}

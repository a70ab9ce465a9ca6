import { Readable } from 'node:stream'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cutConnection } from './connection.ts'

/** Pieces of a slow body in a second. */
const PIECES = 20

/** Lets a fault that shapes the answer do so: the body cut, left out, or sent slowly. */
export function shapeBodies(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const effect = request.trace?.firing?.effect
    if (!effect || !Buffer.isBuffer(payload) || payload.length === 0) return done(null, payload)
    switch (effect.type) {
      case 'empty':
        reply.header('content-length', '0')
        return done(null, '')
      case 'truncate':
        reply.header('content-length', payload.length)
        return done(null, Readable.from(half(payload, request, reply)))
      case 'slow':
        reply.header('content-length', payload.length)
        return done(null, Readable.from(pieces(payload, effect.bytesPerSecond, request)))
      default:
        return done(null, payload)
    }
  })
}

/** Half of a body, then the end of the connection. */
async function* half(body: Buffer, request: FastifyRequest, reply: FastifyReply): AsyncGenerator<Buffer> {
  yield body.subarray(0, Math.ceil(body.length / 2))
  await nextTurn()
  cutConnection(request, reply, 'hangUp')
}

async function* pieces(
  body: Buffer,
  bytesPerSecond: number,
  request: FastifyRequest
): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.ceil(bytesPerSecond / PIECES))
  const pause = (size / bytesPerSecond) * 1000
  for (let start = 0; start < body.length; start += size) {
    if (start > 0) await wait(pause)
    if (request.raw.destroyed && request.raw.socket.destroyed) return
    yield body.subarray(start, start + size)
  }
}

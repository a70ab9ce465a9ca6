import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Requests of a connection that may wait for their responses; with more, the connection is closed. Node.js stops
 * reading only for responses that nobody takes.
 */
const MAX_PENDING = 5_000

/** Limits the requests that wait on one connection, so that one client cannot fill the memory. */
export function limitPipelining(app: FastifyInstance): void {
  const pending = new WeakMap<Socket, number>()
  app.addHook('onRequest', ({ raw: { socket } }, _reply, done) => {
    const count = (pending.get(socket) ?? 0) + 1
    pending.set(socket, count)
    if (count > MAX_PENDING) socket.destroy()
    done()
  })
  app.addHook('onResponse', ({ raw: { socket } }, _reply, done) => {
    pending.set(socket, (pending.get(socket) ?? 1) - 1)
    done()
  })
}

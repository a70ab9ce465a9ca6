import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Has the requests of a connection wait for each other: pipelined ones may not overtake those before them,
 * unless all are safe (RFC 9112 §9.3.2). Node.js puts only their answers in order.
 */
export function takeInTurn(app: FastifyInstance): void {
  const latest = new WeakMap<Socket, ServerResponse>()
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    const earlier = latest.get(socket)
    latest.set(socket, reply.raw)
    if (!earlier || earlier.writableEnded || earlier.destroyed) done()
    // Who has gone meanwhile wants nothing more.
    else earlier.once('close', () => socket.destroyed || done())
  })
}

import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/**
 * Requests of a connection that may wait; with more it ends. Node.js would stop reading only for answers that
 * nobody takes, and what it has read already, 64 KiB, holds some thousands of the shortest.
 */
const MOST_WAITING = 5_000

/** The answers of a connection. */
interface Turns {
  /** To the newest request. */
  latest: ServerResponse
  waiting: number
}

const connections = new WeakMap<Socket, Turns>()

/**
 * Has the requests of a connection wait for each other: pipelined ones may not overtake those before them,
 * unless all are safe (RFC 9112 §9.3.2). Node.js puts only their answers in order.
 */
export function takeInTurn(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    const turns = connections.get(socket)
    if (!turns) {
      connections.set(socket, { latest: reply.raw, waiting: 0 })
      return done()
    }
    const earlier = turns.latest
    turns.latest = reply.raw
    if (isOver(earlier)) return done()
    if (++turns.waiting > MOST_WAITING) socket.destroy()
    earlier.once('close', () => {
      turns.waiting--
      // Who has gone meanwhile wants nothing more.
      if (socket.writable) done()
    })
  })
}

/** The answer that is still due to a connection's newest request, if all of that has come; undefined: none. */
export function answerDue(socket: Socket): ServerResponse | undefined {
  const latest = connections.get(socket)?.latest
  return latest && !isOver(latest) && latest.req.complete ? latest : undefined
}

function isOver(answer: ServerResponse): boolean {
  return answer.writableEnded || answer.destroyed
}

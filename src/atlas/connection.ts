import { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Ends the connection of a request: with RST, or with FIN when what was written is out. */
export function cutConnection(request: FastifyRequest, reply: FastifyReply, how: 'reset' | 'hangUp'): void {
  const { socket } = request.raw
  if (!(socket instanceof Socket)) {
    // Without a port there is no connection, only an answer that never comes to its end.
    reply.raw.destroy()
  } else if (how === 'reset') {
    socket.resetAndDestroy()
  } else {
    socket.destroySoon()
  }
}

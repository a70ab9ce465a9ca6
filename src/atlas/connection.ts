import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Ends the connection of a request: with RST, or with FIN when what was written is out. */
export function cutConnection(request: FastifyRequest, reply: FastifyReply, how: 'reset' | 'hangUp'): void {
  const { socket } = request.raw
  if (!(socket instanceof Socket)) {
    // Without a port there is no connection, only an answer that never comes to its end.
    reply.raw.destroy()
  } else if (how === 'reset') {
    reset(socket)
  } else {
    socket.destroySoon()
  }
}

/** Of TLS it is the connection below that can be reset; Node.js refuses to do so by the socket above. */
function reset(socket: Socket): void {
  const below = socket instanceof TLSSocket ? (Reflect.get(socket, '_parent') as unknown) : socket
  if (below instanceof Socket) below.resetAndDestroy()
  socket.destroy()
}

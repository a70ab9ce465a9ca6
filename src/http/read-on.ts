import type { Socket } from 'node:net'
import type { FastifyReply } from 'fastify'

/** Milliseconds in which a caller who is refused may read why and go. */
const PATIENCE = 500

/**
 * Ends a connection with an answer, and reads on meanwhile: one that is closed over bytes which nobody has read
 * is reset, and the caller may lose the answer (RFC 9112 §9.6).
 */
export function endReading(socket: Socket, answer: string): void {
  stopParsing(socket)
  socket.end(answer)
  const timer = setTimeout(() => socket.destroy(), PATIENCE).unref()
  socket.once('close', () => clearTimeout(timer))
}

/** What follows is read and forgotten: the HTTP parser would find the same fault in it. */
export function stopParsing(socket: Socket): void {
  socket.removeAllListeners('data').on('data', () => undefined)
}

/** Has the rest of a body that is too large read and forgotten, where Fastify would close the connection. */
export function readOn(error: { code?: unknown }, reply: FastifyReply): void {
  const isClosing = reply.raw.hasHeader('connection')
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' && !isClosing) reply.removeHeader('connection')
}

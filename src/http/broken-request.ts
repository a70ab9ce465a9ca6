import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError, FastifyReply } from 'fastify'

/** What Node.js refuses before there is a request; anything else is not HTTP. */
const REFUSALS: Readonly<Record<string, [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Client Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Exceeded maximum allowed HTTP header size']
}

/** Milliseconds in which a client may read a refusal before its connection is closed. */
const LINGER = 500

/**
 * Answers a request that Node.js cannot parse, after the responses that are due, and closes the connection.
 * Fastify's own handler does not wait for them, and logs the bytes that came, secrets included.
 */
export function refuseBrokenRequest(error: Pick<ConnectionError, 'code'>, socket: Socket): void {
  // The parser would find the same error in what follows.
  socket.removeAllListeners('data').on('data', () => undefined)
  // The response that Node.js writes to the socket, as its own handler of such errors reads it.
  const due = Reflect.get(socket, '_httpMessage') as ServerResponse | null | undefined
  if (due && !due.writableFinished && due.req.complete) {
    due.once('close', () => refuseBrokenRequest(error, socket))
    return
  }
  if (!socket.writable || due?.headersSent) {
    socket.destroy()
    return
  }
  const [status, message] = REFUSALS[error.code] ?? [400, 'Client Error']
  const reason = STATUS_CODES[status]
  const body = JSON.stringify({ error: reason, message, statusCode: status })
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    `Content-Length: ${body.length}`,
    'Content-Type: application/json',
    'Connection: close'
  ]
  // Closed over unread bytes, the connection is reset and the client may lose the response (RFC 9112 §9.6).
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  const timer = setTimeout(() => socket.destroy(), LINGER).unref()
  socket.once('close', () => clearTimeout(timer))
}

/** Keeps the connection of a body that is too large, which Fastify would close over its unread rest. */
export function drainBody(error: { code?: unknown }, reply: FastifyReply): void {
  const isClosing = reply.raw.hasHeader('connection')
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' && !isClosing) reply.removeHeader('connection')
}

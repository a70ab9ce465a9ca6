import { type ServerResponse, STATUS_CODES } from 'node:http'
import { Socket } from 'node:net'
import type { ConnectionError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Responses to errors of the Node.js parser; other errors mean invalid HTTP. */
const PARSER_ERRORS: Readonly<Record<string, [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Client Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Exceeded maximum allowed HTTP header size']
}

/** Milliseconds that a client has to read the error response before the socket is destroyed. */
const LINGER = 500

/**
 * Rejects a request that Node.js cannot parse, after all pending responses, and closes the connection. Fastify's own
 * handler does not wait for pending responses, and logs the received bytes, secrets included.
 */
export function rejectMalformedRequest(error: Pick<ConnectionError, 'code'>, socket: Socket): void {
  // The parser would report the same error for the following bytes.
  socket.removeAllListeners('data').on('data', () => undefined)
  // The pending response of this socket; Node.js's own error handler reads the same property.
  const pending = Reflect.get(socket, '_httpMessage') as ServerResponse | null | undefined
  if (pending && !pending.writableFinished && pending.req.complete) {
    pending.once('close', () => rejectMalformedRequest(error, socket))
    return
  }
  if (!socket.writable || pending?.headersSent) {
    socket.destroy()
    return
  }
  const [status, message] = PARSER_ERRORS[error.code] ?? [400, 'Client Error']
  const reason = STATUS_CODES[status]
  const body = JSON.stringify({ error: reason, message, statusCode: status })
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    `Content-Length: ${body.length}`,
    'Content-Type: application/json',
    'Connection: close'
  ]
  // Closing with unread bytes resets the connection, and the client may lose the response (RFC 9112 §9.6).
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  const timer = setTimeout(() => socket.destroy(), LINGER).unref()
  socket.once('close', () => clearTimeout(timer))
}

/** Keeps the connection open after a body that is too large; Fastify would close it with unread bytes. */
export function keepConnection(error: { code?: unknown }, reply: FastifyReply): void {
  const isClosing = reply.raw.hasHeader('connection')
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' && !isClosing) reply.removeHeader('connection')
}

/** Maximum number of requests without a response on a connection; real clients do not pipeline. */
const MAX_PENDING = 16

/** Maximum characters of unsent responses with which a connection may get another. */
const MAX_UNSENT = 1_048_576

/** Maximum characters of unsent responses of all connections. */
const MAX_UNSENT_TOTAL = 32 * 1_048_576

/** Shorter responses are not counted. */
const MIN_COUNTED = 4_096

interface Unfinished {
  /** Requests without a response. */
  pending: number
  /** Characters of responses that the client has not read. */
  unsent: number
}

/**
 * Closes connections that send requests and do not read the responses. Node.js emits all requests of a chunk, thousands
 * if they are short, in one turn of the event loop, and keeps each response until the client reads it.
 */
export function limitConnections(app: FastifyInstance): void {
  const connections = new WeakMap<Socket, Unfinished>()
  /** The oldest first. */
  const unread = new Set<Socket>()
  const close = (socket: Socket, { log }: FastifyRequest, why: string) => {
    if (!socket.destroyed) log.warn(`closed a connection: ${why}`)
    socket.destroy()
  }
  app.addHook('onRequest', (request, _reply, done) => {
    const { socket } = request.raw
    const connection = connections.get(socket) ?? { pending: 0, unsent: 0 }
    connections.set(socket, connection)
    connection.pending++
    if (connection.pending <= MAX_PENDING) return done()
    // Without `done`, this request and the rest of the chunk end here.
    close(socket, request, `more than ${MAX_PENDING} requests without a response`)
  })
  // Not earlier: the requests of a chunk have all arrived before the first has its response.
  app.addHook('preHandler', (request, _reply, done) => {
    const { socket } = request.raw
    if ((connections.get(socket)?.unsent ?? 0) <= MAX_UNSENT) return done()
    close(socket, request, `${MAX_UNSENT} characters of earlier responses are unsent`)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const { socket } = request.raw
    const connection = connections.get(socket)
    const size = typeof payload === 'string' ? payload.length : 0
    // An injected request has no connection.
    if (!connection || size < MIN_COUNTED || !(socket instanceof Socket)) return done()
    connection.unsent += size
    unread.add(socket)
    reply.raw.once('close', () => {
      connection.unsent -= size
      if (connection.unsent === 0) unread.delete(socket)
    })
    let total = 0
    for (const one of unread) total += connections.get(one)?.unsent ?? 0
    for (const oldest of unread) {
      if (total <= MAX_UNSENT_TOTAL) break
      total -= connections.get(oldest)?.unsent ?? 0
      unread.delete(oldest)
      close(oldest, request, `more than ${MAX_UNSENT_TOTAL} characters of all responses are unsent`)
    }
    done()
  })
  app.addHook('onResponse', ({ raw: { socket } }, _reply, done) => {
    const connection = connections.get(socket)
    if (connection) connection.pending--
    done()
  })
}

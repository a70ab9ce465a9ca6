import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
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

/** Maximum number of requests without a response per connection; real clients pipeline fewer. */
const MAX_PENDING = 100

/**
 * Closes a connection with too many pending requests: Node.js emits all requests of a chunk, thousands if they are
 * short, in one turn of the event loop, and stops reading only when the client does not read responses.
 */
export function limitPipelining(app: FastifyInstance): void {
  const counts = new WeakMap<Socket, number>()
  app.addHook('onRequest', ({ raw: { socket }, log }, _reply, done) => {
    const count = (counts.get(socket) ?? 0) + 1
    counts.set(socket, count)
    if (count <= MAX_PENDING) return done()
    if (count === MAX_PENDING + 1)
      log.warn(`closed a connection: more than ${MAX_PENDING} requests without a response`)
    // Without `done`, this request and the rest of the chunk end here.
    socket.destroy()
  })
  app.addHook('onResponse', ({ raw: { socket } }, _reply, done) => {
    counts.set(socket, (counts.get(socket) ?? 1) - 1)
    done()
  })
}

/** The last response of each connection that {@link waitForTurn} has let through or made wait. */
const last = new WeakMap<Socket, Promise<unknown>>()

/**
 * Waits until the earlier large responses on the connection are sent. Otherwise a client that pipelines requests and
 * does not read the responses makes the server keep all of them.
 */
export async function waitForTurn({ raw: { socket } }: FastifyRequest, { raw }: FastifyReply): Promise<void> {
  const earlier = last.get(socket)
  last.set(socket, new Promise(resolve => raw.once('close', resolve)))
  await earlier
}

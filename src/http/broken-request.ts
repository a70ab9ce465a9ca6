import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { answerDue } from './in-turn.ts'
import { endReading, stopParsing } from './read-on.ts'

/** What Node.js refuses before there is a request; anything else is no HTTP. */
const REFUSALS: Readonly<Record<string, [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Client Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Exceeded maximum allowed HTTP header size']
}

/**
 * Answers what is no HTTP, too long in its head or too slow, and says that the connection ends. Fastify's own
 * handler does not say so, and logs the bytes that came, secrets included.
 */
export function refuseBrokenRequest(error: Pick<ConnectionError, 'code'>, socket: Socket): void {
  const [status, message] = REFUSALS[error.code] ?? [400, 'Client Error']
  const reason = STATUS_CODES[status]
  const body = JSON.stringify({ error: reason, message, statusCode: status })
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    `Content-Length: ${body.length}`,
    'Content-Type: application/json',
    'Connection: close'
  ]
  const refuse = () => {
    // A caller who has hung up is told nothing.
    if (socket.writable) endReading(socket, `${head.join('\r\n')}\r\n\r\n${body}`)
    else socket.destroy()
  }
  const due = answerDue(socket)
  if (due) {
    stopParsing(socket)
    due.once('close', refuse)
  } else {
    refuse()
  }
}

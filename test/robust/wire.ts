import { connect, type Socket } from 'node:net'

/** The outcome of a request: a response, a closed connection, or a timeout. */
export type Outcome =
  | { kind: 'answer'; status: number; head: string; body: string }
  | { kind: 'closed' }
  | { kind: 'silent' }

type Answer = Extract<Outcome, { kind: 'answer' }>

/** Milliseconds to wait for a response. */
const PATIENCE = 10_000

interface Waiting {
  isHead: boolean
  /** Reads only the head: the body of a stream does not end. */
  isStream: boolean
  resolve(outcome: Outcome): void
}

/** Sends raw bytes on a persistent connection, and reconnects if the server closed it. */
export class Wire {
  readonly #port: number
  #socket: Socket | undefined
  #received = ''
  #waiting: Waiting | undefined

  constructor(port: number) {
    this.#port = port
  }

  /** Sends one request and reads the response. */
  async send(text: string, { isHead = false, isStream = false, patience = PATIENCE } = {}): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    this.#waiting = { isHead, isStream, resolve }
    const timer = setTimeout(() => {
      this.#settle({ kind: 'silent' })
      this.close()
    }, patience)
    this.#connection().write(text, 'latin1')
    const outcome = await promise
    clearTimeout(timer)
    if (isStream || (outcome.kind === 'answer' && /\r\nconnection: close/i.test(outcome.head))) this.close()
    return outcome
  }

  /** Sends one request. @returns the response; @throws if there is none */
  async answer(text: string): Promise<Answer> {
    const outcome = await this.send(text)
    if (outcome.kind === 'answer') return outcome
    throw new Error(`${outcome.kind} instead of a response to ${text.slice(0, 200)}`)
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
    this.#received = ''
  }

  #connection(): Socket {
    if (this.#socket && !this.#socket.destroyed) return this.#socket
    const socket = connect(this.#port, '127.0.0.1').setEncoding('latin1')
    this.#socket = socket
    this.#received = ''
    socket.on('error', () => undefined)
    socket.on('data', text => {
      if (this.#socket !== socket) return
      this.#received += text
      this.#read(false)
    })
    socket.on('close', () => {
      if (this.#socket !== socket) return
      this.#read(true)
      this.#settle({ kind: 'closed' })
      this.close()
    })
    return socket
  }

  #read(isEnd: boolean): void {
    if (!this.#waiting) return
    const found = readAnswer(this.#received, this.#waiting, isEnd)
    if (!found) return
    this.#received = this.#received.slice(found.length)
    this.#settle(found.answer)
  }

  #settle(outcome: Outcome): void {
    const { resolve } = this.#waiting ?? {}
    this.#waiting = undefined
    resolve?.(outcome)
  }
}

/**
 * Returns the first complete response in the received text (RFC 9112 §6); skips interim responses.
 *
 * @param isEnd whether the connection has ended
 * @returns undefined if the response is incomplete
 */
function readAnswer(
  text: string,
  { isHead, isStream }: Pick<Waiting, 'isHead' | 'isStream'>,
  isEnd: boolean
): { answer: Answer; length: number } | undefined {
  let start = 0
  for (;;) {
    const end = text.indexOf('\r\n\r\n', start)
    if (end < 0) return undefined
    const head = text.slice(start, end)
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1])
    start = end + 4
    if (status < 200 && status !== 101) continue
    const noBody = isHead || isStream || status === 204 || status === 304
    const body = noBody ? { body: '', end: start } : readBody(text, head, start, isEnd)
    return body && { answer: { kind: 'answer', status, head, body: body.body }, length: body.end }
  }
}

function readBody(text: string, head: string, start: number, isEnd: boolean) {
  if (/\r\ntransfer-encoding: chunked/i.test(head)) return readChunks(text, start)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) return isEnd ? { body: text.slice(start), end: text.length } : undefined
  const end = start + Number(length)
  return text.length < end ? undefined : { body: text.slice(start, end), end }
}

function readChunks(text: string, start: number): { body: string; end: number } | undefined {
  let body = ''
  for (let at = start; ; ) {
    const line = text.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(text.slice(at, line), 16)
    const end = line + 2 + size
    if (text.length < end + 2) return undefined
    if (size === 0) return { body, end: end + 2 }
    body += text.slice(line + 2, end)
    at = end + 2
  }
}

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Test } from 'tap'
import { type App, type AppOptions, buildApp } from '../../src/app.ts'

/** A server on a free port of 127.0.0.1. */
export interface Listening extends App {
  port: number
  logged: string[]
  /** Waits for a log line with this text. */
  line(text: string): Promise<void>
}

/** Starts a listening server for one test; closed when the test ends. */
export async function listen(t: Test, options: AppOptions = {}): Promise<Listening> {
  const logged: string[] = []
  const waiting = new Set<() => void>()
  const write = (line: string) => {
    logged.push(line)
    for (const check of waiting) check()
  }
  const app = await buildApp({ logStream: { write }, ...options })
  t.teardown(() => app.server.close())
  await app.server.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const line = async (text: string) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const check = () => logged.some(item => item.includes(text)) && resolve()
    waiting.add(check)
    check()
    await promise
    waiting.delete(check)
  }
  return { ...app, port, logged, line }
}

/** The response on a connection that has ended. */
export interface Ending {
  status: number | undefined
  /** Keys are in lower case. */
  headers: Record<string, string>
  body: string
  /** Number of received chunks. */
  pieces: number
  /** Error code of the connection; undefined if it ended normally. */
  code: string | undefined
}

/** Returns the text of a request. */
export function requestText(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body?: string
): string {
  const all = {
    host: 'localhost',
    connection: 'close',
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`
}

/** Sends a text on a new connection and reads until it ends. */
export async function send(port: number, text: string): Promise<Ending> {
  const socket = await open(port)
  socket.write(text)
  return await read(socket)
}

/** Opens a connection. */
export async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  // `close` follows and is handled.
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** Reads from a connection until it ends. */
export async function read(socket: Socket): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>()
  const chunks: Buffer[] = []
  let code: string | undefined
  socket.on('data', chunk => chunks.push(chunk))
  socket.on('error', (error: NodeJS.ErrnoException) => {
    code = error.code
  })
  socket.on('close', () =>
    resolve({ ...parse(Buffer.concat(chunks).toString()), pieces: chunks.length, code })
  )
  return await promise
}

function parse(text: string): Pick<Ending, 'status' | 'headers' | 'body'> {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n')
  const headers = lines.map(line => {
    const [name = '', ...value] = line.split(': ')
    return [name.toLowerCase(), value.join(': ')]
  })
  const status = /^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]
  return {
    status: status === undefined ? undefined : Number(status),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: end < 0 ? '' : text.slice(end + 4)
  }
}

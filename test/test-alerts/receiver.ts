import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

/** A receiver of alerts on 127.0.0.1, with the bytes it received. */
export interface Receiver {
  port: number
  /** One text for each connection. */
  received: string[]
  /** Resolves when the last connection has ended. */
  idle(): Promise<void>
}

/** @param response to a complete request; undefined: none */
export async function createReceiver(
  t: Test,
  response: string | ((socket: Socket) => void)
): Promise<Receiver> {
  const received: string[] = []
  const sockets = new Set<Promise<unknown>>()
  const server = createServer(socket => {
    const at = received.push('') - 1
    sockets.add(new Promise(resolve => socket.on('close', resolve)))
    socket.on('error', () => {})
    socket.setEncoding('utf8').on('data', (text: string) => {
      received[at] += text
      const [, length = '', body = ''] =
        /content-length: (\d+)\r\n[\s\S]*?\r\n\r\n([\s\S]*)$/i.exec(received[at] ?? '') ?? []
      if (length === '' || Buffer.byteLength(body) < Number(length)) return
      if (typeof response === 'string') socket.write(response)
      else response(socket)
    })
    t.teardown(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return { port, received, idle: async () => void (await Promise.all(sockets)) }
}

/** Returns a response without a body. */
export function responseText(status: string, ...headers: string[]): string {
  return [`HTTP/1.1 ${status}`, 'Content-Length: 0', ...headers, '', ''].join('\r\n')
}

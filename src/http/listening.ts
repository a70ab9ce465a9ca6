import { promises as dns } from 'node:dns'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { isWithin } from './addresses.ts'

/**
 * Prepares a server to listen. `localhost` listens on all addresses of that name and passes all connections to one
 * HTTP server: Fastify would create a second one and not wait for its requests on close.
 *
 * @returns a function that listens on a host and port and resolves to the actual port
 */
export function prepareListening(app: FastifyInstance) {
  const extraListeners: Server[] = []
  app.addHook('preClose', async () => {
    const closed = extraListeners.map(listener => once(listener.close(), 'close'))
    app.server.closeIdleConnections()
    await Promise.all(closed)
  })
  /** Listens, and returns the port. @param onListening called before the server handles a request; if it throws, the server stops listening */
  return async (host: string, port: number, onListening: () => void): Promise<number> => {
    const addresses = host === 'localhost' ? await dns.lookup(host, { all: true }) : []
    const [first = host, ...more] = new Set(addresses.map(({ address }) => address))
    const completed = new Promise<void>((resolve, reject) => {
      app.server.once('listening', () => {
        try {
          resolve(onListening())
        } catch (error) {
          // Fastify still reads the address; no connection is accepted before the next tick.
          process.nextTick(() => app.server.close())
          reject(error)
        }
      })
    })
    await Promise.all([app.listen({ host: first, port, listenTextResolver: () => 'listening' }), completed])
    const actualPort = (app.server.address() as AddressInfo).port
    for (const address of more) {
      const listener = createServer({ allowHalfOpen: true, noDelay: true }, socket => {
        app.server.emit('connection', socket)
      })
      try {
        await once(listener.listen({ host: address, port: actualPort }), 'listening')
        extraListeners.push(listener)
      } catch {
        // One address is enough.
      }
    }
    return actualPort
  }
}

/** Returns the URL of a server that listens on a host; the loopback address if it listens on all interfaces. */
export function listeningUrl({ host, tls }: { host: string; tls: boolean }, port: number): string {
  return `${tls ? 'https' : 'http'}://${urlHost(host)}:${port}`
}

function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

export function isLoopback(name: string): boolean {
  // A trailing dot marks an absolute name.
  const host = name.replace(/\.$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  return isWithin(['127.0.0.0/8', '::1'], host.replace(/^\[(.*)\]$/, '$1'))
}

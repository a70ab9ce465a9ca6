import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Terminal } from './terminal.ts'

/** Maximum number of connections; more are dropped. The mock in the same process needs file descriptors. */
const MAX_CONNECTIONS = 100

const REFUSAL = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/** A proxy for the clients of a command. */
export interface Isolation {
  /** Variables that make clients use the proxy for all hosts except the mock's. */
  environment: Record<string, string>
  stop(): void
}

/**
 * Starts a proxy on a free loopback port that rejects every request with 403 and logs one line with its host.
 *
 * @param url of the mock
 */
export async function isolate(url: string, { stderr }: Pick<Terminal, 'stderr'>): Promise<Isolation> {
  // The reader of the log may exit before the command.
  stderr.on('error', () => undefined)
  const report = (host = '') =>
    stderr.write(`atlas-mock: --isolate rejected a request to ${printable(host)}\n`)
  const proxy = createServer((request, response) => {
    report(request.headers.host)
    response.writeHead(403, { connection: 'close' }).end()
  })
  proxy.on('connect', (request, socket) => {
    report(request.url)
    // The server no longer tracks the socket.
    socket.on('error', () => undefined).end(REFUSAL, () => socket.destroy())
  })
  proxy.maxConnections = MAX_CONNECTIONS
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  return {
    environment: proxyVariables(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, url),
    stop() {
      proxy.close()
      proxy.closeAllConnections()
    }
  }
}

function proxyVariables(proxy: string, url: string): Record<string, string> {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
  const direct = [...new Set(['127.0.0.1', 'localhost', '::1', host])].join(',')
  return {
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    NO_PROXY: direct,
    no_proxy: direct,
    // Without it, Node.js ignores the other variables.
    NODE_USE_ENV_PROXY: '1'
  }
}

/** Returns the host for a terminal: at most 100 printable ASCII characters, without credentials before an `@`. */
function printable(host: string): string {
  const name = host.slice(host.lastIndexOf('@') + 1, host.lastIndexOf('@') + 101)
  return name.replace(/[^!-~]/g, '?') || 'an unknown host'
}

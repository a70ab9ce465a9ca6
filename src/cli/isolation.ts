import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Terminal } from './terminal.ts'

const REJECTION = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/**
 * Starts a proxy on a free loopback port that rejects every request with 403 and logs one line with its host. It runs
 * until the process ends.
 *
 * @param url of the mock
 * @returns variables that make clients use the proxy for all hosts except the mock's
 */
export async function isolate(url: string, terminal: Terminal): Promise<Record<string, string>> {
  // The reader of the log may exit before the command.
  terminal.stderr.on('error', () => undefined)
  const proxy = createServer(socket => {
    socket.on('error', () => undefined).unref()
    socket.once('data', data => {
      const target = /^[A-Z]+ (?:https?:\/\/)?(?:\S*@)?([\w.:[\]-]{1,100})/.exec(data.toString())
      const host = target?.[1] ?? 'an unknown host'
      terminal.warn(`--isolate rejected a request to ${host}`)
      socket.end(REJECTION)
    })
  })
  await once(proxy.listen(0, '127.0.0.1').unref(), 'listening')
  return proxyVariables(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, url)
}

function proxyVariables(proxy: string, url: string): Record<string, string> {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
  const direct = [...new Set(['127.0.0.1', 'localhost', '::1', host])].join(',')
  return {
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    ALL_PROXY: proxy,
    all_proxy: proxy,
    NO_PROXY: direct,
    no_proxy: direct,
    // Without it, Node.js ignores the other variables.
    NODE_USE_ENV_PROXY: '1'
  }
}

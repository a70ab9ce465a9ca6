import { once } from 'node:events'
import { request as requestHttp } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'
import { loadTls } from '../../src/cli/tls.ts'
import { DEFAULTS } from '../../src/config.ts'
import { type Mock, type MockOptions, startMock } from '../../src/index.ts'

/** A response that the proxy can change. */
export interface ProxiedResponse {
  method: string
  path: string
  requestBody: string
  status: number
  reason: string
  headers: Record<string, string | string[]>
  body: string
}

/** A mock behind TLS. */
export interface Target {
  url: string
  mock: Mock
  /** Path of the certificate that clients must trust. */
  caFile: string
  /** Changes the responses from now on. */
  change(rewrite: (proxied: ProxiedResponse) => Partial<ProxiedResponse>): void
}

/** Starts a second mock behind a TLS proxy that can change its responses. The test's teardown closes both. */
export async function startTarget(t: Test, options: MockOptions = {}): Promise<Target> {
  const caFile = `${t.testdir()}/ca.pem`
  const tls = await loadTls({ ...DEFAULTS, tls: true, tlsCaOut: caFile })
  let rewrite: (proxied: ProxiedResponse) => Partial<ProxiedResponse> = () => ({})
  let upstream = ''
  const proxy = createServer({ ...tls }, async (request, response) => {
    const { method = '', url: path = '', headers } = request
    const body = Buffer.concat(await request.toArray())
    const forwarded = requestHttp(upstream + path, { method, headers }).end(body)
    const [reply] = await once(forwarded, 'response')
    const proxied: ProxiedResponse = {
      method,
      path,
      requestBody: body.toString(),
      status: reply.statusCode,
      reason: reply.statusMessage,
      headers: reply.headers,
      body: Buffer.concat(await reply.toArray()).toString()
    }
    const changed = { ...proxied, ...rewrite(proxied) }
    const { 'content-length': length, ...rest } = changed.headers
    const framing = length === undefined ? {} : { 'content-length': Buffer.byteLength(changed.body) }
    const sent = method === 'HEAD' ? changed.headers : { ...rest, ...framing }
    response.writeHead(changed.status, changed.reason, sent).end(changed.body)
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  const url = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const mock = await startMock({ publicUrl: url, ...options })
  upstream = mock.url
  t.teardown(async () => {
    proxy.closeAllConnections()
    proxy.close()
    await mock.close()
  })
  return {
    url,
    mock,
    caFile,
    change(next) {
      rewrite = next
    }
  }
}

/** Returns the variables of the environment that a user sets for the comparison. */
export function environmentFor({ mock, caFile }: Target, id = 'orgowner'): Record<string, string> {
  return { ...mock.environment(id), NODE_EXTRA_CA_CERTS: caFile }
}

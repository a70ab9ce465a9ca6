import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { request as requestHttp } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Test } from 'tap'
import { createSources } from '../../../src/base/sources.ts'
import { loadTls } from '../../../src/cli/tls.ts'
import type { ClientCredential } from '../../../src/client/environment.ts'
import { DEFAULTS } from '../../../src/config/config.ts'
import { type Mock, type MockOptions, startMock } from '../../../src/index.ts'
import { type ComparisonOptions, compare } from '../../../src/proof/compare/compare.ts'
import type { Skipped } from '../../../src/proof/compare/comparison-report.ts'
import type { Result } from '../../../src/proof/compare/distinct.ts'
import { type Exchange, pageOfExchange, readExchanges } from '../../../src/proof/compare/exchange.ts'
import { Transport } from '../../../src/proof/compare/transport.ts'
import { ACME, KEYS } from '../../app.ts'

export const REPLAYABLE = readExchanges().filter(({ replayable }) => replayable)

/** The owner of the target's organization. */
export const KEY = { kind: 'apiKey', id: 'orgowner', secret: KEYS['orgowner'] ?? '' } as const

/** A response that the proxy can change. */
export interface ProxiedResponse {
  method: string
  path: string
  /** The header Authorization of the request. */
  authorization: string
  requestBody: string
  status: number
  reason: string
  headers: Record<string, string | string[]>
  body: string
  /** Sends the request once more, as a gateway does, and the response to that. */
  isRepeated?: boolean
  /** Sends anything in place of the response. */
  raw?: (socket: Duplex) => void
}

/** A mock behind TLS. */
export interface Target {
  url: string
  mock: Mock
  /** Path of the certificate that clients must trust. */
  caFile: string
  /** Changes the responses from now on. */
  change(rewrite: Rewrite): void
  /** Changes the bodies of requests from now on. */
  changeRequests(rewrite: RewriteBody): void
}

type Rewrite = (proxied: ProxiedResponse) => Partial<ProxiedResponse> | Promise<Partial<ProxiedResponse>>

type RewriteBody = (request: Pick<ProxiedResponse, 'method' | 'path' | 'body'>) => string

/** Starts a second mock behind a TLS proxy that can change its responses. The test's teardown closes both. */
export async function startTarget(t: Test, options: MockOptions = {}): Promise<Target> {
  const caFile = `${t.testdir()}/ca.pem`
  const tls = await loadTls({ ...DEFAULTS, tls: true })
  writeFileSync(caFile, tls?.authority ?? '')
  let rewrite: Rewrite = () => ({})
  let rewriteBody: RewriteBody = ({ body }) => body
  let upstream = ''
  const proxy = createServer({ ...tls }, async (request, response) => {
    const { method = '', url: path = '', headers } = request
    const body = Buffer.concat(await request.toArray())
    const forward = async (): Promise<ProxiedResponse> => {
      const text = body.toString()
      const changed = rewriteBody({ method, path, body: text })
      const sent = changed === text ? body : changed
      const length = sent === changed && { 'content-length': Buffer.byteLength(sent) }
      const forwarded = requestHttp(upstream + path, { method, headers: { ...headers, ...length } }).end(sent)
      const [reply] = await once(forwarded, 'response')
      return {
        method,
        path,
        authorization: headers.authorization ?? '',
        requestBody: body.toString(),
        status: reply.statusCode,
        reason: reply.statusMessage,
        headers: reply.headers,
        body: Buffer.concat(await reply.toArray()).toString()
      }
    }
    const proxied = await forward()
    let changed = { ...proxied, ...(await rewrite(proxied)) }
    if (changed.isRepeated) changed = await forward()
    if (changed.raw) return changed.raw(request.socket)
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
    },
    changeRequests(next) {
      rewriteBody = next
    }
  }
}

/** Returns the variables of the environment that a user sets for the comparison. */
export function environmentFor({ mock, caFile }: Target, id = 'orgowner'): Record<string, string> {
  return { ...mock.environment(id), NODE_EXTRA_CA_CERTS: caFile }
}

/** Starts a target whose certificate this process trusts. */
export async function startTrustedTarget(t: Test, options: MockOptions = {}): Promise<Target> {
  const target = await startTarget(t, options)
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, readFileSync(target.caFile, 'utf8')])
  t.teardown(() => setDefaultCACertificates(before))
  return target
}

/** Compares a target with a mock. @param notCompared receives what was not compared */
export async function compareExchanges(
  { url }: Target,
  exchanges: readonly Exchange[],
  credential: ClientCredential = KEY,
  options: Partial<ComparisonOptions> = {},
  notCompared: Skipped[] = []
): Promise<Result[]> {
  const { results, skipped, stopped } = await compare({
    target: new Transport(new URL(url)),
    credential,
    orgId: ACME,
    pages: exchanges.map(pageOfExchange),
    sources: createSources(),
    signal: new AbortController().signal,
    ...options
  })
  if (stopped !== undefined) throw new Error(stopped)
  notCompared.push(...skipped)
  return results
}

/** Returns replayable exchanges by their titles. */
export function exchangesOf(...titles: string[]): Exchange[] {
  return titles.map(title => {
    const found = REPLAYABLE.find(exchange => exchange.title === title)
    if (!found) throw new Error(`no replayable exchange ${title}`)
    return found
  })
}

/** Returns the titles and the differing places of the results that differ. */
export function differing(results: readonly Result[]) {
  return results
    .filter(({ findings }) => findings.length > 0)
    .map(({ titles: [title], findings }) => ({
      title,
      differences: findings.map(({ at, mock, service }) => ({ at, mock, service }))
    }))
}

/** Returns what the command prints to standard error except its lines about projects. */
export function withoutProjects(stderr: string): string {
  return stderr.replace(
    /^atlas-mock: (creating|created|deleted) the project \S+(; .* with:\ncurl .*)?\n/gm,
    ''
  )
}

/** Returns the names of the projects of the organization that comparisons use. */
export function projectsOf(mock: Mock): string[] {
  return (
    mock
      .organizations()
      .find(({ id }) => id === ACME)
      ?.projects.map(({ name }) => name) ?? []
  )
}

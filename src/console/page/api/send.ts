import { md5 } from '@noble/hashes/legacy.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { AtlasClient, type ClientRequest, type HeaderList } from '../../../client/atlas-client.ts'
import type { Exchange } from './exchange.ts'
import type { Identity } from './identity.ts'

/** A request without credentials. */
export interface AtlasRequest {
  method: string
  /** Path and query. */
  target: string
  /** Of the API, as a date. Default: the first one. */
  version?: string
  /** Default: Accept, and Content-Type if there is a body. */
  headers?: HeaderList
  body?: string | undefined
  /** Whether the page sends it by itself: the journal marks it. */
  isBackground?: boolean
}

/** Marks the requests of this page: see `endIncomplete` in `atlas/overrides/faults.ts`. */
const CONSOLE: HeaderList[0] = ['X-Mock-Console', 'true']

const BACKGROUND: HeaderList = [['X-Mock-Background', 'true']]

/** Beginning of the call ids of this page. */
const PAGE = `${createId()}-`

let calls = 0

/** Returns whether this page sent the request with a call id. */
export function isOwnCall(callId: string | null): boolean {
  return callId?.startsWith(PAGE) ?? false
}

function createId(): string {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(8)))
}

/** Returns a client of Atlas's API with an identity's credentials. */
export function createClient(identity: Identity): AtlasClient {
  return new AtlasClient(identity, {
    hash: text => bytesToHex(md5(utf8ToBytes(text))),
    createCnonce: createId
  })
}

/**
 * Sends a request with a client's credentials.
 *
 * @returns all exchanges in order; the last one is the request itself, or a failed token request
 */
export async function callAtlas(client: AtlasClient, request: AtlasRequest): Promise<Exchange[]> {
  const { method, target, version = '2023-01-01', body, isBackground } = request
  const headers = request.headers ?? [
    ['Accept', `application/vnd.atlas.${version}+json`],
    ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const])
  ]
  const call: ClientRequest = { method, path: target, headers, body }
  const exchanges: Exchange[] = []
  await client.send(call, async sent => {
    const exchange = await send(sent, isBackground)
    exchanges.push(exchange)
    return exchange.response ?? { status: 0, headers: [], body: '' }
  })
  return exchanges
}

/** Sends one request. Never throws: if the response is lost or incomplete, the exchange has no response. */
async function send(
  { method, path: target, headers, body }: ClientRequest,
  isBackground = false
): Promise<Exchange> {
  const callId = `${PAGE}${++calls}`
  const sent = { callId, request: { method, target, headers, body } }
  const start = performance.now()
  const duration = () => performance.now() - start
  try {
    // With credentials, the browser would show its own dialog for a Digest challenge.
    const response = await fetch(target, {
      method,
      headers: [...headers, CONSOLE, ['X-Mock-Call-Id', callId], ...(isBackground ? BACKGROUND : [])].map(
        ([name = '', value = '']) => [name, asBytes(value)]
      ),
      body: body ?? null,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual'
    })
    const text = await response.text()
    const { status, statusText: reason } = response
    return {
      ...sent,
      response: { status, reason, headers: [...response.headers], body: text },
      duration: duration()
    }
  } catch {
    return { ...sent, response: undefined, duration: duration() }
  }
}

/** Returns the UTF-8 bytes of a header value as characters: `fetch` rejects characters above U+00FF. */
export function asBytes(value: string): string {
  return Array.from(new TextEncoder().encode(value), byte => String.fromCharCode(byte)).join('')
}

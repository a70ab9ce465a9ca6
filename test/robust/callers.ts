import { digestHeader, nonceIn, VERSIONED } from '../app.ts'
import { ACCOUNT, type ApiKey, type ServiceAccount } from '../control/control.ts'
import type { Draft } from './corpus.ts'
import type { Wire } from './wire.ts'

/** A sender of requests. */
export interface Caller {
  name: string
  /** The Authorization header for a request; undefined: none. */
  authorize(wire: Wire, request: Pick<Draft, 'method' | 'target'>): Promise<string | undefined>
}

/** Uses of a nonce before a new challenge: far below the server's limit. */
const USES = 200

export const ANONYMOUS: Caller = { name: 'nobody', authorize: async () => undefined }

/** Returns a caller with a bearer token, valid or not. */
export function bearer(name: string, token: string): Caller {
  return { name, authorize: async () => `Bearer ${token}` }
}

/** Returns a caller with an API key that reuses a nonce, as SDKs do. */
export function digest(name: string, { publicKey, privateKey }: ApiKey): Caller {
  let nonce = ''
  let uses = USES
  return {
    name,
    async authorize(wire, { method, target }) {
      if (uses >= USES) {
        nonce = await freshNonce(wire)
        uses = 0
      }
      uses++
      const nc = uses.toString(16).padStart(8, '0')
      return digestHeader(publicKey, { method, url: target }, nonce, { nc }, privateKey)
    }
  }
}

async function freshNonce(wire: Wire): Promise<string> {
  const { head } = await wire.answer('GET /api/atlas/v2/orgs HTTP/1.1\r\nHost: localhost\r\n\r\n')
  return nonceIn(head) ?? ''
}

/** Gets a bearer token of a service account. */
export async function tokenOf(url: string, { clientId, clientSecret }: ServiceAccount): Promise<string> {
  const answer = await fetch(`${url}/api/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded'
    },
    body: 'grant_type=client_credentials'
  })
  if (answer.status !== 200) throw new Error(`no token: status ${answer.status}`)
  return ((await answer.json()) as { access_token: string }).access_token
}

/** Returns the headers of JSON requests of the owner in the seed data. */
export async function ownerHeaders(url: string) {
  const authorization = `Bearer ${await tokenOf(url, ACCOUNT.owner)}`
  return { accept: VERSIONED, authorization, 'content-type': 'application/json' }
}

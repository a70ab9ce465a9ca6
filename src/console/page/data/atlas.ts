import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { AtlasClient } from '../../../client/atlas-client.ts'
import type { Exchange } from '../api/exchange.ts'
import { credentialsKey, type Identity } from '../api/identity.ts'
import { type AtlasRequest, callAtlas, createClient, isOwnCall } from '../api/send.ts'
import { type AtlasCall, hasBody, METHODS, resourceFacts, urlOf } from '../snippets/call.ts'
import { isUnreachable } from './queries.ts'

/** A call of the Atlas API with all its exchanges. */
export interface Action {
  call: AtlasCall
  exchanges: readonly Exchange[]
  /** The last exchange: the call itself, or a failed token request. */
  last: Exchange
}

const clients = new Map<string, AtlasClient>()

/** What to call, without the mock's address and the caller. */
export type CallRequest = Omit<AtlasCall, 'origin' | 'identity'>

/** Returns a call by an identity. */
export function callOf({ kind, id, secret, origin }: Identity, request: CallRequest): AtlasCall {
  return {
    ...request,
    origin: location.origin,
    identity: { kind, id, ...(origin !== 'own' && { secret }) }
  }
}

/**
 * Calls the Atlas API. Never throws: without a response, `last.response` is undefined.
 *
 * @param isBackground whether the page calls it by itself
 */
export async function perform(
  identity: Identity,
  request: CallRequest,
  isBackground = false
): Promise<Action> {
  const call = callOf(identity, request)
  const body = hasBody(call) ? JSON.stringify(call.body) : undefined
  const target = urlOf(call).slice(location.origin.length)
  const exchanges = await sendRaw(identity, {
    method: METHODS[call.operation],
    target,
    version: resourceFacts(call).version,
    body,
    isBackground
  })
  return { call, exchanges, last: exchanges.at(-1) as Exchange }
}

/** Sends any request to the Atlas API with an identity's credentials. */
export async function sendRaw(identity: Identity, request: AtlasRequest): Promise<readonly Exchange[]> {
  const wasDown = isUnreachable()
  const exchanges = await callAtlas(clientOf(identity), request)
  return exchanges.map(exchange =>
    wasDown && !exchange.response && isUnreachable() ? { ...exchange, isUnsent: true } : exchange
  )
}

/** Returns the identity's client: its nonce and token are valid for several requests. */
function clientOf(identity: Identity): AtlasClient {
  const key = credentialsKey(identity)
  const client = clients.get(key) ?? createClient(identity)
  clients.set(key, client)
  return client
}

/** Returns whether this page sent a recorded request. */
export function isOwnWrite({ callId }: RecordedRequest): boolean {
  return isOwnCall(callId)
}

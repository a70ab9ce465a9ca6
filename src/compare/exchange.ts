import { readAssetFolder } from '../assets.ts'
import type { Provenance } from '../catalogue/evidence.ts'
import type { Settings } from '../config/config.ts'
import type { Page } from './page.ts'
import { FIXTURE_NAMES, withReservedNames } from './placeholders.ts'

/** A request of `fixtures/exchanges/`; `schemas/exchange.json` describes it. */
export interface ExchangeRequest {
  method: string
  path: string
  /** Public key of a seeded API key (Digest) or client id of a seeded service account (OAuth). */
  as?: string
  credentials?: {
    /** Seconds between the challenge or the token and the request. */
    age?: number
    /** The token is revoked before the request. */
    revoked?: true
    /** Replaces the private key. */
    secret?: string
    /** Uses the challenge of the previous request. */
    reuse?: true
    /** Changed fields of the Digest header; null omits a field. */
    fields?: Record<string, string | null>
  }
  authorization?: string
  /** Address of the caller, by default 127.0.0.1. */
  from?: string
  headers?: Record<string, string>
  body?: unknown
  rawBody?: string
  base64Body?: string
  /** Sends a body of this many bytes `x`. */
  bodySize?: number
}

/** A request and Atlas's response as far as it is known; the mock's response if Atlas does not have the feature. */
export interface Exchange extends Partial<Provenance> {
  title: string
  /** A feature of the mock, not a statement about Atlas: without evidence, and never compared. */
  feature?: true
  note?: string
  /** `atlas-mock compare` replays it: it needs only an empty project, and its owner or no credentials. */
  replayable?: true
  /** The day on which `atlas-mock compare` last received the same response from Atlas. */
  confirmed?: string
  given?: ExchangeRequest[]
  settings?: {
    accept?: Settings['accept']
    roleDeniedStatus?: Settings['roleDeniedStatus']
    publicUrl?: string
    prefer?: 'on' | 'off'
  }
  request: ExchangeRequest
  response: {
    status: number
    /** Null: the header must be absent. */
    headers: Record<string, string | null>
    rawBody?: string
  }
}

/** An exchange that states something about Atlas. */
export type Behaviour = Exchange & Provenance

/** Returns the exchanges of all files. */
export function readExchanges(): Exchange[] {
  return readAssetFolder<Exchange[]>('fixtures/exchanges').flat()
}

/** Returns the body of a request; undefined if it has none. */
export function payloadOf({
  body,
  rawBody,
  base64Body,
  bodySize
}: ExchangeRequest): Buffer | string | undefined {
  if (bodySize !== undefined) return Buffer.alloc(bodySize, 'x')
  if (base64Body !== undefined) return Buffer.from(base64Body, 'base64')
  return rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
}

/** Returns a page whose last call is the exchange's request. */
export function pageOfExchange({ title, given = [], request }: Exchange): Page {
  const { orgId, projectId, projectName } = FIXTURE_NAMES
  return {
    title,
    source: 'exchange',
    org: { id: orgId, name: '' },
    projects: [{ id: projectId, name: projectName }],
    contents: [],
    calls: [...given, request].map(template => {
      const sent = JSON.parse(withReservedNames(JSON.stringify(template))) as ExchangeRequest
      const { method, path, headers = {}, authorization } = sent
      const named = { ...headers, ...(authorization !== undefined && { Authorization: authorization }) }
      const isAnonymous = sent.as === undefined
      return { method, path, headers: Object.entries(named), payload: payloadOf(sent), isAnonymous }
    })
  }
}

/** Returns the id of the first resource in a response. */
export function idIn(body: string): string | undefined {
  return /"(?:id|metricIntegrationId)" ?: ?"([0-9a-f]{24})"/.exec(body)?.[1]
}

/** Generated from schemas/exchange.json by `npm run docs`; do not edit. */

export type Text = string
/**
 * The integration types for which it holds, of its request's resource. By default, all if the response is about credentials, access list, headers, query, project, role or rate limit; otherwise that of the request.
 */
export type Types = 'all' | Text[]
/**
 * A file of fixtures/exchanges: requests and Atlas's responses. A rule is one row of docs/fidelity; its cases are further exchanges, each with what differs from the rule. A case has the evidence of its rule, unless it has a label of its own; it is then a row of its own. Wildcards in a response: {{id}} 24 hexadecimal digits, {{date}} an HTTP date, {{count}} a number, {{time}} a time such as 2026-01-01T00:00:00Z, {{nonce}} a nonce, {{base}} scheme and host of the request. {{id}} in a request: the first id in the last response that has one.
 *
 * @minItems 1
 */
export type Exchanges = Exchange[]

export interface Exchange {
  id: string
  /**
   * Where a user looks for it: a file of docs/fidelity. A rule is on the page of a type only if it is about the type.
   */
  page?: string
  title: Text
  evidence?:
    'recorded' | 'documented' | 'reported' | 'standard' | 'analogous' | 'code-only' | 'contradicted' | 'guess'
  /**
   * The id of the row whose rule applies.
   */
  analogousTo?: string
  /**
   * A feature of the mock, not a statement about Atlas: without evidence, and never compared.
   */
  feature?: true
  source?: Text
  date?: string
  note?: Text
  /**
   * No call is matched with it: it is about a value that looks like others, or about an order of checks.
   */
  unmatched?: true
  /**
   * atlas-mock compare replays it: it needs only an empty project, and its owner or no credentials.
   */
  replayable?: true
  types?: Types
  /**
   * The day on which atlas-mock compare last received the same response from Atlas.
   */
  confirmed?: string
  /**
   * Requests to send first; they must succeed.
   *
   * @minItems 1
   */
  given?: Request[]
  settings?: {
    accept?: 'strict' | 'lenient'
    roleDeniedStatus?: 401 | 403
    publicUrl?: string
    prefer?: 'on' | 'off'
    rateLimits?: 'on' | 'off'
    /**
     * Seed data in place of the built-in ones.
     */
    seed?: {}
  }
  request: Request
  response: Response
  /**
   * @minItems 1
   */
  cases?: Case[]
}
export interface Request {
  method: string
  path: string
  /**
   * A public key for Digest, or the client id of a seeded service account for OAuth.
   */
  as?: string
  credentials?: Credentials
  authorization?: Text
  /**
   * Address of the caller, by default 127.0.0.1.
   */
  from?: string
  headers?: {
    [k: string]: string
  }
  /**
   * Sent as JSON.
   */
  body?: unknown
  rawBody?: string
  base64Body?: string
  /**
   * In `given`: the number of times to send it.
   */
  times?: number
  /**
   * Sends a body of this many bytes x.
   */
  bodySize?: number
}
export interface Credentials {
  /**
   * Seconds between the challenge or the token and the request.
   */
  age?: number
  /**
   * Replaces the private key.
   */
  secret?: string
  /**
   * The token is revoked before the request.
   */
  revoked?: true
  /**
   * Uses the challenge of the previous request.
   */
  reuse?: true
  /**
   * Fields of the Digest header that differ; null omits a field.
   */
  fields?: {
    [k: string]: string | null
  }
}
export interface Response {
  status: number
  /**
   * Null: not in the response. Recorded responses list all headers, others only the relevant ones.
   */
  headers: {
    [k: string]: string | null
  }
  /**
   * The body's bytes; omitted if it varies.
   */
  rawBody?: string
}
/**
 * Members replace those of the rule; those of request and response, and their headers, one by one. Null removes a member of the rule, or a header of its request.
 */
export interface Case {
  id: string
  title: Text
  evidence?:
    'recorded' | 'documented' | 'reported' | 'standard' | 'analogous' | 'code-only' | 'contradicted' | 'guess'
  /**
   * The id of the row whose rule applies.
   */
  analogousTo?: string
  source?: Text
  date?: string
  note?: Text
  replayable?: true | null
  types?: Types
  confirmed?: string
  given?: null | Request[]
  settings?: {}
  request?: {
    headers?: {}
  }
  response?: {
    headers?: {}
  }
}

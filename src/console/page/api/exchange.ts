import type { HeaderList, Reply } from '../../../client/atlas-client.ts'
import { isObject, jsonOf } from './json.ts'

/** A request and its response, as visible to the page. */
export interface Exchange {
  /** The page's id for the request: the header X-Mock-Call-Id, which `headers` omits. */
  callId: string
  request: {
    method: string
    /** Path and query. */
    target: string
    /** Without those that the browser sets: Host, Origin, User-Agent and others. */
    headers: HeaderList
    body: string | undefined
  }
  /** Undefined: no complete response. */
  response: (Reply & { reason: string }) | undefined
  /** Milliseconds. */
  duration: number
  /** Whether the mock was known not to respond before and after the request. */
  isUnsent?: boolean
}

/** Returns whether a list was not returned for a reason that has nothing to do with its caller or its project. */
export function isOutage(exchange: Exchange): boolean {
  const { response } = exchange
  if (response?.status === 200) return resultsOf(exchange) === undefined
  return !response || response.status === 429 || response.status >= 500
}

/** Returns the members of a list in the response body; undefined: the call did not return a list. */
export function resultsOf<Member>({ response }: Exchange): readonly Member[] | undefined {
  if (response?.status !== 200) return undefined
  const { results } = Object(jsonOf(response.body)) as { results?: readonly Member[] }
  return Array.isArray(results) ? results : undefined
}

/** An error in Atlas's format. */
export interface AtlasFailure {
  errorCode: string
  detail: string
  parameters: readonly unknown[]
}

/** Returns the Atlas error in the response body; undefined: the body does not contain one. */
export function failureOf(exchange: Exchange | undefined): AtlasFailure | undefined {
  const { response } = exchange ?? {}
  if (!response || response.status < 400) return undefined
  const body = jsonOf(response.body)
  if (!isObject(body) || !('errorCode' in body)) return undefined
  const { errorCode, detail, parameters } = body
  return {
    errorCode: String(errorCode),
    detail: typeof detail === 'string' ? detail : '',
    parameters: Array.isArray(parameters) ? parameters : []
  }
}

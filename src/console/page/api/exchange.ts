import { isObject, jsonOf } from './json.ts'

/** Names and values in the order of the message. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** A request and its response, as the page sees them. */
export interface Exchange {
  request: {
    method: string
    /** Path and query. */
    target: string
    /** Without the browser's own: Host, Origin, User-Agent and others. */
    headers: HeaderList
    body: string | undefined
  }
  /** Undefined: no complete response. */
  response:
    | {
        status: number
        reason: string
        headers: HeaderList
        body: string
      }
    | undefined
  /** Milliseconds. */
  duration: number
}

/** An error as Atlas writes it. */
export interface AtlasFailure {
  errorCode: string
  detail: string
  parameters: readonly unknown[]
}

/** Returns the Atlas error in a response's body; undefined: it has none. */
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

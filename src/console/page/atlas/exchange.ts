import { isObject, jsonOf } from './json.ts'

/** Name and value, in the order in which they were sent or came. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** One request and what came of it, as the page saw them. */
export interface Exchange {
  request: {
    method: string
    /** Path and query. */
    target: string
    /** What the page set; the browser adds Host, Origin, User-Agent and the like. */
    headers: HeaderList
    body: string | undefined
  }
  /** Undefined: no whole answer came. */
  answer:
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

/** An error in Atlas's shape. */
export interface AtlasFailure {
  errorCode: string
  detail: string
  parameters: readonly unknown[]
}

/** The error that an answer's body tells, if it is one in Atlas's shape. */
export function failureOf(exchange: Exchange | undefined): AtlasFailure | undefined {
  const { answer } = exchange ?? {}
  if (!answer || answer.status < 400) return undefined
  const body = jsonOf(answer.body)
  if (!isObject(body) || !('errorCode' in body)) return undefined
  const { errorCode, detail, parameters } = body
  return {
    errorCode: String(errorCode),
    detail: typeof detail === 'string' ? detail : '',
    parameters: Array.isArray(parameters) ? parameters : []
  }
}

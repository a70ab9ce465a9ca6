/** Generated from schemas/har.json by `npm run docs`; do not edit. */

export type Headers = {
  name: string
  value: string
}[]

/**
 * The parts of an HTTP archive 1.2 that atlas-mock compare reads.
 */
export interface HAR {
  log: {
    entries: Entry[]
  }
}
export interface Entry {
  request: {
    method: string
    url: string
    headers?: Headers
    bodySize?: number | null
    postData?: {
      text?: string | null
      comment?: string
    } | null
  }
  response: {
    status: number
    statusText?: string | null
    headers?: Headers
    content?: {
      text?: string | null
      encoding?: string | null
      size?: number | null
      comment?: string
    } | null
  }
}

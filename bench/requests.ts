/** A request that a contestant is asked; `{project}` in path and body stands for a project's id. */
export interface Shot {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  headers: Record<string, string>
  body?: string
  /** Status of the right answer; any other ends the benchmark. */
  status: number
}

/** Which projects the requests of a round are about. */
export type Projects =
  | { order: 'each once'; from: number }
  | { order: 'at random'; count: number }
  | { order: 'none' }

/** How a caller proves itself in Digest: with a challenge for each call, or with one nonce for all calls. */
export interface DigestKey {
  publicKey: string
  ha1: string
  mode: 'challenge' | 'one nonce'
}

/** One round of load, as the process that fires it is told. */
export interface Job {
  url: string
  shot: Shot
  connections: number
  seconds: number
  /** Requests at most: a round ends with the first of the two. */
  limit: number
  projects: Projects
  digest?: DigestKey
}

/** What a round of load came to. */
export interface Volley {
  /** Calls a second. */
  rate: number
  /** Milliseconds of a call. */
  p50: number
  p99: number
  /** Projects that were used up. */
  used: number
}

export const MEDIA_TYPE = 'application/vnd.atlas.2023-01-01+json'
export const GROUPS = '/api/atlas/v2/groups'

/** An id of 24 hexadecimal digits; `kind` is one of them. */
export function idOf(kind: string, number: number): string {
  return kind + number.toString(16).padStart(23, '0')
}

/** The text with a project's id in it. */
export function about(text: string, project: number): string {
  return text.replaceAll('{project}', idOf('b', project))
}

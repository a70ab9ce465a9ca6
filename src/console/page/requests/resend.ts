import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { HeaderList } from '../api/exchange.ts'

type Recorded = RecordedRequest['request']

/** Headers that the browser or the page sets, in lower case. */
const RESERVED =
  /^(authorization|host|connection|content-length|accept-(charset|encoding|language)|user-agent|origin|referer|cookie2?|date|dnt|expect|keep-alive|priority|te|trailer|transfer-encoding|upgrade|via|pragma|cache-control|access-control-.+|sec-.+|proxy-.+)$/

/** A token of RFC 9110 §5.6.2. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/

/** Methods with which a browser sends no body. */
export const BODILESS: readonly string[] = ['GET', 'HEAD']

/** Returns the headers of a recorded request that a client chose, without credentials. */
export function chosenHeaders({ headers }: Recorded): HeaderList {
  return Object.entries(headers)
    .filter(([name]) => !RESERVED.test(name))
    .flatMap(([name, values]) => [values].flat().map(value => [name, value] as const))
}

/** Returns the chosen headers as lines for {@link parseHeaders}. */
export function headerLines(request: Recorded): string {
  return chosenHeaders(request)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
}

/** Returns the body of a recorded request as it was sent, secrets masked; undefined: not recorded. */
export function bodyOf({ body, headers }: Recorded): string | undefined {
  if (body === null) return ''
  if (typeof body === 'string') return undefined
  if (!String(headers['content-type']).includes('x-www-form-urlencoded')) return JSON.stringify(body, null, 2)
  const pairs = Object.entries(body).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, String(value)])
  )
  return new URLSearchParams(pairs).toString()
}

/** Returns whether a secret was replaced by asterisks in what a resent request would contain. */
export function isMasked(request: Recorded): boolean {
  return /\*{2}/.test(JSON.stringify([request.url, chosenHeaders(request), request.body]))
}

/** Returns path and query as a browser sends them; undefined: not a path below `/api/` of this origin. */
export function targetOf(text: string, origin: string): string | undefined {
  const url = URL.canParse(text, origin) ? new URL(text, origin) : undefined
  // Without dot segments, which could lead out of /api/.
  return url?.origin === origin && url.pathname.startsWith('/api/') ? url.pathname + url.search : undefined
}

/** An invalid line of headers: malformed, or a header that the browser or the page sets. */
export interface HeaderProblem {
  kind: 'headerError' | 'headerReserved'
  text: string
}

/** Parses lines of `Name: value`; ignores empty lines. */
export function parseHeaders(text: string): HeaderList | HeaderProblem {
  const headers: [string, string][] = []
  for (const line of text.split('\n').filter(line => line.trim() !== '')) {
    const [, name = '', value = ''] = /^\s*([^:\s]+)\s*:(.*)$/.exec(line) ?? []
    if (!NAME.test(name)) return { kind: 'headerError', text: line.trim() }
    if (RESERVED.test(name.toLowerCase())) return { kind: 'headerReserved', text: name }
    headers.push([name, value.trim()])
  }
  return headers
}

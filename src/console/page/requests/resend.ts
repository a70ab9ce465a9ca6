import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { HeaderList } from '../../../client/atlas-client.ts'
import { isObject, jsonOf } from '../api/json.ts'

type Recorded = RecordedRequest['request']

/** Headers that the browser or the page sets, in lower case. */
const RESERVED =
  /^(authorization|host|connection|content-length|accept-(charset|encoding|language)|user-agent|origin|referer|cookie2?|date|dnt|expect|keep-alive|priority|te|trailer|transfer-encoding|upgrade|via|pragma|cache-control|access-control-.+|sec-.+|proxy-.+)$/

/** Text that masked secrets contain. */
const MASK = /\*{2}/

/** A token (RFC 9110 §5.6.2). */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/

/** Returns the headers of a recorded request that a page can set, without credentials. */
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
export function resentBody({ body, headers }: Recorded): string | undefined {
  if (body === null) return ''
  if (typeof body === 'string') return body.startsWith('[') ? undefined : body
  if (!String(headers['content-type']).includes('x-www-form-urlencoded')) return JSON.stringify(body, null, 2)
  const pairs = Object.entries(body).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, String(value)])
  )
  return new URLSearchParams(pairs).toString()
}

/** Returns whether a resent request would contain a masked secret. */
export function isMasked(request: Recorded): boolean {
  return MASK.test(JSON.stringify([request.url, chosenHeaders(request), request.body]))
}

/**
 * Returns the request with each masked value replaced.
 *
 * @param replace receives where the value is: `x-own:` in a header, `?secret` in the query, `headers[0].value` in the body
 */
export function replaceMasked(
  { target, headers, body }: { target: string; headers: HeaderList; body: string },
  replace: (name: string, mask: string) => string
) {
  const within = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return MASK.test(value) ? replace(name, value) : value
    if (Array.isArray(value)) return value.map((item, at) => within(item, `${name}[${at}]`))
    if (!isObject(value)) return value
    const members = Object.entries(value).map(([key, item]) => [
      key,
      within(item, name ? `${name}.${key}` : key)
    ])
    return Object.fromEntries(members) as unknown
  }
  const inPairs = (text: string) =>
    text.replace(/(^|[?&])([^?&=]+)=(\*{4})(?=&|$)/g, (_, mark: string, name: string, mask: string) => {
      const value = replace(mark.replace('&', '?') + name, mask)
      return `${mark}${name}=${encodeURIComponent(value)}`
    })
  const json = MASK.test(body) ? jsonOf(body) : undefined
  return {
    target: inPairs(target),
    headers: headers.map(([name, value]) => [name, within(value, `${name}:`) as string] as const),
    body: json === undefined ? inPairs(body) : JSON.stringify(within(json, ''), null, 2)
  }
}

/** Returns whether a browser resolves a recorded URL to a path below `/api/`: dot segments may lead elsewhere. */
export function isApiUrl(url: string, origin: string): boolean {
  const parsed = URL.parse(url, origin)
  return parsed?.origin === origin && parsed.pathname.startsWith('/api/')
}

/** Parses lines of `Name: value`. Returns the first line that is not a header that the page can set, as a string. */
export function parseHeaders(text: string): HeaderList | string {
  const headers: [string, string][] = []
  for (const line of text.split('\n').filter(line => line.trim() !== '')) {
    const [, name = '', value = ''] = /^\s*([^:\s]+)\s*:(.*)$/.exec(line) ?? []
    if (!NAME.test(name) || RESERVED.test(name.toLowerCase())) return line.trim()
    headers.push([name, value.trim()])
  }
  return headers
}

import { STATUS_CODES } from 'node:http'
import type { RecordedRequest } from '../../types/wire.d.ts'
import { routedPath } from '../base/request-target.ts'
import type { ShownHeaders } from './hide.ts'

interface NameValue {
  name: string
  value: string
}

/** A body, or why there is none. */
interface HarBody {
  text: string
  comment?: string
}

interface ShownEntry {
  /** ISO 8601. */
  time: string
  /** Milliseconds. */
  duration: number
  /** `1.1`. */
  httpVersion: string
  request: {
    method: string
    url: string
    headers: ShownHeaders
    query: readonly NameValue[]
    body: HarBody | undefined
  }
  /** Undefined: the connection ended without a response. */
  response: { status: number; headers: ShownHeaders; body: HarBody | undefined } | undefined
}

/**
 * Returns an entry of an HTTP archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/). Cookies appear only in the
 * headers. Unknown sizes are -1, and status 0 is no response, as the format specifies.
 */
export function harEntry({ time, duration, httpVersion: version, request, response }: ShownEntry) {
  const { method, url, headers, query, body } = request
  const { status = 0, headers: received = {}, body: content } = response ?? {}
  const httpVersion = `HTTP/${version}`
  const { text, ...description } = content ?? { text: '' }
  return {
    startedDateTime: time,
    time: duration,
    request: {
      method,
      url,
      httpVersion,
      cookies: [],
      headers: toNameValues(headers),
      queryString: [...query],
      ...(body && { postData: { mimeType: headerOf(headers, 'content-type'), ...body } }),
      headersSize: -1,
      bodySize: body ? -1 : 0
    },
    response: {
      status,
      statusText: STATUS_CODES[status] ?? '',
      httpVersion,
      cookies: [],
      headers: toNameValues(received),
      content: {
        size: Buffer.byteLength(text),
        mimeType: headerOf(received, 'content-type'),
        text,
        ...description
      },
      redirectURL: headerOf(received, 'location'),
      headersSize: -1,
      bodySize: content ? -1 : 0
    },
    cache: {},
    timings: { send: 0, wait: duration, receive: 0 }
  }
}

/** Converts a recorded request to an entry. @param base the server's scheme and host */
export function toHarEntry(recorded: RecordedRequest, base: string) {
  const { time, duration, request, response } = recorded
  const { url, query, httpVersion, body } = request
  // Elsewhere, JSON may have been sent with the type of a form.
  const isForm = routedPath(url).startsWith('/api/oauth/')
  const entry = harEntry({
    time,
    duration,
    httpVersion,
    request: { ...request, url: base + url, query: toNameValues(query), body: bodyOf(body, isForm) },
    response: response ? { ...response, body: bodyOf(response.body, false) } : undefined
  })
  return { ...entry, comment: commentOf(recorded) }
}

function commentOf({ id, operation, response, fault }: RecordedRequest): string {
  const parts = [`request ${id}`, operation ?? 'unknown operation']
  if (fault) parts.push(`fault ${fault.id} (${fault.effect})`)
  if (!response) parts.push('no response')
  return parts.join(', ')
}

function toNameValues(values: ShownHeaders): NameValue[] {
  return Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map(item => ({ name, value: item }))
  )
}

function headerOf(headers: ShownHeaders, name: string): string {
  return String(headers[name] ?? '')
}

/** Returns a body as text; the description of one that is neither JSON nor a form is a comment. */
function bodyOf(body: RecordedRequest['request']['body'], isForm: boolean): HarBody | undefined {
  if (body === null) return undefined
  if (typeof body === 'string') return body.startsWith('[') ? { text: '', comment: body } : { text: body }
  if (!isForm) return { text: JSON.stringify(body) }
  const pairs = Object.entries(body).flatMap(([name, value]) =>
    [value].flat().map(item => [name, String(item)] as [string, string])
  )
  return { text: new URLSearchParams(pairs).toString() }
}

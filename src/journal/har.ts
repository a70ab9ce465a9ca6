import { STATUS_CODES } from 'node:http'
import type { RecordedRequest } from '../../types/wire.d.ts'
import type { Fields } from '../base/json.ts'
import { routedPath } from '../base/request-target.ts'
import type { ShownHeaders } from './headers.ts'

/**
 * Converts a recorded request to an entry of an HTTP archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/).
 * It contains only masked data; cookies appear only in the headers, where they are masked. Unknown sizes are -1, and
 * status 0 is no response, as the format specifies.
 *
 * @param base the server's scheme and host
 */
export function toHarEntry(recorded: RecordedRequest, base: string) {
  const { time, duration } = recorded
  return {
    startedDateTime: time,
    time: duration,
    request: toHarRequest(recorded.request, base),
    response: toHarResponse(recorded),
    cache: {},
    timings: { send: 0, wait: duration, receive: 0 },
    comment: commentOf(recorded)
  }
}

function toHarRequest(request: RecordedRequest['request'], base: string) {
  const { method, url, httpVersion, headers, query, body } = request
  const mimeType = headerOf(headers, 'content-type')
  const isForm = routedPath(url).startsWith('/api/oauth/')
  return {
    method,
    url: base + url,
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: toNameValues(headers),
    queryString: toNameValues(query),
    ...(body !== null && { postData: { mimeType, ...contentOf(body, isForm) } }),
    headersSize: -1,
    bodySize: body === null ? 0 : -1
  }
}

function toHarResponse({ request, response }: RecordedRequest) {
  const { status = 0, headers = {}, body = null } = response ?? {}
  const { text, ...description } = body === null ? { text: '' } : contentOf(body, false)
  return {
    status,
    statusText: STATUS_CODES[status] ?? '',
    httpVersion: `HTTP/${request.httpVersion}`,
    cookies: [],
    headers: toNameValues(headers),
    content: {
      size: Buffer.byteLength(text),
      mimeType: headerOf(headers, 'content-type'),
      text,
      ...description
    },
    redirectURL: headerOf(headers, 'location'),
    headersSize: -1,
    bodySize: body === null ? 0 : -1
  }
}

function commentOf({ id, operation, response, fault }: RecordedRequest): string {
  const parts = [`request ${id}`, operation ?? 'unknown operation']
  if (fault) parts.push(`fault ${fault.id} (${fault.effect})`)
  if (!response) parts.push('no response')
  return parts.join(', ')
}

function toNameValues(values: ShownHeaders) {
  return Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map(item => ({ name, value: item }))
  )
}

function headerOf(headers: ShownHeaders, name: string): string {
  return String(headers[name] ?? '')
}

/** Returns the text of a body. A description of a body that the journal does not show is a comment. */
function contentOf(body: Fields | Fields[] | string, isForm: boolean): { text: string; comment?: string } {
  if (typeof body === 'string') return { text: '', comment: body }
  if (!isForm) return { text: JSON.stringify(body) }
  const pairs = Object.entries(body).flatMap(([name, value]) =>
    [value].flat().map(item => [name, String(item)] as [string, string])
  )
  return { text: new URLSearchParams(pairs).toString() }
}

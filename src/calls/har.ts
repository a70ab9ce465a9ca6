import { STATUS_CODES } from 'node:http'
import { asObject, type Fields, tryParseJson } from '../base/json.ts'
import type { ApiError, Catalogue } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from '../journal/entry.ts'
import { presentResponseHeaders, type ShownHeaders } from '../journal/headers.ts'
import { queryOf } from '../journal/target.ts'
import { factsOf } from './classify.ts'
import type { CallFacts, RecordedCall } from './file.ts'
import { ORIGIN, type StandIns } from './stand-ins.ts'

/** Request headers that affect the response. */
const RECORDED_HEADERS = ['accept', 'content-type', 'prefer']

/** Returns a function that converts an entry of the journal to an entry of a file, on a page. */
export function createCallFormat({ catalogue, registry }: Facts, standIns: StandIns) {
  return (entry: Entry, pageref: string): RecordedCall => {
    const { time, duration } = entry
    const facts = factsOf(entry, registry)
    return {
      pageref,
      startedDateTime: new Date(time).toISOString(),
      time: duration,
      request: requestOf(entry, facts, standIns),
      response: responseOf(entry, facts, catalogue, standIns),
      cache: {},
      timings: { send: 0, wait: duration, receive: 0 },
      // A stub or a fault may send any error code.
      _mock: { ...facts, errorCode: facts.errorCode && standIns.text(facts.errorCode) }
    }
  }
}

interface Facts {
  catalogue: Catalogue
  registry: Registry
}

function requestOf(entry: Entry, { notCompared }: CallFacts, standIns: StandIns) {
  const { method, target, httpVersion, headers, body = '' } = entry
  const received = JSON.parse(headers) as Readonly<Record<string, string>>
  const url = standIns.target(target)
  const shown = RECORDED_HEADERS.flatMap(name => {
    const value = received[name]
    return value === undefined ? [] : [{ name, value: standIns.mediaTypes(value) }]
  })
  const text = notCompared === 'body missing' ? '' : standIns.body(Buffer.from(body, 'latin1').toString())
  return {
    method,
    url: ORIGIN + url,
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [] as [],
    headers: shown,
    queryString: queryOf(url).map(({ name, value = '' }) => ({ name, value })),
    ...(text !== '' && {
      postData: { mimeType: shown.find(({ name }) => name === 'content-type')?.value ?? '', text }
    }),
    headersSize: -1 as const,
    bodySize: Buffer.byteLength(text)
  }
}

function responseOf(
  entry: Entry,
  { notCompared, executed }: CallFacts,
  catalogue: Catalogue,
  standIns: StandIns
) {
  const { status = 0, httpVersion, responseBody = '' } = entry
  // The body of a stub or a fault may contain anything, and is never compared.
  const isOwn = notCompared !== null && !executed
  const { 'www-authenticate': _challenge, ...responseHeaders } = entry.responseHeaders
  const headers: ShownHeaders = isOwn ? {} : presentResponseHeaders(responseHeaders)
  const text = isOwn ? '' : presentBody(responseBody, status, catalogue, standIns)
  return {
    status,
    statusText: STATUS_CODES[status] ?? '',
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [] as [],
    headers: Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map(item => ({ name, value: item.startsWith('http') ? standIns.text(item) : item }))
    ),
    content: { size: Buffer.byteLength(text), mimeType: String(headers['content-type'] ?? ''), text },
    redirectURL: '' as const,
    headersSize: -1 as const,
    bodySize: -1 as const
  }
}

function presentBody(text: string, status: number, catalogue: Catalogue, standIns: StandIns): string {
  const body = status >= 400 ? asObject(tryParseJson(text)) : undefined
  if (!body) return text && standIns.body(text)
  const content = asObject(body['content'])
  const shown = content
    ? { ...body, content: presentError(content, catalogue, standIns) }
    : presentError(body, catalogue, standIns)
  return JSON.stringify(shown)
}

/** Returns an error of the catalogue with stand-ins for its parameters, which its text repeats. */
function presentError(body: Fields, catalogue: Catalogue, standIns: StandIns): unknown {
  const { errorCode, detail, parameters = [] } = body as Partial<ApiError>
  const row = catalogue.rows.find(
    candidate =>
      candidate.errorCode === errorCode && catalogue.body({ id: candidate.id, parameters }).detail === detail
  )
  if (!row) return standIns.value(body)
  const shown = parameters.map(value => (typeof value === 'string' ? standIns.parameter(value) : value))
  const { detail: text } = catalogue.body({ id: row.id, parameters: shown })
  return { ...body, detail: text, ...('parameters' in body && { parameters: shown }) }
}

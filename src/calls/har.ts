import type { CallFacts, RecordedCall } from '../../types/calls.d.ts'
import { asObject, type Fields, tryParseJson } from '../base/json.ts'
import type { ApiError, Catalogue } from '../catalogue/errors.ts'
import type { Registry } from '../integrations/registry.ts'
import type { Entry } from '../journal/entry.ts'
import { harEntry } from '../journal/har.ts'
import { Secrets } from '../journal/hide.ts'
import { queryOf } from '../journal/target.ts'
import { factsOf } from './classify.ts'
import { ORIGIN, type StandIns } from './stand-ins.ts'

/** Request headers that affect the response. */
const RECORDED_HEADERS = ['accept', 'content-type', 'prefer']

/** Returns a function that converts an entry of the journal to an entry of a file, on a page. */
export function createCallFormat({ catalogue, registry }: Facts, standIns: StandIns) {
  return (entry: Entry, pageref: string): RecordedCall => {
    const facts = factsOf(entry, registry)
    const shown = harEntry({
      time: new Date(entry.time).toISOString(),
      duration: entry.duration,
      httpVersion: entry.httpVersion,
      request: requestOf(entry, facts, standIns),
      response: responseOf(entry, facts, catalogue, standIns)
    })
    return {
      pageref,
      ...shown,
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
  const { method, target, headers, body = '' } = entry
  const received = JSON.parse(headers) as Readonly<Record<string, string>>
  const url = standIns.target(target)
  const shown = RECORDED_HEADERS.flatMap(name => {
    const value = received[name]
    return value === undefined ? [] : [[name, standIns.mediaTypes(value)]]
  })
  const text = notCompared === 'body missing' ? '' : standIns.body(Buffer.from(body, 'latin1').toString())
  return {
    method,
    url: ORIGIN + url,
    headers: Object.fromEntries(shown),
    query: queryOf(url).map(({ name, value = '' }) => ({ name, value })),
    body: text === '' ? undefined : { text }
  }
}

function responseOf(
  entry: Entry,
  { notCompared, executed }: CallFacts,
  catalogue: Catalogue,
  standIns: StandIns
) {
  const { status, responseBody = '' } = entry
  if (status === undefined) return undefined
  // The body of a stub or a fault may contain anything, and is never compared.
  if (notCompared !== null && !executed) return { status, headers: {}, body: { text: '' } }
  const { 'www-authenticate': _challenge, ...all } = entry.responseHeaders
  // Of a response that is never compared, only the ids in its body matter. A fault may add any header.
  const others = notCompared === null ? all : {}
  const headers = Object.entries(new Secrets().headers(others)).map(([name, value]) => [
    name,
    [value].flat().map(item => (item.startsWith('http') ? standIns.text(item) : item))
  ])
  const text = presentBody(responseBody, status, catalogue, standIns)
  return { status, headers: Object.fromEntries(headers), body: { text } }
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

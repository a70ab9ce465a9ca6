import type {
  Advice,
  Delivery,
  Matcher,
  Miss,
  RecordedRequest,
  Verification,
  VerifyBody
} from '../../types/wire.d.ts'
import { alignRows } from '../base/columns.ts'
import { asObject } from '../base/json.ts'
import { clip, countOf, printable } from '../base/printable.ts'
import type { Evidence } from '../catalogue/evidence.ts'
import { MASK } from './hide.ts'
import type { NearMiss } from './match.ts'

/** Returns a request; undefined if the journal has dropped it. */
type FindRequest = (id: number) => RecordedRequest | undefined

const MAX_LISTED = 5

/** Differences that make a request another call, not a variant of the expected one. */
const OF_ANOTHER_CALL = ['operation', 'method', 'path', 'project', 'organization', 'integrationType']

/**
 * Returns what is needed to fix a test whose verification failed, on several lines.
 *
 * @param idle names of the faults that never fired
 */
export function describeFailure(
  verification: Verification,
  body: VerifyBody,
  find: FindRequest,
  idle: readonly string[]
): string {
  const { since = 0, inOrder } = body
  const lines = [
    `verification failed: ${describeResult(verification, body)}`,
    ...(since > 0 ? [`  only requests after #${since} count`] : []),
    ...(inOrder ? describeSteps(inOrder, verification, find) : describeMatch(verification, body, find)),
    ...(idle.length > 0 ? [`  faults that never fired: ${shortenText(idle.join(', '))}`] : []),
    ...describeDropped(verification)
  ]
  const { unknownPaths = [] } = verification
  if (unknownPaths.length > 0) lines.push(...indent(describeUnknownPaths(unknownPaths, find)))
  return lines.join('\n')
}

export function describeUnknownPaths(ids: readonly number[], find: FindRequest): string[] {
  return [
    `${countOf(ids.length, 'request')} outside the mocked paths:`,
    ...indent(listRequests(ids, ids.length, find)),
    "add stubs for them, or allow them with unknownPaths: 'allow'"
  ]
}

function describeResult(verification: Verification, { inOrder = [] }: VerifyBody): string {
  const { code, expected, matched, step, ids, dropped = 0, unknownPaths = [] } = verification
  switch (code) {
    case 'order': {
      const after = ids.length > 0 ? ` after #${ids.at(-1)}` : ''
      return `expected ${countOf(inOrder.length, 'request')} in order, found none for step ${step}${after}`
    }
    case 'dropped':
      return `expected ${expected}, but the journal dropped ${countOf(dropped, 'request')}`
    case 'unknown-paths':
      return `expected ${expected}, found ${unknownPaths.length}`
    default:
      return `expected ${expected}, found ${matched}`
  }
}

function describeMatch(
  { code, ids, nearest = [] }: Verification,
  { match = {} }: VerifyBody,
  find: FindRequest
): string[] {
  if (code === 'unknown-paths') return []
  const found = ids.length > 0 ? ['  found:', ...indent(indent(listRequests(ids, ids.length, find)))] : []
  return [
    `  match: ${describeMatcher(match)}`,
    ...found,
    ...(code === 'too-few' ? describeNearest(nearest, match, ids.length > 0, find) : [])
  ]
}

/** Describes each step of an order with the requests that match it, and the failed one with the nearest. */
function describeSteps(
  matchers: readonly Matcher[],
  { code, ids, step: failed, steps = [], early = [], nearest = [] }: Verification,
  find: FindRequest
): string[] {
  if (code !== 'order') return []
  const last = ids.at(-1)
  const missing = early.length > 0 ? `came earlier, not after #${last}` : 'missing'
  return matchers.flatMap((matcher, at) => {
    const { matched = 0, ids: matching = [] } = steps[at] ?? {}
    const used = ids[at]
    const state = used !== undefined ? `found #${used}` : at + 1 === failed ? missing : 'not reached'
    return [
      `  step ${at + 1}: ${describeMatcher(matcher)}: ${state}`,
      ...indent(indent(listRequests(matching, matched, find))),
      ...(at + 1 === failed && matched === 0
        ? indent(describeNearest(nearest, matcher, false, find, last))
        : [])
    ]
  })
}

/**
 * Describes variants of the expected call; other calls only if nothing else helps.
 *
 * @param last id of the request that they follow
 */
function describeNearest(
  nearest: readonly NearMiss[],
  { body = {} }: Matcher,
  hasFound: boolean,
  find: FindRequest,
  last?: number
): string[] {
  if (nearest.length === 0 && !hasFound) {
    const place = last === undefined ? 'in the journal' : `after #${last}`
    return [`  no requests ${place} (Digest challenges do not count)`]
  }
  const places = Object.keys(body).map(name => `body.${name}`)
  const variants = nearest.filter(({ misses }) => !misses.some(({ at }) => OF_ANOTHER_CALL.includes(at)))
  return (hasFound || variants.length > 0 ? variants : nearest).flatMap(({ request: { id }, misses }) => [
    `  nearest: ${describeRequest(id, find)}`,
    ...indent(indent(describeMisses(misses))),
    ...(misses.some(({ at, code }) => code === 'absent' && places.includes(at))
      ? [`    fields sent: ${describeFields(find(id))}`]
      : [])
  ])
}

/** Returns a matcher as JSON, with … in place of the values that may be secret. */
function describeMatcher({ headers, query, body, ...facts }: Matcher): string {
  const named = Object.entries({ headers, query, body }).flatMap(([member, values]) =>
    values
      ? `"${member}":{${Object.keys(values)
          .map(name => `${JSON.stringify(name)}:…`)
          .join()}}`
      : []
  )
  const others = Object.entries(facts).map(([name, value]) => `"${name}":${JSON.stringify(value)}`)
  return `{${[...others, ...named].join()}}`
}

function describeDropped({ code, dropped = 0 }: Verification): string[] {
  // Dropped requests cannot make the number smaller.
  if (dropped === 0 || code === 'too-many' || code === 'unknown-paths') return []
  return [
    `  ${countOf(dropped, 'dropped request')} may have counted: the result cannot be trusted`,
    '  empty the journal before the test, or give the id of the last request before it as `since`'
  ]
}

/** Returns a line for each of the first requests, and the number of the others. @param count of all */
function listRequests(ids: readonly number[], count: number, find: FindRequest): string[] {
  const shown = ids.slice(0, MAX_LISTED)
  const lines = shown.map(id => describeRequest(id, find))
  return count > shown.length ? [...lines, `… ${count - shown.length} more`] : lines
}

function describeFields(request: RecordedRequest | undefined): string {
  return shortenText(Object.keys(asObject(request?.request.body) ?? {}).join(', ')) || 'none'
}

function describeRequest(id: number, find: FindRequest): string {
  const request = find(id)
  if (!request) return `#${id}`
  const { time, principal } = request
  const { method, url } = request.request
  const caller = principal ? `, by ${principal.id}` : ''
  return `#${id} ${method} ${shortenText(url)} ${describeStatus(request, 'no response')} at ${time}${caller}`
}

/** Labels of responses that a test should not rely on. */
const UNSURE: readonly (Evidence | undefined)[] = ['guess', 'contradicted']

/** Returns the status of a response, with its label if it is not sure. @param none of a request without a response */
function describeStatus({ response, evidence }: RecordedRequest, none: string): string {
  const label = evidence?.label
  return `${response?.status ?? none}${UNSURE.includes(label) ? ` (${label})` : ''}`
}

function indent(lines: readonly string[]): string[] {
  return lines.map(line => `  ${line}`)
}

const MAX_DIFFERENCES = 20

function describeMisses(misses: readonly Miss[]): string[] {
  const rows = misses.slice(0, MAX_DIFFERENCES).map(({ at, ...miss }) => {
    // As in a matcher, whose members contain names.
    const place = at.replace(/^(headers|query|body)\./, '$1: ')
    return [place, describeExpected(miss), describeActual(miss)].map(shortenText)
  })
  const lines = alignRows([['', 'expected', 'actual'], ...rows])
  const more = misses.length - rows.length
  return more > 0 ? [...lines, `… ${more} more`] : lines
}

function describeExpected({ code, expected }: Omit<Miss, 'at'>): string {
  if (code === 'unexpected') return 'absent'
  return expected?.map(value => JSON.stringify(value)).join(' or ') ?? MASK
}

function describeActual({ code, actual, didYouMean }: Omit<Miss, 'at'>): string {
  if (code === 'absent') return didYouMean === undefined ? 'absent' : `absent, did you mean '${didYouMean}'?`
  if (actual !== undefined) return JSON.stringify(actual)
  return code === 'unexpected' ? 'present' : `${MASK} (another value)`
}

/** Returns a text that a client sent for a terminal, or its beginning if it is long. */
function shortenText(text: string): string {
  return printable(clip(text))
}

const REQUEST_HEAD = ['time', 'method', 'path', 'status', 'reason']
const ALERT_HEAD = ['time', 'alert', 'url', 'result']
const ADVICE_HEAD = ['advice', 'requests', 'why']

/** Returns a table of requests, and one of alerts, if there are any. */
export function formatRequests(
  requests: readonly RecordedRequest[],
  deliveries: readonly Delivery[],
  advice: readonly Advice[]
): string {
  const rows = requests.length > 0 ? alignRows([REQUEST_HEAD, ...requests.map(rowOf)]) : ['no requests']
  const alerts = deliveries.length > 0 ? ['', ...alignRows([ALERT_HEAD, ...deliveries.map(alertRowOf)])] : []
  const notes = advice.length > 0 ? ['', ...alignRows([ADVICE_HEAD, ...advice.map(adviceRowOf)])] : []
  return [...rows, ...alerts, ...notes].map(line => `${line}\n`).join('')
}

function alertRowOf({ time, event, url, network, reason }: Delivery): string[] {
  const result = network
    ? [network.status, network.error].filter(part => part !== null)
    : ['not sent', reason]
  return [time, event, shortenText(url ?? 'none'), result.join(': ')]
}

function adviceRowOf({ code, requests, text }: Advice): string[] {
  const listed = requests.slice(0, MAX_LISTED).map(id => `#${id}`)
  const more = requests.length - listed.length
  return [code, [...listed, ...(more > 0 ? [`${more} more`] : [])].join(', '), printable(text)]
}

function executionOf({ executed }: NonNullable<RecordedRequest['fault']>): string {
  if (executed === null) return ''
  return executed ? ', executed; the response was lost or replaced' : ', not executed'
}

function rowOf(recorded: RecordedRequest): string[] {
  const { time, request, reason, fault } = recorded
  const why = fault ? `fault: ${fault.effect}${executionOf(fault)}` : (reason?.text ?? '')
  const { method, path } = request
  return [time, method, shortenText(path), describeStatus(recorded, 'none'), shortenText(why)]
}

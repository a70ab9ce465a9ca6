import type { Advice } from '../../types/wire.d.ts'
import { asObject, tryParseJson } from '../base/json.ts'
import { clip } from '../base/printable.ts'
import type { SecretShown } from '../catalogue/vocabulary.ts'
import { redact } from '../integrations/redaction.ts'
import type { Registry } from '../integrations/registry.ts'
import { bodyText } from './bodies.ts'
import { type Entry, isExecuted } from './entry.ts'

type Code = Advice['code']

/** Adds a request to an advice, which shows the text of the first one. @param hasLabel adds the label of its response */
type Advise = (code: Code, entry: Entry, text: string, hasLabel?: true) => void

/** Sees the entries one after the other, the oldest first; without one, their end. */
type Rule = (entry?: Entry) => void

/** Milliseconds by which a retry may come too early: clocks of clients differ. */
const TOLERANCE = 100

/**
 * Returns what a client did that will hurt on Atlas, although the mock accepted it: at most one advice for each code,
 * without the requests of the console.
 *
 * @param entries the oldest first
 * @param labelOf returns the label of a response; undefined: no row is about it
 */
export function adviseOn(
  entries: readonly Entry[],
  registry: Registry,
  labelOf: (entry: Entry) => string | undefined
): Advice[] {
  const found = new Map<Code, Advice>()
  const advise: Advise = (code, entry, text, hasLabel) => {
    const { requests } = found.get(code) ?? {}
    const label = !requests && hasLabel && labelOf(entry)
    if (!requests) found.set(code, { code, requests: [entry.id], text: label ? `${text} (${label})` : text })
    // A request may have two redacted fields.
    else if (requests.at(-1) !== entry.id) requests.push(entry.id)
  }
  const rules: Rule[] = [
    findStoredRedactions(advise, registry),
    findEarlyRetries(advise),
    findUnsafeRetries(advise),
    findMissingVersions(advise)
  ]
  for (const entry of [...entries.filter(({ isBackground }) => !isBackground), undefined]) {
    for (const rule of rules) rule(entry)
  }
  return [...found.values()]
}

/** A client reads an integration, and writes it back with the redacted secret. */
function findStoredRedactions(advise: Advise, registry: Registry): Rule {
  /** By organization: bodies that were searched, and the redactions in them. */
  const known = new Map<string | undefined, { bodies: Set<string>; shown: Set<string> }>()
  const types = registry.of('integrations')
  return entry => {
    if (!entry) return
    const { operation, integrationType, orgId, responseBody } = entry
    const { bodies, shown } = known.get(orgId) ?? { bodies: new Set(), shown: new Set() }
    if (operation?.content === 'integrations' && entry.body?.includes(MASK) && isExecuted(entry)) {
      const { fields = [] } = types.find(({ name }) => name === integrationType) ?? {}
      const body = asObject(tryParseJson(bodyText(entry) ?? ''))
      for (const [name, schema] of fields) {
        const value = body?.[name]
        if (!isRedaction(value, schema['x-secret']?.shown) || !shown.has(value)) continue
        const text = `${name} is now ${clip(value)}, which a response had shown; not known whether Atlas stores, keeps or rejects it`
        advise('redacted-value-stored', entry, text, true)
      }
    }
    if (!responseBody?.includes(MASK) || bodies.has(responseBody)) return
    known.set(orgId, { bodies: bodies.add(responseBody), shown })
    for (const [, text = ''] of responseBody.matchAll(/"([^"*]*\*{3}[^"]*)/g)) shown.add(text)
  }
}

/** What most redactions contain: those of the shortest secrets are not found. */
const MASK = '***'

function isRedaction(value: unknown, shown: SecretShown | undefined): value is string {
  return (
    typeof value === 'string' && shown !== undefined && shown !== 'plain' && redact(shown, value) === value
  )
}

/** A client repeats a request before the time in Retry-After. Silent if a test has set the clock. */
function findEarlyRetries(advise: Advise): Rule {
  const waiting = new Map<string, Entry>()
  return entry => {
    const { status = 0, principal } = entry ?? {}
    const isLimited =
      (status === 429 || status === 503) && entry?.responseHeaders['retry-after'] !== undefined
    if (!entry || !principal || (!isLimited && waiting.size === 0)) return
    const call = JSON.stringify([principal.id, entry.method, entry.target, entry.body])
    const before = waiting.get(call)
    if (isLimited) waiting.set(call, entry)
    if (!before) return
    const seconds = Number(before.responseHeaders['retry-after'])
    const waited = entry.time - entry.duration - before.time
    // It was already under way when the other was rejected. Times are whole milliseconds.
    if (waited <= -1) return
    if (!isLimited) waiting.delete(call)
    if (before.isClockSet || entry.isClockSet || !(waited < seconds * 1000 - TOLERANCE)) return
    const after = Math.max(0, waited / 1000).toFixed(1)
    const text = `came ${after} s after the ${before.status} of request ${before.id}, whose Retry-After was ${seconds}`
    advise('retried-too-early', entry, text)
  }
}

/** A client repeats a POST whose response was lost, gets a 409, and does not look what there is. */
function findUnsafeRetries(advise: Advise): Rule {
  /** By project: the executed POSTs, by caller and target. */
  const lost = new Map<string | undefined, Map<string, Entry>>()
  /** By project: each 409, and the request that had been executed. */
  const failed = new Map<string | undefined, [Entry, Entry][]>()
  return entry => {
    if (!entry) {
      for (const [conflict, { id }] of [...failed.values()].flat()) {
        const text = `409, because request ${id} had been executed although its response was lost: read what there is`
        advise('not-retried-safely', conflict, text)
      }
      return
    }
    const { method, target, status = 0, principal, projectId, fault } = entry
    if (!principal) return
    if (method !== 'POST') {
      // Somebody looks, or changes what there is.
      for (const known of [lost, failed]) known.delete(projectId)
      return
    }
    const calls = lost.get(projectId) ?? new Map<string, Entry>()
    const call = `${principal.id} ${target}`
    const before = calls.get(call)
    if (before && status === 409) failed.set(projectId, [...(failed.get(projectId) ?? []), [entry, before]])
    if (status > 0 && status < 500 && status !== 429 && fault?.effect !== 'truncate') calls.delete(call)
    else if (fault?.stage === 'after-commit') lost.set(projectId, calls.set(call, entry))
  }
}

/** A client sends no version, which only `accept: lenient` permits. */
function findMissingVersions(advise: Advise): Rule {
  return entry => {
    if (!entry) return
    const { operation, status = 0, target, headers } = entry
    if (!operation || status < 200 || status >= 300 || !target.includes('/api/atlas/v2/')) return
    if (/"accept":"(?:[^"\\]|\\.)*vnd\.atlas/i.test(headers)) return
    const text =
      'Accept names no version, such as application/vnd.atlas.2023-01-01+json: Atlas responds with 406'
    advise('version-not-sent', entry, text)
  }
}

import type { Advice } from '../../types/wire.d.ts'
import { asObject, tryParseJson } from '../base/json.ts'
import type { SecretShown } from '../catalogue/vocabulary.ts'
import { redact } from '../integrations/redaction.ts'
import type { Registry } from '../integrations/registry.ts'
import { bodyText } from './bodies.ts'
import { type Entry, isChanged, isExecuted } from './entry.ts'

type Code = Advice['code']

/** Adds a request to an advice; the text of the first one is shown. */
type Advise = (code: Code, entry: Entry, text: () => string) => void

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
  const advise: Advise = (code, { id }, text) => {
    const known = found.get(code)
    if (known) known.requests.push(id)
    else found.set(code, { code, requests: [id], text: text() })
  }
  const rules: Rule[] = [
    findStoredRedactions(advise, registry, labelOf),
    findEarlyRetries(advise),
    findUnsafeRetries(advise),
    findMissingVersions(advise)
  ]
  for (const entry of [...entries.filter(({ isBackground }) => !isBackground), undefined]) {
    for (const rule of rules) rule(entry)
  }
  return [...found.values()].map(advice => ({ ...advice, requests: [...new Set(advice.requests)] }))
}

/** A client reads an integration, and writes it back with the redacted secret. */
function findStoredRedactions(
  advise: Advise,
  registry: Registry,
  labelOf: (entry: Entry) => string | undefined
): Rule {
  const searched = new Set<string>()
  /** Redactions, each with its organization. */
  const shown = new Set<string>()
  const types = registry.of('integrations')
  return entry => {
    if (!entry) return
    const { operation, integrationType, orgId, responseBody } = entry
    if (operation?.content === 'integrations' && entry.body?.includes('***') && isExecuted(entry)) {
      const { fields = [] } = types.find(({ name }) => name === integrationType) ?? {}
      const body = asObject(tryParseJson(bodyText(entry) ?? ''))
      for (const [name, schema] of fields) {
        const value = body?.[name]
        if (!isRedaction(value, schema['x-secret']?.shown) || !shown.has(`${orgId} ${value}`)) continue
        advise('redacted-value-stored', entry, () => {
          const label = labelOf(entry)
          return `${name} is now ${value}, which a response had shown; not known whether Atlas stores, keeps or rejects it${label === undefined ? '' : ` (${label})`}`
        })
      }
    }
    if (!responseBody?.includes('***') || searched.has(`${orgId} ${responseBody}`)) return
    searched.add(`${orgId} ${responseBody}`)
    for (const [, value] of responseBody.matchAll(/"([^"\\]*\*\*\*[^"\\]*)"/g)) shown.add(`${orgId} ${value}`)
  }
}

function isRedaction(value: unknown, shown: SecretShown | undefined): boolean {
  return (
    typeof value === 'string' && shown !== undefined && shown !== 'plain' && redact(shown, value) === value
  )
}

/** A client repeats a request before the time in Retry-After. */
function findEarlyRetries(advise: Advise): Rule {
  const waiting = new Map<string, Entry>()
  return entry => {
    if (!entry) return
    const { status = 0, principal } = entry
    const isLimited = (status === 429 || status === 503) && entry.responseHeaders['retry-after'] !== undefined
    if (!principal || (!isLimited && waiting.size === 0)) return
    const call = `${principal.id} ${entry.method} ${entry.target}`
    const before = waiting.get(call)
    waiting.delete(call)
    if (isLimited) waiting.set(call, entry)
    if (!before || before.isFrozen || entry.isFrozen) return
    const seconds = Number(before.responseHeaders['retry-after'])
    const waited = entry.time - entry.duration - before.time
    // A request that was under way already is no retry.
    if (waited < 0 || !(waited < seconds * 1000 - TOLERANCE)) return
    advise(
      'retried-too-early',
      entry,
      () =>
        `sent again ${(waited / 1000).toFixed(1)} s after the ${before.status} of request ${before.id}, whose Retry-After was ${seconds}`
    )
  }
}

/** A client repeats a POST whose response was lost, and takes the 409 for a failure: it reads and updates nothing. */
function findUnsafeRetries(advise: Advise): Rule {
  const lost = new Map<string, Entry>()
  /** By caller and project: each 409, and the request that had succeeded. */
  const failed = new Map<string, [Entry, Entry][]>()
  return entry => {
    if (!entry) {
      for (const [conflict, { id }] of [...failed.values()].flat()) {
        const text = `409, because request ${id} had been executed although its response was lost: read before giving up`
        advise('not-retried-safely', conflict, () => text)
      }
      return
    }
    const { method, target, status, principal, projectId, fault } = entry
    if (!principal) return
    const place = `${principal.id} ${projectId}`
    if (['GET', 'PUT', 'PATCH'].includes(method)) failed.delete(place)
    if (method !== 'POST') return
    const call = `${principal.id} ${target}`
    const before = lost.get(call)
    lost.delete(call)
    if (before && status === 409) {
      const known = failed.get(place)
      if (known) known.push([entry, before])
      else failed.set(place, [[entry, before]])
    }
    const isLost =
      fault?.stage === 'after-commit' && isChanged(entry) && (status === undefined || status >= 500)
    if (isLost && isExecuted(entry)) lost.set(call, entry)
  }
}

/** A client sends no version, which only `accept: lenient` permits. */
function findMissingVersions(advise: Advise): Rule {
  return entry => {
    if (!entry) return
    const { operation, status = 0, target, headers } = entry
    if (!operation || status < 200 || status >= 300 || !target.includes('/api/atlas/v2/')) return
    if (headers.includes('vnd.atlas') && /"accept":"[^"]*vnd\.atlas/.test(headers)) return
    advise(
      'version-not-sent',
      entry,
      () => 'Accept names no version, such as application/vnd.atlas.2023-01-01+json: Atlas responds with 406'
    )
  }
}

import { type Entry, isChallenge } from './entry.ts'
import { FACTS } from './facts.ts'
import type { Journal } from './journal.ts'
import { matchesPath } from './target.ts'

const EQUAL = ['sandbox', 'operation', 'method', 'principal', 'status', 'errorCode', 'fault'] as const

/**
 * Query parameters that narrow the journal. `path` is a pattern of the path without query, in which `*` stands
 * for any run of characters; `fault` the id of the fault that fired; `since` keeps entries with a higher id,
 * `limit` the newest so many; `challenges` false leaves out the first halves of Digest calls.
 */
export type RequestFilter = Readonly<
  Partial<
    Record<
      (typeof EQUAL)[number] | 'path' | 'since' | 'limit' | 'challenges',
      string | number | boolean | undefined
    >
  >
>

/** The entries that a filter keeps, the oldest first. */
export function filterEntries(journal: Pick<Journal, 'entries'>, filter: RequestFilter): Entry[] {
  const kept = journal.entries(entry => isKept(filter, entry))
  return filter.limit === undefined ? kept : kept.slice(Math.max(0, kept.length - Number(filter.limit)))
}

/** Whether a filter keeps an entry; `limit` is of no account. */
export function isKept(filter: RequestFilter, entry: Entry): boolean {
  const { since, path, challenges } = filter
  return (
    (challenges !== false || !isChallenge(entry)) &&
    (since === undefined || entry.id > Number(since)) &&
    EQUAL.every(name => isEqual(name, filter[name], entry)) &&
    (path === undefined || matchesPath(String(path), entry.target))
  )
}

function isEqual(name: (typeof EQUAL)[number], wanted: RequestFilter[typeof name], entry: Entry): boolean {
  if (wanted === undefined) return true
  const text = String(wanted)
  return String(FACTS[name](entry) ?? '') === (name === 'method' ? text.toUpperCase() : text)
}

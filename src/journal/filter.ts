import type { Steps } from '../time-slices.ts'
import { ENTRY_FIELDS, type Entry, isChallenge } from './entry.ts'
import type { Journal } from './journal.ts'
import { matchesPath } from './target.ts'

const COMPARED = ['sandbox', 'operation', 'method', 'principal', 'status', 'errorCode', 'fault'] as const

/**
 * Query parameters that filter the journal. `path` is a pattern for the path without query, where `*` matches any
 * characters; `fault` is the id of the fault that fired; `since` keeps entries with a higher id; `limit` keeps that
 * many of the newest; `challenges: false` excludes the first requests of Digest calls.
 */
export type RequestFilter = Readonly<
  Partial<
    Record<
      (typeof COMPARED)[number] | 'path' | 'since' | 'limit' | 'challenges',
      string | number | boolean | undefined
    >
  >
>

/** Returns the entries that match a filter, the oldest first. */
export function* filterEntries(journal: Pick<Journal, 'entries'>, filter: RequestFilter): Steps<Entry[]> {
  const matching: Entry[] = []
  for (const entry of journal.entries()) {
    if (isKept(filter, entry)) matching.push(entry)
    yield
  }
  const { limit = matching.length } = filter
  return matching.slice(Math.max(0, matching.length - Number(limit)))
}

/** Returns whether an entry matches a filter; ignores `limit`. */
export function isKept(filter: RequestFilter, entry: Entry): boolean {
  const { since, path, challenges } = filter
  return (
    (challenges !== false || !isChallenge(entry)) &&
    (since === undefined || entry.id > Number(since)) &&
    COMPARED.every(name => isEqual(name, filter[name], entry)) &&
    (path === undefined || matchesPath(String(path), entry.target))
  )
}

function isEqual(
  name: (typeof COMPARED)[number],
  expected: RequestFilter[typeof name],
  entry: Entry
): boolean {
  if (expected === undefined) return true
  const text = String(expected)
  return String(ENTRY_FIELDS[name](entry) ?? '') === (name === 'method' ? text.toUpperCase() : text)
}

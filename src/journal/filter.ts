import type { RequestFilter } from '../../types/wire.d.ts'
import { type Entry, isChallenge } from './entry.ts'
import type { Journal } from './journal.ts'
import { fieldMisses } from './match-request.ts'
import type { InSandbox } from './verify.ts'

/** Returns the entries that match a filter, the oldest first. */
export function filterEntries(journal: Journal, filter: RequestFilter & InSandbox): Entry[] {
  const { sandbox, since, limit } = filter
  const matching = journal.entries(sandbox, since).filter(entry => isKept(filter, entry))
  return limit === undefined ? matching : matching.slice(-limit)
}

/** Returns whether an entry matches a filter; ignores `sandbox`, `since` and `limit`. */
export function isKept(filter: RequestFilter, entry: Entry): boolean {
  return (filter.challenges !== false || !isChallenge(entry)) && fieldMisses(filter, entry).length === 0
}

import type { RequestFilter } from '../../types/wire.d.ts'
import type { Steps } from '../base/time-slices.ts'
import { type Entry, isChallenge } from './entry.ts'
import type { Journal } from './journal.ts'
import { fieldMisses } from './match-request.ts'
import { type InSandbox, isSelected } from './verify.ts'

/** Returns the ids of the entries that match a filter, the oldest first. */
export function* filterEntries(
  journal: Pick<Journal, 'walk'>,
  filter: RequestFilter & InSandbox
): Steps<number[]> {
  const matching: number[] = []
  for (const entry of journal.walk(filter.since)) {
    if (isKept(filter, entry)) matching.push(entry.id)
    yield
  }
  const { limit = matching.length } = filter
  return matching.slice(Math.max(0, matching.length - limit))
}

/** Returns whether an entry matches a filter; ignores `limit`. */
export function isKept(filter: RequestFilter & InSandbox, entry: Entry): boolean {
  return (
    isSelected(filter, entry) &&
    (filter.challenges !== false || !isChallenge(entry)) &&
    fieldMisses(filter, entry).length === 0
  )
}

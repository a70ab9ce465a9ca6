import { diffArrays } from 'diff'
import type { RecordedRequest } from '../../../../types/wire.d.ts'

/** Other headers are the same in all responses, or differ between equal ones. */
const COMPARED = /^(allow|content-type|location|retry-after|x-error-code)$/

/** Returns a response as JSON to compare. */
export function responseJson(response: RecordedRequest['response']): string {
  const { status = null, headers = {}, body = null } = response ?? {}
  const compared = Object.entries(headers).filter(([name]) => COMPARED.test(name))
  return JSON.stringify({ status, headers: Object.fromEntries(compared.sort()), body }, null, 2)
}

/** More take seconds to find, and nobody reads them. */
const MAX_EDITS = 1000

/** Returns the lines of two JSON texts, each after its sign: only in the first (`-`), in the second (`+`) or in both. */
export function diffOf(first: string, second: string): readonly string[] {
  // The trailing comma depends on the next line.
  const comparator = (one: string, other: string) => one.replace(/,$/, '') === other.replace(/,$/, '')
  const [before, after] = [first.split('\n'), second.split('\n')]
  const parts = diffArrays(before, after, { comparator, maxEditLength: MAX_EDITS }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true }
  ]
  return parts.flatMap(({ value, added, removed }) =>
    value.map(line => `${added ? '+' : removed ? '-' : ' '} ${line}`)
  )
}

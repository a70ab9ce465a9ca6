import { diffArrays } from 'diff'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { Exchange } from '../api/exchange.ts'
import { jsonOf } from '../api/json.ts'

/** Other headers are the same in all responses, or differ between equal ones. */
const COMPARED = /^(allow|content-type|location|retry-after|x-error-code)$/

/** Returns a response as JSON to compare. */
export function responseJson(response: (RecordedRequest | Exchange)['response']): string {
  const { status = null, headers = {}, body = null } = response ?? {}
  const list: readonly (readonly unknown[])[] = Array.isArray(headers) ? headers : Object.entries(headers)
  const compared = list.filter(([name]) => COMPARED.test(String(name))).sort()
  const value = typeof body === 'string' ? (jsonOf(body) ?? body) : body
  return JSON.stringify({ status, headers: Object.fromEntries(compared), body: value }, null, 2)
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

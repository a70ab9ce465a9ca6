import type { AskedMatcher, AskedVerification, Miss } from '../../../../types/wire.d.ts'
import type { verifyWords } from './verify-words.ts'

type Words = (typeof verifyWords)['en']

/** How many were expected, in words. */
export function tellExpected({ count = { atLeast: 1 }, inOrder }: AskedVerification, words: Words): string {
  const { exactly, atLeast, atMost, never, inOrder: ordered } = words.expected
  if (inOrder) return ordered(inOrder.length)
  if (typeof count === 'number') return exactly(count)
  if (count.exactly !== undefined) return exactly(count.exactly)
  if (count.atLeast !== undefined) return atLeast(count.atLeast)
  return count.atMost === undefined ? never : atMost(count.atMost)
}

/** One thing that a request was to be, with the values of which any would do. */
export interface AskedFact {
  field: keyof Words['fields']
  values: readonly string[]
  /** Whether these are names of which the values are not kept. */
  isNames: boolean
}

/** What a request was to be, one thing after the other. */
export function askedFacts(matcher: AskedMatcher, words: Words): AskedFact[] {
  const fields = Object.keys(words.fields) as AskedFact['field'][]
  return fields.flatMap(field => {
    const wanted = matcher[field]
    if (wanted === undefined) return []
    const missing = field === 'status' ? words.noAnswer : words.none_
    const values = [wanted].flat().map(value => (value === null ? missing : String(value)))
    return [{ field, values, isNames: NAMES.includes(field) }]
  })
}

const NAMES: readonly string[] = ['headers', 'query', 'body']

/** Why a request missed, in words. */
export function tellMiss({ code, expected, actual }: Miss, words: Words): string {
  if (!expected || (code !== 'different' && code !== 'absent')) return words.misses[code]
  const wanted = expected.map(value => JSON.stringify(value)).join(words.or)
  return words.differs(wanted, code === 'absent' ? words.misses.absent : JSON.stringify(actual))
}

import type { AskedMatcher, AskedVerification, Miss } from '../../../../types/wire.d.ts'
import type { Words } from '../words/words.ts'

type VerificationWords = Words['verification']

/** Returns the expected count: `expected at least 1`. */
export function expectedCount(
  { count = { atLeast: 1 }, inOrder }: AskedVerification,
  { expected }: VerificationWords
): string {
  if (inOrder) return expected.inOrder(inOrder.length)
  if (typeof count === 'number') return expected.exactly(count)
  if (count.exactly !== undefined) return expected.exactly(count.exactly)
  if (count.atLeast !== undefined) return expected.atLeast(count.atLeast)
  return count.atMost === undefined ? expected.never : expected.atMost(count.atMost)
}

/** Returns the expected properties of a request: `operation createGroupIntegration`. */
export function expectedFacts(
  matcher: AskedMatcher,
  words: VerificationWords,
  noResponse: string
): readonly string[] {
  const fields = Object.keys(words.fields) as (keyof AskedMatcher)[]
  return fields.flatMap(field => {
    const expected = matcher[field]
    if (expected === undefined) return []
    const none = field === 'status' ? noResponse : words.none
    const values = [expected].flat().map(value => (value === null ? none : String(value)))
    return [`${words.fields[field]} ${values.join(JOINED.has(field) ? ', ' : words.or)}`]
  })
}

/** Fields whose values must all match. */
const JOINED: ReadonlySet<keyof AskedMatcher> = new Set(['headers', 'query', 'body', 'absent'])

/** Returns how a request differs from the expectation: `expected "a", actual "b"`. */
export function describeMiss({ code, expected, actual }: Miss, words: VerificationWords): string {
  if (!expected || (code !== 'different' && code !== 'absent')) return words.misses[code]
  const values = expected.map(value => JSON.stringify(value)).join(words.or)
  return words.differs(values, code === 'absent' ? words.misses.absent : JSON.stringify(actual))
}

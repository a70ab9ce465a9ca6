import type { Ajv, ErrorObject } from 'ajv'
import { createAjv } from './ajv.ts'
import { ANNOTATIONS, type FormatCheck } from './vocabulary.ts'

/** Larger integers lose digits in JavaScript. */
const INT64 = { type: 'number', validate: Number.isSafeInteger } as const

/** Returns an Ajv with the keywords of the vocabulary. */
export function createBodyAjv(): Ajv {
  const ajv = createAjv({ formats: { password: true, int64: INT64 } })
  ajv.addKeyword({ keyword: 'x-checks', type: 'string', errors: 'full', validate: runChecks })
  ajv.addKeyword({ keyword: 'x-maxBytes', type: 'array', validate: isWithinBytes })
  for (const keyword of ANNOTATIONS) ajv.addKeyword({ keyword })
  return ajv
}

/** Returns whether the strings in the objects of an array have at most `max` bytes together. */
function isWithinBytes(max: number, items: readonly unknown[]): boolean {
  const members = items.flatMap(item => Object.values(Object(item)))
  const sizes = members.map(member => (typeof member === 'string' ? Buffer.byteLength(member) : 0))
  return sizes.reduce((sum, size) => sum + size, 0) <= max
}

interface CheckFunction {
  (checks: FormatCheck[], value: string): boolean
  errors?: Partial<ErrorObject>[]
}

const runChecks: CheckFunction = (checks, value) => {
  const check = checks.find(candidate => !passes(candidate, value))
  if (!check) return true
  runChecks.errors = [{ keyword: 'x-checks', params: { check } }]
  return false
}

function passes(check: FormatCheck, value: string): boolean {
  if ('pattern' in check) return new RegExp(check.pattern, 'u').test(value)
  // WHATWG parsing alone is too lenient: it accepts `http:foo` and trims whitespace.
  if (!/^[A-Za-z]+:\/\/[^\s/?#\\][^\s\p{Cc}]*$/u.test(value) || !URL.canParse(value)) return false
  return check.url.includes(new URL(value).protocol)
}

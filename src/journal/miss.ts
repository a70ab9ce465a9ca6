import type { Miss } from '../../types/wire.d.ts'

/** Returns a miss with its values, for values that are not secret. */
export function compare(at: string, expected: readonly unknown[], actual: unknown): Miss {
  const values = expected.map(shorten)
  if (actual === undefined) return { at, code: 'absent', expected: values }
  return { at, code: 'different', expected: values, actual: shorten(actual) }
}

function shorten(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 199)}…` : value
}

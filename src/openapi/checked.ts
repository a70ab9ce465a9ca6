import { knownNames } from '../control-api/check-references.ts'
import type { ControlContext } from '../control-api/operation.ts'
import { CLOCK_YEARS } from '../control-api/routes/clock.ts'

/** Returns schema keywords for checks made in code, by the values of `x-checked`. */
export function checkedKeywords(context: ControlContext): Readonly<Record<string, object>> {
  const names = Object.entries(knownNames(context))
  return {
    ...Object.fromEntries(names.map(([name, known]) => [name, { enum: known }])),
    clock: { pattern: CLOCK_YEARS }
  }
}

/** Returns a copy of a value with each `x-checked` replaced by its keywords. */
export function enterChecked<T>(value: T, keywords: Readonly<Record<string, object>>): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(item => enterChecked(item, keywords)) as T
  const { 'x-checked': checked, ...rest } = value as Record<string, unknown>
  const entries = Object.entries(rest).map(([key, item]) => [key, enterChecked(item, keywords)])
  return { ...Object.fromEntries(entries), ...(checked !== undefined && keywords[String(checked)]) } as T
}

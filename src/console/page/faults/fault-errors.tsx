import type { ReactNode } from 'react'
import { ControlFailure } from '../api/control.ts'
import { type Draft, fieldsOf } from './draft.ts'
import { type Field, SENTENCE } from './fields.ts'

export type FaultErrors = Readonly<Partial<Record<Field, ReactNode>>>

/** Returns the errors of a rejected fault by field of the form, and whether all of them belong to one. */
export function placeErrors(error: unknown, draft: Draft) {
  const { required, advanced } = fieldsOf(draft)
  const shown: readonly (Field | undefined)[] = [...SENTENCE, required, ...advanced]
  const errors = (error instanceof ControlFailure && error.problem.errors) || []
  const placed = errors.flatMap(({ path, detail }) => {
    // `/effect/headers/Name` belongs to `effect.headers`.
    const pointer = path.slice(1).replace('/', '.').replace(/\/.*/, '')
    const field = shown.find(field => field === pointer)
    const text = (
      <span key={pointer} lang="en">
        {detail}
      </span>
    )
    return field ? [[field, text] as const] : []
  })
  return {
    placed: Object.fromEntries(placed) as FaultErrors,
    isComplete: errors.length > 0 && placed.length === errors.length
  }
}

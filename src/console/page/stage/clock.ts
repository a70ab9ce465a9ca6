import type { Clock } from '../../../../types/wire.d.ts'
import type { Language } from '../words/define.ts'
import { list, quantity } from '../words/format.ts'

/** Milliseconds of difference that may come from the way to the mock. */
const TOLERANCE = 5000

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1]
] as const

/** Milliseconds since the epoch that the mock's clock shows. @param now this machine's */
export function timeOf(clock: Clock, ahead: number, now: number): number {
  return clock.frozen ? Date.parse(clock.now) : now + ahead
}

/** Whether the clock goes otherwise than this machine's. */
export function isMoved({ frozen }: Clock, ahead: number): boolean {
  return frozen || Math.abs(ahead) >= TOLERANCE
}

/** A span of time in words, in its two largest units: `1 day, 2 hours`. @param milliseconds of either sign */
export function spanOf(milliseconds: number, language: Language): string {
  let rest = Math.round(Math.abs(milliseconds) / 1000)
  const parts: string[] = []
  for (const [unit, seconds] of UNITS) {
    const value = Math.floor(rest / seconds)
    rest -= value * seconds
    if (value === 0 && (parts.length > 0 || unit !== 'second')) continue
    parts.push(quantity(value, unit, language, 'long'))
  }
  return list(parts.slice(0, 2), language, 'unit')
}

/** What an input of the kind `datetime-local` shows for a time. */
export function toLocalInput(time: number): string {
  const date = new Date(time)
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

/** The time that such an input shows, in UTC; undefined for what is none. */
export function fromLocalInput(value: string): string | undefined {
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

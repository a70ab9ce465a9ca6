import { list, quantity } from '../words/format.ts'
import type { Language } from '../words/preferences.ts'
import type { MockClock } from './queries.ts'

/** Milliseconds by which network latency may make the clocks differ. */
const TOLERANCE = 5000

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1]
] as const

/** Returns the mock's time in milliseconds since the epoch. @param now this machine's time */
export function timeOf(clock: MockClock, now: number): number {
  return clock.frozen ? Date.parse(clock.now) : now + clock.ahead
}

/** Returns whether the mock's time differs from this machine's. */
export function isMoved({ frozen, ahead }: MockClock): boolean {
  return frozen || Math.abs(ahead) >= TOLERANCE
}

/** Returns a duration in its two largest units: `1 day, 2 hours`. @param milliseconds of either sign */
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

/** Returns the local time as `2026-11-30 21:30:15`. @param time milliseconds since the epoch */
export function toLocalInput(time: number): string {
  const date = new Date(time)
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ')
}

/** Returns a local time in UTC; undefined: not a time. */
export function fromLocalInput(value: string): string | undefined {
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
}

import { Badge, Skeleton } from '@mantine/core'
import { useForceUpdate, useInterval } from '@mantine/hooks'
import { isMoved, spanOf, timeOf } from '../data/clock.ts'
import { useClock } from '../data/queries.ts'
import { clockTime, dateTime } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Returns the mock's time in milliseconds since the epoch; rerenders every second. */
export function useMockTime(): number | undefined {
  const clock = useClock()
  useInterval(useForceUpdate(), 1000, { autoInvoke: true })
  return clock && timeOf(clock, Date.now())
}

/** Shows the mock's time, updated every second without screen reader announcements. */
export function MockTime({ hasDate = false }: { hasDate?: boolean }) {
  const language = usePreferences(({ language }) => language)
  const time = useMockTime()
  if (time === undefined) return <Skeleton component="span" display="inline-block" h="1em" w="4em" />
  const date = new Date(time)
  const iso = date.toISOString()
  const isToday = date.toDateString() === new Date().toDateString()
  return (
    <time dateTime={iso} aria-live="off">
      {(hasDate || !isToday ? dateTime : clockTime)(iso, language)}
    </time>
  )
}

/** Shows whether the mock's clock is paused, ahead or behind; nothing if it is not. */
export function ClockBadge() {
  const { clock: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const clock = useClock()
  if (!clock || !isMoved(clock)) return null
  const drift = (clock.ahead > 0 ? words.ahead : words.behind)(spanOf(clock.ahead, language))
  return (
    <Badge color="orange" variant="light" tt="none" flex="none">
      {clock.frozen ? words.paused : drift}
    </Badge>
  )
}

import { Badge, Skeleton } from '@mantine/core'
import { useForceUpdate, useInterval } from '@mantine/hooks'
import { isMoved, spanOf, timeOf } from '../data/clock.ts'
import { useClock } from '../data/queries.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Returns the mock's time in milliseconds since the epoch, every second. */
export function useMockTime(): number | undefined {
  const clock = useClock()
  useInterval(useForceUpdate(), 1000, { autoInvoke: true })
  return clock && timeOf(clock, Date.now())
}

/** The mock's time, updated every second; screen readers do not announce it. */
export function MockTime({ hasDate = false }: { hasDate?: boolean }) {
  const language = usePreferences(({ language }) => language)
  const time = useMockTime()
  if (time === undefined) return <Skeleton component="span" display="inline-block" h="1em" w="4em" />
  const date = new Date(time)
  const isToday = date.toDateString() === new Date().toDateString()
  const format = new Intl.DateTimeFormat(language, {
    ...((hasDate || !isToday) && { dateStyle: 'medium' }),
    timeStyle: 'medium'
  })
  return (
    <time dateTime={date.toISOString()} aria-live="off">
      {format.format(date)}
    </time>
  )
}

/** A badge that says how the mock's clock was moved; nothing if it was not. */
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

import { Skeleton } from '@mantine/core'
import { useForceUpdate, useInterval } from '@mantine/hooks'
import { timeOf } from '../data/clock.ts'
import { useClock } from '../data/queries.ts'
import { usePreferences } from '../words/preferences.ts'

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

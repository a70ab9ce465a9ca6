import { useEffect, useReducer } from 'react'
import { usePreferences } from '../state/preferences.ts'
import { useStage } from '../state/stage.ts'
import { timeOf } from './clock.ts'

const SECOND = 1000

/** Milliseconds since the epoch that the mock's clock shows, each second anew; undefined: not known yet. */
export function useMockTime(): number | undefined {
  const clock = useStage(({ clock }) => clock)
  const ahead = useStage(({ ahead }) => ahead)
  const [, tick] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const timer = setInterval(tick, SECOND)
    return () => clearInterval(timer)
  }, [])
  return clock && timeOf(clock, ahead, Date.now())
}

/** The mock's time, ticking; not read out while it does. */
export function MockTime({ isLong = false }: { isLong?: boolean }) {
  const language = usePreferences(({ language }) => language)
  const time = useMockTime()
  if (time === undefined) return <span className="mock-time skeleton" />
  const date = new Date(time)
  const isToday = date.toDateString() === new Date().toDateString()
  const format = new Intl.DateTimeFormat(language, {
    ...((isLong || !isToday) && { dateStyle: 'medium' }),
    timeStyle: 'medium'
  })
  return (
    <time className="mock-time" dateTime={date.toISOString()} aria-live="off">
      {format.format(date)}
    </time>
  )
}

import { useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'

type Requests = readonly RecordedRequest[]

/** A list that can be paused while the user reads. */
export interface PausedList {
  /** All requests, or those at the time of the pause. */
  shown: Requests
  /** Number of requests that arrived during the pause. */
  newCount: number
  isPaused: boolean
  toggle: () => void
}

/** Holds the list while it is paused. A cleared journal ends the pause. */
export function usePausedList(requests: Requests): PausedList {
  const [held, setHeld] = useState<Requests>()
  const isValid = held !== undefined && newestId(held) <= newestId(requests)
  if (held && !isValid) setHeld(undefined)
  const shown = isValid ? held : requests
  const newest = newestId(shown)
  return {
    shown,
    newCount: requests.length - requests.findLastIndex(({ id }) => id <= newest) - 1,
    isPaused: isValid,
    toggle: () => setHeld(isValid ? undefined : requests)
  }
}

function newestId(requests: Requests): number {
  return requests.at(-1)?.id ?? 0
}

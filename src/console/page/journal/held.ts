import { useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'

type Requests = readonly RecordedRequest[]

interface Held {
  /** What is shown: all, or what there was when it was held. */
  shown: Requests
  /** What came since. */
  fresh: Requests
  /** Shows what came since, and goes on holding. */
  release: () => void
}

/** Holds what is shown while the user reads, so that what comes does not move it. */
export function useHeld(requests: Requests, isHolding: boolean): Held {
  const [held, setHeld] = useState<Requests>()
  const next = isHolding ? hold(held, requests) : undefined
  if (next !== held) setHeld(next)
  const shown = next ?? requests
  return { shown, fresh: freshOf(shown, requests), release: () => setHeld(undefined) }
}

/** A journal that was emptied or began anew has nothing to do with what was held. */
function hold(held: Requests | undefined, requests: Requests): Requests | undefined {
  if (requests.length === 0) return requests
  return held && lastOf(held) <= lastOf(requests) ? held : requests
}

function freshOf(shown: Requests, requests: Requests): Requests {
  const last = lastOf(shown)
  return last === lastOf(requests) ? [] : requests.filter(({ id }) => id > last)
}

function lastOf(requests: Requests): number {
  return requests.at(-1)?.id ?? 0
}

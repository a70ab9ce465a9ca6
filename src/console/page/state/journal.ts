import { create } from 'zustand'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { followJournal } from '../control/events.ts'
import { control } from './session.ts'

/** Requests that the page keeps; the mock's own journal holds more. */
const KEPT = 1000

/** Milliseconds in which requests are gathered: under load they come faster than a screen shows them. */
const PAUSE = 50

interface JournalState {
  /** The oldest first. */
  requests: readonly RecordedRequest[]
  isLive: boolean
}

/** The journal as it grows. */
export const useJournal = create<JournalState>()(() => ({ requests: [], isLive: false }))

/** Follows the journal. @returns ends it */
export function watchJournal(token: string | undefined): () => void {
  let waiting: RecordedRequest[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    timer = undefined
    const fresh = waiting
    waiting = []
    useJournal.setState(({ requests }) => ({ requests: merge(requests, fresh).slice(-KEPT) }))
  }
  const end = followJournal(
    token,
    request => {
      waiting.push(request)
      timer ??= setTimeout(flush, PAUSE)
    },
    isLive => useJournal.setState({ isLive })
  )
  return () => {
    end()
    clearTimeout(timer)
  }
}

/** Ids only go up; one that is there already comes from a mock that was started anew. */
function merge(
  old: readonly RecordedRequest[],
  fresh: readonly RecordedRequest[]
): readonly RecordedRequest[] {
  const first = fresh[0]?.id ?? Number.POSITIVE_INFINITY
  const last = old.at(-1)?.id ?? 0
  return first > last ? [...old, ...fresh] : fresh
}

/** Empties the journal, here and in the mock. @throws {ControlFailure} */
export async function clearJournal(): Promise<void> {
  await control('DELETE /requests')
  forgetJournal()
}

/** Shows no request that came before. */
export function forgetJournal(): void {
  useJournal.setState({ requests: [] })
}

import { useQuery } from '@tanstack/react-query'
import type { Health, RecordedRequest, RequestList } from '../../../../types/wire.d.ts'
import type { Exchange } from '../api/exchange.ts'
import { control } from './control.ts'
import { useSession } from './session.ts'

/** What the mock knows about a call. */
interface Found {
  /** Undefined: the mock did not receive the call, or has been restarted since. */
  recorded: RecordedRequest | undefined
  /** Identifies the start of the mock that was asked. */
  startId: string
}

/** Returns what the mock knows about a call; undefined: not asked, because the page does not follow the mock. */
export function useRecorded({ callId }: Exchange): Found | undefined {
  const enabled = useSession(({ isLive }) => isLive)
  return useQuery({
    queryKey: ['recorded', callId],
    queryFn: async (): Promise<Found> => {
      const { startId } = await control<Health>('GET /health')
      const { results } = await control<RequestList>(`GET /requests?callId=${callId}`)
      // A browser may repeat a call whose connection was closed.
      const id = results.at(-1)?.id
      const recorded = id === undefined ? undefined : await control<RecordedRequest>(`GET /requests/${id}`)
      return { recorded, startId }
    },
    enabled,
    // An entry does not change, and the journal may drop it.
    staleTime: ({ state: { data } }) => (data?.recorded ? 'static' : 0)
  }).data
}

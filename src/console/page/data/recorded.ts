import { useQuery } from '@tanstack/react-query'
import type { RecordedRequest, RequestList } from '../../../../types/wire.d.ts'
import type { Exchange } from '../api/exchange.ts'
import { control } from './control.ts'
import { useSession } from './session.ts'

/** Returns the mock's entry of a call; null: it has none; undefined: not known, or the page does not follow the mock. */
export function useRecorded({ callId }: Exchange): RecordedRequest | null | undefined {
  const enabled = useSession(({ isLive }) => isLive)
  return useQuery({
    queryKey: ['recorded', callId],
    queryFn: async () => {
      const { results } = await control<RequestList>(`GET /requests?callId=${callId}`)
      // A browser may repeat a call whose connection was closed.
      const id = results.at(-1)?.id
      return id === undefined ? null : control<RecordedRequest>(`GET /requests/${id}`)
    },
    enabled,
    // An entry does not change, and the journal may drop it.
    staleTime: ({ state: { data } }) => (data ? 'static' : 0)
  }).data
}

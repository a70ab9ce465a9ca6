import { useDeferredValue, useMemo } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { type Filtered, filterRequests } from './filter.ts'
import { useFilter } from './use-filter.ts'

/** The requests that fit what is asked for. A thousand rows take a moment to come back; typing goes on meanwhile. */
export function useFiltered(
  requests: readonly RecordedRequest[],
  nameOf: (id: string) => string | undefined
): Filtered {
  const filter = useDeferredValue(useFilter())
  return useMemo(() => filterRequests(requests, filter, nameOf), [requests, filter, nameOf])
}

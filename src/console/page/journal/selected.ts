import { useMemo } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { usePreferences } from '../state/preferences.ts'
import { useRoute } from '../state/route.ts'
import { useStage } from '../state/stage.ts'
import { explain } from './explain.ts'
import { firstHalves } from './filter.ts'
import type { Half } from './request-detail.tsx'

type Requests = readonly RecordedRequest[]

/** The id of the request that the address names, as `#/journal/123`. */
export function useSelectedId(): number | undefined {
  const [, id] = useRoute()
  return id !== undefined && /^\d+$/.test(id) ? Number(id) : undefined
}

/** The request that the address names, why it was answered so, and the other half of its call. */
export function useSelected(
  id: number | undefined,
  shown: Requests,
  all: Requests,
  nameOf: (id: string) => string | undefined
): { request: RecordedRequest | undefined; why: string; half: Half } {
  const language = usePreferences(({ language }) => language)
  const faults = useStage(({ faults }) => faults)
  const request = useMemo(() => {
    const find = (requests: Requests) => requests.find(request => request.id === id)
    return id === undefined ? undefined : (find(shown) ?? find(all))
  }, [id, shown, all])
  const half = useMemo(() => halfOf(id, all), [id, all])
  if (!request) return { request, why: '', half }
  const faultOf = (id: string) => faults.find(fault => fault.id === id)
  return { request, why: explain(request, language, { nameOf, faultOf }), half }
}

function halfOf(id: number | undefined, requests: Requests): Half {
  if (id === undefined) return {}
  const halves = firstHalves(requests)
  const [first] = [...halves].find(([, second]) => second === id) ?? []
  return { first, second: halves.get(id) }
}

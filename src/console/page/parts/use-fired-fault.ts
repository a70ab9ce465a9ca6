import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useFaults } from '../data/queries.ts'
import { useWords } from '../words/words.ts'
import { useFaultText } from './use-fault-text.ts'

/** Returns the fault that fired on a request, how often it has, and whether a write was executed; undefined: none. */
export function useFiredFault(request: RecordedRequest | null | undefined): string | undefined {
  const { faults: words, requests, common } = useWords()
  const describe = useFaultText()
  const faults = useFaults()
  const { fault: fired } = request ?? {}
  if (!fired) return undefined
  const fault = faults.find(({ id }) => id === fired.id)
  const first = fault?.when?.first
  const parts = [
    requests.fault + common.colon + (fault ? describe(fault) : fired.effect),
    ...(fault && first !== undefined ? [words.used(fault.hits, first)] : []),
    ...(fired.executed === null ? [] : [requests.execution[`${fired.executed}`]])
  ]
  return parts.join(' · ')
}

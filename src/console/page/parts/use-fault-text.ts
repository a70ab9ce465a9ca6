import type { Fault } from '../../../../types/wire.d.ts'
import { useNames } from '../data/identity.ts'
import { usePreferences } from '../words/preferences.ts'
import { describeFault } from './describe-fault.ts'

/** Returns a function that describes a fault, with names instead of IDs. */
export function useFaultText(): (fault: Fault) => string {
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  return fault => describeFault(fault, language, nameOf)
}

import type { Fault } from '../../../../types/wire.d.ts'
import { usePreferences } from '../state/preferences.ts'
import { useNames } from '../state/use-names.ts'
import { describeFault } from './describe-fault.ts'

/** Tells what a fault does, in the chosen language and with names in place of ids. */
export function useFaultText(): (fault: Fault) => string {
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  return fault => describeFault(fault, language, nameOf)
}

import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { useWords } from '../words/words.ts'

/** Returns a function from a type to its name: types of different resources may have the same label. */
export function useTypeName(): (info: IntegrationTypeInfo) => string {
  const { integrations: words } = useWords()
  return ({ resource, label }) => (resource === 'integrations' ? label : words.names[resource](label))
}

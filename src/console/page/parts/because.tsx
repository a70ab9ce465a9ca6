import { Text } from '@mantine/core'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { reasonText } from './reason-text.ts'
import { useFiredFault } from './use-fired-fault.ts'

/** Shows in a sentence why a request got its response; nothing for the usual one. */
export function Because({ request }: { request: RecordedRequest }) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const fault = useFiredFault(request)
  const { reason } = request
  const text = fault ?? (reason && words.because(reasonText(reason, language)))
  return text && <Text size="sm">{text}</Text>
}

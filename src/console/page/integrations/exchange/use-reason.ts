import type { Exchange } from '../../api/exchange.ts'
import { useRequests } from '../../data/journal.ts'
import { reasonText } from '../../parts/reason-text.ts'
import { usePreferences } from '../../words/preferences.ts'

/** Returns the reason that the journal has for a failed response; undefined: not known. */
export function useReason({ request, response }: Exchange): string | undefined {
  const language = usePreferences(({ language }) => language)
  const recorded = useRequests().findLast(
    ({ request: { method, url }, answer }) =>
      method === request.method && url === request.target && (answer?.status ?? 0) === (response?.status ?? 0)
  )
  return recorded?.reason ? reasonText(recorded.reason, language) : undefined
}

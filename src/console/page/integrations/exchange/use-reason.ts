import reasons from '../../../../../schemas/reasons.json' with { type: 'json' }
import type { Exchange } from '../../api/exchange.ts'
import { useRequests } from '../../data/journal.ts'
import { type Language, usePreferences } from '../../words/preferences.ts'

const TEXTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = reasons

/** Returns the reason that the journal has for a failed response; undefined: not known. */
export function useReason({ request, response }: Exchange): string | undefined {
  const language = usePreferences(({ language }) => language)
  const recorded = useRequests().findLast(
    ({ request: { method, url }, answer }) =>
      method === request.method && url === request.target && (answer?.status ?? 0) === (response?.status ?? 0)
  )
  if (!recorded?.reason) return undefined
  const { code, text, ...details } = recorded.reason
  return Object.entries(details).reduce(
    (filled, [name, value]) => filled.replaceAll(`{${name}}`, () => String(value)),
    TEXTS[code]?.[language] ?? text
  )
}

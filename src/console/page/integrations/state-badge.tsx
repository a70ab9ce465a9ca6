import { Badge } from '../parts/badge.tsx'
import { useWords } from '../state/use-words.ts'
import { integrationWords } from './words.ts'

/** Whether an integration is configured, or that nobody knows: where Atlas gave no list, nothing is said. */
export function StateBadge({ isConfigured, isKnown }: { isConfigured: boolean; isKnown: boolean }) {
  const words = useWords(integrationWords)
  if (isConfigured) return <Badge tone="good">{words.configured}</Badge>
  return <Badge>{isKnown ? words.notConfigured : words.unknown}</Badge>
}

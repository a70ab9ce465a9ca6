import { usePreferences } from '../state/preferences.ts'
import { useStage } from '../state/stage.ts'
import { isMoved, spanOf } from './clock.ts'

interface DriftWords {
  frozen: string
  ahead: (span: string) => string
  behind: (span: string) => string
}

/** How the mock's clock goes otherwise than this machine's, in words; undefined: it does not. */
export function useDrift({ frozen, ahead: aheadBy, behind }: DriftWords): string | undefined {
  const language = usePreferences(({ language }) => language)
  const clock = useStage(({ clock }) => clock)
  const ahead = useStage(({ ahead }) => ahead)
  if (!clock || !isMoved(clock, ahead)) return undefined
  if (clock.frozen) return frozen
  return ahead > 0 ? aheadBy(spanOf(ahead, language)) : behind(spanOf(ahead, language))
}

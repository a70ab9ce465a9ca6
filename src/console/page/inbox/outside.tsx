import type { Delivery } from '../../../../types/wire.d.ts'
import { Badge, toneOf } from '../parts/badge.tsx'
import { English } from '../parts/english.tsx'
import { partWords } from '../parts/words.ts'
import { usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { duration } from '../words/format.ts'
import { inboxWords } from './words.ts'

/** What came of a delivery over the network, or why it stayed inside. */
export function Outside({ delivery: { outside, reason, request } }: { delivery: Delivery }) {
  const { detail: words } = useWords(inboxWords)
  const { colon } = useWords(partWords)
  const language = usePreferences(({ language }) => language)
  if (!outside) {
    return (
      <div className="stack-small">
        <p>
          {words.inside}
          {colon}
          <English>{reason}</English>
        </p>
        <p className="soft">
          {words.deliverTo} <code>--deliver-to {hostOf(request.headers['Host'])}</code>
        </p>
      </div>
    )
  }
  const time = duration(outside.duration, language)
  return (
    <div className="stack-small">
      <p className="row">
        {outside.status !== null && <Badge tone={toneOf(outside.status)}>{outside.status}</Badge>}
        <span>{outside.status === null ? words.unanswered(time) : words.answered(outside.status, time)}</span>
      </p>
      {outside.error !== null && (
        <p className="field-error">
          <English>{outside.error}</English>
        </p>
      )}
    </div>
  )
}

/** A host without its port, as `--deliver-to` takes it. */
function hostOf(host: string | undefined): string {
  return host?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1') ?? 'HOST'
}

import type { Delivery } from '../../../../types/wire.d.ts'
import { Badge, toneOf } from '../parts/badge.tsx'
import { usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { inboxWords } from './words.ts'

/** What came of a delivery over the network, or why it stayed inside. */
export function Outside({ delivery: { outside, reason, request } }: { delivery: Delivery }) {
  const { detail: words } = useWords(inboxWords)
  const language = usePreferences(({ language }) => language)
  if (!outside) {
    return (
      <div className="stack-small">
        <p>
          {words.inside} <span lang="en">{reason}</span>
        </p>
        <p className="soft">
          {words.deliverTo} <code>--deliver-to {hostOf(request.headers['Host'])}</code>
        </p>
      </div>
    )
  }
  const duration = (outside.duration / 1000).toLocaleString(language, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 3
  })
  return (
    <div className="stack-small">
      <p className="row">
        {outside.status !== null && <Badge tone={toneOf(outside.status)}>{outside.status}</Badge>}
        <span>
          {outside.status === null ? words.unanswered(duration) : words.answered(outside.status, duration)}
        </span>
      </p>
      {outside.error !== null && (
        <p className="field-error" lang="en">
          {outside.error}
        </p>
      )}
    </div>
  )
}

/** A host without its port, as `--deliver-to` takes it. */
function hostOf(host: string | undefined): string {
  return host?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1') ?? 'HOST'
}

import type { Delivery } from '../../../../types/wire.d.ts'
import { Badge, type Tone } from '../parts/badge.tsx'
import { useWords } from '../state/use-words.ts'
import { ConfigureLink } from './configure-link.tsx'
import { inboxWords } from './words.ts'

/** Of the verdicts on a signature. */
export const TONES = { valid: 'good', invalid: 'bad', unsigned: 'plain' } as const satisfies Record<
  Delivery['signature']['verdict'],
  Tone
>

/** What the check of the signature came to, in words, and what to do about it. */
export function SignatureVerdict({ delivery: { project, signature } }: { delivery: Delivery }) {
  const { detail: words } = useWords(inboxWords)
  const { verdict } = signature
  return (
    <div className="stack-small">
      <p className="row">
        <Badge tone={TONES[verdict]}>{words.badges[verdict]}</Badge>
        <span>{words.verdicts[verdict]}</span>
      </p>
      {verdict === 'unsigned' && <ConfigureLink project={project} label={() => words.setSecret} />}
    </div>
  )
}

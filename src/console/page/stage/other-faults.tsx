import type { Fault } from '../../../../types/wire.d.ts'
import { useAttempt } from '../control/use-attempt.ts'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Code } from '../parts/code.tsx'
import { FailureNotice } from '../parts/failure.tsx'
import { direct, removeFaults, useStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { faultWords } from './fault-words.ts'
import { presetOf } from './presets.ts'
import { useFaultText } from './use-fault-text.ts'
import { stageWords } from './words.ts'

/** Faults that the page did not make, and the end of all. */
export function OtherFaults() {
  const { faults: words } = useWords(stageWords)
  const faults = useStage(({ faults }) => faults)
  const { isBusy, failure, run } = useAttempt()
  const others = faults.filter(fault => presetOf(fault) === undefined)
  if (faults.length === 0 && !failure) return null
  return (
    <section className="panel stack" aria-labelledby="others-title">
      <div className="row-between">
        <h2 id="others-title">{words.others}</h2>
        <Button
          isSmall
          kind="danger"
          disabled={isBusy}
          onClick={() => void run(() => direct('DELETE /faults'))}
        >
          {words.removeAll}
        </Button>
      </div>
      <p className="soft">{others.length > 0 ? words.othersLead : words.noOthers}</p>
      {others.length > 0 && (
        <ul className="stage-list">
          {others.map(fault => (
            <OtherFault
              key={fault.id}
              fault={fault}
              isBusy={isBusy}
              onRemove={() => void run(() => removeFaults([fault.id]))}
            />
          ))}
        </ul>
      )}
      <FailureNotice failure={failure} />
    </section>
  )
}

function OtherFault({ fault, isBusy, onRemove }: { fault: Fault; isBusy: boolean; onRemove: () => void }) {
  const { faults: words } = useWords(stageWords)
  const parts = useWords(faultWords)
  const text = useFaultText()(fault)
  const title = fault.name ?? text
  return (
    <li className="stack-small">
      <div className="row-between">
        <h3>{title}</h3>
        <Button isSmall disabled={isBusy} aria-label={words.removeWhat(title)} onClick={onRemove}>
          {words.remove}
        </Button>
      </div>
      {fault.name !== undefined && <p>{text}</p>}
      <p className="row">
        <Badge tone={fault.ended ? 'plain' : 'bad'}>{fault.ended ? words.over : words.active}</Badge>
        <span className="soft">{parts.fired(fault.hits)}</span>
      </p>
      <details>
        <summary>{words.json}</summary>
        <Code text={JSON.stringify(fault, null, 2)} what={title} />
      </details>
    </li>
  )
}

import type { Attempt } from '../control/use-attempt.ts'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { addFault, removeFaults, useStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { faultWords } from './fault-words.ts'
import { type Choice, faultOf, type Preset, presetOf } from './presets.ts'
import { useFaultText } from './use-fault-text.ts'
import { stageWords } from './words.ts'

/** A preset with its switch, what the client sees, and what has come of it. */
export function FaultRow({ preset, choice, attempt }: { preset: Preset; choice: Choice; attempt: Attempt }) {
  const { faults: words } = useWords(stageWords)
  const { isBusy, run } = attempt
  const made = useStage(({ faults }) => faults).filter(fault => presetOf(fault) === preset)
  const isOn = made.some(({ ended }) => !ended)
  const toggle = async () => {
    // One that is over makes room, so that there is one at most.
    await removeFaults(made.map(({ id }) => id))
    if (!isOn) await addFault(faultOf(preset, choice))
  }
  const { name, sees } = words.presets[preset]
  return (
    <li className="preset">
      <Button
        className="preset-switch"
        aria-pressed={isOn}
        aria-describedby={`preset-${preset}`}
        aria-disabled={isBusy}
        onClick={() => void run(toggle)}
      >
        <span aria-hidden="true">{isOn ? '●' : '○'}</span> {name}
      </Button>
      <div className="stack-small">
        <p id={`preset-${preset}`}>{sees}</p>
        <PresetState preset={preset} />
      </div>
    </li>
  )
}

function PresetState({ preset }: { preset: Preset }) {
  const { faults: words } = useWords(stageWords)
  const parts = useWords(faultWords)
  const tell = useFaultText()
  const made = useStage(({ faults }) => faults).filter(fault => presetOf(fault) === preset)
  return (
    <div className="preset-state">
      {made.map(fault => (
        <p key={fault.id} className="row">
          {fault.ended ? (
            <span className="soft">{words.ended}</span>
          ) : (
            <>
              <Badge tone="bad">{tell(fault)}</Badge>
              <span className="soft">{parts.fired(fault.hits)}</span>
            </>
          )}
        </p>
      ))}
    </div>
  )
}

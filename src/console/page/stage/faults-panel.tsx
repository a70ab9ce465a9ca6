import { useState } from 'react'
import { useAttempt } from '../control/use-attempt.ts'
import { FailureNotice } from '../parts/failure.tsx'
import { SelectField } from '../parts/field.tsx'
import { useSession } from '../state/session.ts'
import { useNames } from '../state/use-names.ts'
import { useWords } from '../state/use-words.ts'
import { FaultRow } from './fault-row.tsx'
import { type Choice, PRESET_NAMES } from './presets.ts'
import { TryIt } from './try-it.tsx'
import { stageWords } from './words.ts'

/** Faults that are switched on and off by a click. */
export function FaultsPanel() {
  const { faults: words } = useWords(stageWords)
  const [choice, setChoice] = useState<Choice>({ calls: 'all', project: undefined, isOnce: false })
  const attempt = useAttempt()
  return (
    <section className="panel stack" aria-labelledby="faults-title">
      <div className="stack-small">
        <h2 id="faults-title">{words.title}</h2>
        <p className="soft">{words.lead}</p>
      </div>
      <Choices choice={choice} onChange={setChoice} />
      <ul className="presets">
        {PRESET_NAMES.map(preset => (
          <FaultRow key={preset} preset={preset} choice={choice} attempt={attempt} />
        ))}
      </ul>
      <FailureNotice failure={attempt.failure} />
      <TryIt />
    </section>
  )
}

const CALLS = ['all', 'writes', 'reads'] as const

function Choices({ choice, onChange }: { choice: Choice; onChange: (choice: Choice) => void }) {
  const { faults: words } = useWords(stageWords)
  const groupId = useSession(({ groupId }) => groupId)
  const nameOf = useNames()
  const project = choice.project ?? groupId
  const chooseCalls = (value: string) => {
    const calls = CALLS.find(name => name === value)
    onChange({ ...choice, calls: calls ?? 'all', project: calls ? undefined : project })
  }
  return (
    <fieldset className="stage-choices">
      <legend className="field-help">{words.choiceHelp}</legend>
      <SelectField
        label={words.calls}
        value={choice.project === undefined ? choice.calls : 'project'}
        onChange={event => chooseCalls(event.target.value)}
      >
        {CALLS.map(name => (
          <option key={name} value={name}>
            {words.callsOf[name]}
          </option>
        ))}
        {project !== undefined && <option value="project">{words.project(nameOf(project))}</option>}
      </SelectField>
      <SelectField
        label={words.often}
        value={choice.isOnce ? 'once' : 'always'}
        onChange={event => onChange({ ...choice, isOnce: event.target.value === 'once' })}
      >
        <option value="always">{words.oftenOf.always}</option>
        <option value="once">{words.oftenOf.once}</option>
      </SelectField>
    </fieldset>
  )
}

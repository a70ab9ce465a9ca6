import { type FormEvent, useState } from 'react'
import { type Attempt, useAttempt } from '../control/use-attempt.ts'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { FailureNotice } from '../parts/failure.tsx'
import { TextField } from '../parts/field.tsx'
import { direct, useStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { fromLocalInput, toLocalInput } from './clock.ts'
import { MockTime, useMockTime } from './mock-time.tsx'
import { useDrift } from './use-drift.ts'
import { stageWords } from './words.ts'

/** The mock's time, and what moves it. */
export function ClockPanel() {
  const { clock: words } = useWords(stageWords)
  const attempt = useAttempt()
  return (
    <section className="panel stack" aria-labelledby="clock-title">
      <div className="stack-small">
        <h2 id="clock-title">{words.title}</h2>
        <p className="soft">{words.lead}</p>
      </div>
      <Face />
      <Movements attempt={attempt} />
      <DateForm attempt={attempt} />
      <FailureNotice failure={attempt.failure} />
    </section>
  )
}

function Face() {
  const { clock: words } = useWords(stageWords)
  const time = useMockTime()
  const drift = useDrift(words)
  return (
    <div className="clock-face">
      <MockTime isLong />
      <code className="soft">
        {time === undefined ? ' ' : new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')}
      </code>
      <span aria-live="polite">
        {drift === undefined ? <Badge>{words.asMachine}</Badge> : <Badge tone="warn">{drift}</Badge>}
      </span>
    </div>
  )
}

/** Seconds. */
const STEPS = { minute: 60, hour: 3600, day: 86_400 } as const

function Movements({ attempt: { isBusy, run } }: { attempt: Attempt }) {
  const { clock: words } = useWords(stageWords)
  const clock = useStage(({ clock }) => clock)
  const isFrozen = clock?.frozen === true
  const isDisabled = isBusy || !clock
  const act = (call: string, body?: unknown) => void run(() => direct(call, body))
  return (
    <div className="row">
      <Button aria-disabled={isDisabled} onClick={() => act('PUT /clock', { frozen: !isFrozen })}>
        {isFrozen ? words.letRun : words.stop}
      </Button>
      {(['minute', 'hour', 'day'] as const).map(step => (
        <Button
          key={step}
          aria-disabled={isDisabled}
          onClick={() => act('POST /clock/advance', { seconds: STEPS[step] })}
        >
          {words.steps[step]}
        </Button>
      ))}
      <Button aria-disabled={isDisabled} onClick={() => act('DELETE /clock')}>
        {words.release}
      </Button>
    </div>
  )
}

function DateForm({ attempt: { isBusy, run } }: { attempt: Attempt }) {
  const { clock: words } = useWords(stageWords)
  const [value, setValue] = useState(() => toLocalInput(Date.now()))
  const [isWrong, setWrong] = useState(false)
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const set = (event: FormEvent) => {
    event.preventDefault()
    const now = fromLocalInput(value)
    setWrong(now === undefined)
    if (now !== undefined) void run(() => direct('PUT /clock', { now }))
  }
  return (
    <form className="stage-form" noValidate onSubmit={set}>
      <TextField
        type="datetime-local"
        step={1}
        label={words.set}
        help={words.setHelp(timeZone)}
        error={isWrong ? words.noDate : undefined}
        value={value}
        onChange={event => setValue(event.target.value)}
      />
      <Button type="submit" aria-disabled={isBusy}>
        {words.setNow}
      </Button>
    </form>
  )
}

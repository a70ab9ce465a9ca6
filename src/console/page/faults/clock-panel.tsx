import { Badge, Button, Code, Group, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { fromLocalInput, isMoved, spanOf, toLocalInput } from '../data/clock.ts'
import { control } from '../data/control.ts'
import { usePreferences } from '../data/preferences.ts'
import { useClock } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { MockTime, useMockTime } from '../parts/mock-time.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'

/** Seconds. */
const STEPS = { minute: 60, hour: 3600, day: 86_400 } as const

type Run = ReturnType<typeof useAction>['run']

/** The mock's time, what moves it, and credentials that expire with time. */
export function ClockPanel() {
  const { clock: words } = useWords()
  const { run, error } = useAction('clock', 'faults')
  return (
    <Panel title={words.title} lead={words.lead}>
      <Face />
      <Moves run={run} />
      <SetForm run={run} />
      <Expiry run={run} />
      <Failure error={error} />
    </Panel>
  )
}

function Face() {
  const time = useMockTime()
  return (
    <Group gap="sm">
      <Text size="xl" fw={600}>
        <MockTime hasDate />
      </Text>
      <Code>{time === undefined ? '' : new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')}</Code>
      <Drift />
    </Group>
  )
}

function Drift() {
  const { clock: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const clock = useClock()
  if (!clock) return null
  const drift = (clock.ahead > 0 ? words.ahead : words.behind)(spanOf(clock.ahead, language))
  const text = clock.frozen ? words.paused : isMoved(clock) ? drift : words.asMachine
  return (
    <Badge color={isMoved(clock) ? 'orange' : 'gray'} variant="light" tt="none" aria-live="polite">
      {text}
    </Badge>
  )
}

function Moves({ run }: { run: Run }) {
  const { clock: words } = useWords()
  const isFrozen = useClock()?.frozen === true
  const act = (call: string, body?: unknown) => run(() => control(call, body))
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => act('PUT /clock', { frozen: !isFrozen })}>
        {isFrozen ? words.resume : words.pause}
      </Button>
      {(['minute', 'hour', 'day'] as const).map(step => (
        <Button
          key={step}
          variant="default"
          onClick={() => act('POST /clock/advance', { seconds: STEPS[step] })}
        >
          {words.steps[step]}
        </Button>
      ))}
      <Button variant="default" onClick={() => act('DELETE /clock')}>
        {words.reset}
      </Button>
    </Group>
  )
}

/** Sets the clock. The field follows the clock until it is touched. */
function SetForm({ run }: { run: Run }) {
  const { clock: words } = useWords()
  const time = useMockTime()
  const current = time === undefined ? '' : toLocalInput(time)
  const [draft, setDraft] = useState<string>()
  const set = (event: FormEvent) => {
    event.preventDefault()
    const now = fromLocalInput(draft ?? current)
    if (now !== undefined)
      run(
        () => control('PUT /clock', { now }),
        () => setDraft(undefined)
      )
  }
  return (
    <form onSubmit={set}>
      <Group gap="xs" align="flex-end">
        <TextInput
          type="datetime-local"
          step={1}
          required
          withAsterisk={false}
          label={words.set}
          description={words.setHelp(Intl.DateTimeFormat().resolvedOptions().timeZone)}
          value={draft ?? current}
          onFocus={() => setDraft(draft => draft ?? current)}
          onChange={event => setDraft(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {words.setNow}
        </Button>
      </Group>
    </form>
  )
}

function Expiry({ run }: { run: Run }) {
  const { clock: words } = useWords()
  const act = (call: string, message: string) =>
    run(
      () => control(call),
      () => notifications.show({ message })
    )
  return (
    <Group gap="xs">
      <Button variant="default" onClick={() => act('POST /nonces/expire', words.noncesExpired)}>
        {words.expireNonces}
      </Button>
      <Button variant="default" onClick={() => act('POST /tokens/revoke', words.tokensRevoked)}>
        {words.revokeTokens}
      </Button>
    </Group>
  )
}

import { Badge, Button, Code, Group, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { fromLocalInput, isMoved, spanOf, toLocalInput } from '../data/clock.ts'
import { control } from '../data/control.ts'
import { useClock } from '../data/queries.ts'
import { type Run, useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { MockTime, useMockTime } from '../parts/mock-time.tsx'
import { Panel } from '../parts/panel.tsx'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Seconds. */
const STEPS = { minute: 60, hour: 3600, day: 86_400 } as const

/** The mock's time, what moves it, and credentials that expire with time. */
export function ClockPanel() {
  const { clock: words } = useWords()
  const isFrozen = useClock()?.frozen === true
  const { run, error } = useAction('clock', 'faults')
  const button = (label: string, call: string, body?: unknown, done?: string) => (
    <Button key={label} variant="default" onClick={() => run(() => control(call, body), done)}>
      {label}
    </Button>
  )
  return (
    <Panel title={words.title} lead={words.lead}>
      <Face />
      <Group gap="xs">
        {button(isFrozen ? words.resume : words.pause, 'PUT /clock', { frozen: !isFrozen })}
        {(['minute', 'hour', 'day'] as const).map(step =>
          button(words.steps[step], 'POST /clock/advance', { seconds: STEPS[step] })
        )}
        {button(words.reset, 'DELETE /clock')}
      </Group>
      <SetForm run={run} />
      <Group gap="xs">
        {button(words.expireNonces, 'POST /nonces/expire', undefined, words.noncesExpired)}
        {button(words.revokeTokens, 'POST /tokens/revoke', undefined, words.tokensRevoked)}
      </Group>
      <Failure error={error} />
    </Panel>
  )
}

function Face() {
  const { clock: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const clock = useClock()
  const time = useMockTime()
  if (!clock || time === undefined) return null
  const drift = (clock.ahead > 0 ? words.ahead : words.behind)(spanOf(clock.ahead, language))
  return (
    <Group gap="sm">
      <Text size="xl" fw={600}>
        <MockTime hasDate />
      </Text>
      <Code>{new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')}</Code>
      <Badge color={isMoved(clock) ? 'orange' : 'gray'} variant="light" tt="none" aria-live="polite">
        {clock.frozen ? words.paused : isMoved(clock) ? drift : words.asMachine}
      </Badge>
    </Group>
  )
}

/** Sets the clock. The field follows the clock until it is touched. */
function SetForm({ run }: { run: Run }) {
  const { clock: words } = useWords()
  const time = useMockTime()
  const current = time === undefined ? '' : toLocalInput(time)
  const [touched, setTouched] = useState<string>()
  const set = (event: FormEvent) => {
    event.preventDefault()
    const now = fromLocalInput(touched ?? current)
    run(
      () => control('PUT /clock', { now }),
      () => setTouched(undefined)
    )
  }
  return (
    <form onSubmit={set}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          type="datetime-local"
          step={1}
          min="1970-01-02T00:00:00"
          max="2104-12-31T23:59:59"
          required
          withAsterisk={false}
          flex="0 1 16rem"
          miw={0}
          label={words.set}
          description={words.setHelp(Intl.DateTimeFormat().resolvedOptions().timeZone)}
          value={touched ?? current}
          onFocus={() => setTouched(touched ?? current)}
          onChange={event => setTouched(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" flex="none">
          {words.setNow}
        </Button>
      </Group>
    </form>
  )
}

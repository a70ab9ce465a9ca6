import { Button, Group, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { fromLocalInput, spanOf, toLocalInput } from '../data/clock.ts'
import { control } from '../data/control.ts'
import { useClock } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { ClockBadge, MockTime, useMockTime } from '../parts/mock-time.tsx'
import { Panel } from '../parts/panel.tsx'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** A minute, an hour and a day, in seconds. */
const STEPS = [60, 3600, 86_400]

/** Shows the mock's time, and controls to change it. */
export function ClockPanel() {
  const { clock: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const isFrozen = useClock()?.frozen === true
  const time = useMockTime() ?? 0
  // The field follows the clock until it has the focus.
  const [touched, setTouched] = useState<string>()
  const value = touched ?? toLocalInput(time)
  const { run, error, isPending } = useAction()
  const set = (event: FormEvent) => {
    event.preventDefault()
    run(
      () => control('PUT /clock', { now: fromLocalInput(value) }),
      () => setTouched(undefined)
    )
  }
  const button = (label: string, call: string, body?: unknown) => (
    <Button
      key={label}
      variant="default"
      aria-disabled={isPending}
      onClick={() => run(() => control(call, body))}
    >
      {label}
    </Button>
  )
  return (
    <Panel title={words.title}>
      <Group gap="sm" aria-live="polite">
        <Text size="xl" fw={600}>
          <MockTime hasDate />
        </Text>
        <ClockBadge />
      </Group>
      <Group gap="xs">
        {button(isFrozen ? words.resume : words.pause, 'PUT /clock', { frozen: !isFrozen })}
        {STEPS.map(seconds =>
          button(`+${spanOf(seconds * 1000, language)}`, 'POST /clock/advance', { seconds })
        )}
        {button(words.reset, 'DELETE /clock')}
      </Group>
      <form onSubmit={set}>
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            // Not datetime-local, whose clock format is the browser's.
            pattern="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
            placeholder="YYYY-MM-DD hh:mm:ss"
            required
            withAsterisk={false}
            miw={0}
            label={words.localTime}
            value={value}
            onFocus={() => setTouched(value)}
            onChange={event => setTouched(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" flex="none">
            {words.set}
          </Button>
        </Group>
      </form>
      <Failure error={error} />
    </Panel>
  )
}

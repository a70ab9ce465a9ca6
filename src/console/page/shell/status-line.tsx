import { Anchor, Badge, Box, Button, CloseButton, Group, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useRef } from 'react'
import { isMoved, spanOf } from '../data/clock.ts'
import { control, queryClient } from '../data/control.ts'
import { useIdentity } from '../data/identity.ts'
import { usePreferences } from '../data/preferences.ts'
import { useClock, useFaults, useReach } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { removeFault } from '../faults/remove-fault.ts'
import { useFaultText } from '../faults/use-fault-text.ts'
import { MockTime } from '../parts/mock-time.tsx'
import { useWords } from '../words/words.ts'

/** Faults that fit into the line. */
const SHOWN = 2

/** One line on every view: what changes the mock's responses now. */
export function StatusLine() {
  const { status, shell } = useWords()
  const reach = useReach()
  const link = useRef<HTMLAnchorElement>(null)
  const { mutate, isPending, isError } = useMutation({
    mutationFn: (action: () => Promise<void>) => action(),
    onSettled: () => {
      // The pressed button is removed with what it switched off.
      link.current?.focus()
      return queryClient.invalidateQueries()
    }
  })
  if (reach === 'starting') return <Box h={36} />
  return (
    <Group
      component="section"
      aria-label={status.name}
      className="status"
      px={{ base: 'xs', sm: 'md' }}
      gap="xs"
      wrap="nowrap"
      h={36}
    >
      <Group gap="xs" wrap="nowrap" flex={1} miw={0} aria-live="polite">
        {reach === 'unreachable' && <Badge color="red">{status.noResponse}</Badge>}
        {reach === 'ready' && <ActiveSettings isBusy={isPending} run={mutate} />}
        {isError && <Text c="red">{status.failed}</Text>}
      </Group>
      {reach === 'ready' && (
        <Anchor ref={link} href={hrefOf('faults')} size="sm" style={{ whiteSpace: 'nowrap' }}>
          {shell.views.faults}
        </Anchor>
      )}
    </Group>
  )
}

interface Actions {
  isBusy: boolean
  run: (action: () => Promise<void>) => void
}

function ActiveSettings(actions: Actions) {
  const { status } = useWords()
  const faults = useFaults().filter(({ ended }) => !ended)
  const clock = useClock()
  const identity = useIdentity()
  if (!clock) return null
  const isClockMoved = isMoved(clock)
  return (
    <>
      {faults.length === 0 && !isClockMoved && (
        <Text size="sm" c="dimmed" className="one-line">
          {status.quiet} · <MockTime />
        </Text>
      )}
      <ActiveFaults {...actions} />
      {isClockMoved && <MovedClock {...actions} />}
      {identity?.sandboxName !== undefined && (
        <Badge color="blue" variant="light" tt="none">
          {status.sandbox(identity.sandboxName)}
        </Badge>
      )}
    </>
  )
}

function ActiveFaults({ isBusy, run }: Actions) {
  const { status, faultText } = useWords()
  const describe = useFaultText()
  const faults = useFaults().filter(({ ended }) => !ended)
  return (
    <>
      {faults.slice(0, SHOWN).map(fault => {
        const text = describe(fault)
        return (
          <Item key={fault.id} color="red" text={`${text} · ${faultText.fired(fault.hits)}`}>
            <CloseButton
              size="sm"
              disabled={isBusy}
              aria-label={status.remove(text)}
              onClick={() => run(() => removeFault(fault))}
            />
          </Item>
        )
      })}
      {faults.length > SHOWN && (
        <Anchor href={hrefOf('faults')} size="sm">
          {status.more(faults.length - SHOWN)}
        </Anchor>
      )}
    </>
  )
}

function MovedClock({ isBusy, run }: Actions) {
  const { status } = useWords()
  const language = usePreferences(({ language }) => language)
  const clock = useClock()
  if (!clock) return null
  const { frozen, ahead } = clock
  const drift = (ahead > 0 ? status.ahead : status.behind)(spanOf(ahead, language))
  const end = () => (frozen ? control('PUT /clock', { frozen: false }) : control('DELETE /clock'))
  return (
    <Item color="orange" text={frozen ? status.paused : drift}>
      <Button size="compact-xs" variant="default" disabled={isBusy} onClick={() => run(end)} flex="none">
        {frozen ? status.resume : status.resetClock}
      </Button>
    </Item>
  )
}

/** A badge with a button that ends what it names. */
function Item({ color, text, children }: { color: string; text: string; children: ReactNode }) {
  return (
    <Group gap={2} wrap="nowrap" miw={0}>
      <Badge color={color} variant="light" tt="none" miw={0} title={text}>
        {text}
      </Badge>
      {children}
    </Group>
  )
}

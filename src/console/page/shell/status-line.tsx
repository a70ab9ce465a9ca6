import { Anchor, Badge, Box, Button, CloseButton, Group, Text, useMatches } from '@mantine/core'
import { type ReactNode, useRef } from 'react'
import { isMoved, spanOf } from '../data/clock.ts'
import { control } from '../data/control.ts'
import { useIdentity } from '../data/identity.ts'
import { useClock, useFaults, useReach } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { useAction } from '../data/use-action.ts'
import { removeFault } from '../faults/remove-fault.ts'
import { MockTime } from '../parts/mock-time.tsx'
import { useFaultText } from '../parts/use-fault-text.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** One line on every view: what changes the mock's responses now. */
export function StatusLine() {
  const { status, shell } = useWords()
  const reach = useReach()
  const line = useRef<HTMLDivElement>(null)
  const { run, error } = useAction('faults', 'clock')
  // The pressed button disappears with what it ends.
  const end = (action: () => Promise<void>) => run(action, () => line.current?.focus())
  if (reach === 'starting') return <Box h={36} />
  return (
    <Group
      component="section"
      aria-label={status.name}
      ref={line}
      tabIndex={-1}
      className="status"
      px={{ base: 'xs', sm: 'md' }}
      gap="xs"
      wrap="nowrap"
      h={36}
    >
      <Group gap="xs" wrap="nowrap" flex={1} miw={0} aria-live="polite">
        {reach === 'unreachable' && <Badge color="red">{status.noResponse}</Badge>}
        {reach === 'ready' && <ActiveSettings end={end} />}
        {!!error && (
          <Text size="sm" c="red" className="one-line">
            {status.failed}
          </Text>
        )}
      </Group>
      {reach === 'ready' && (
        <Anchor href={hrefOf('faults')} size="sm" visibleFrom="sm">
          {shell.views.faults}
        </Anchor>
      )}
    </Group>
  )
}

interface Actions {
  end: (action: () => Promise<void>) => void
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
        <Badge color="blue" variant="light" tt="none" visibleFrom="sm">
          {status.sandbox(identity.sandboxName)}
        </Badge>
      )}
    </>
  )
}

function ActiveFaults({ end }: Actions) {
  const { status, faultText } = useWords()
  const describe = useFaultText()
  const faults = useFaults().filter(({ ended }) => !ended)
  const shown = useMatches({ base: 1, sm: 2 })
  return (
    <>
      {faults.slice(0, shown).map(fault => {
        const text = describe(fault)
        return (
          <Item
            key={fault.id}
            color="red"
            miw="6rem"
            text={text}
            detail={` · ${faultText.fired(fault.hits)}`}
          >
            <CloseButton
              size="sm"
              aria-label={status.remove(text)}
              onClick={() => end(() => removeFault(fault))}
            />
          </Item>
        )
      })}
      {faults.length > shown && (
        <Anchor href={hrefOf('faults')} size="sm" flex="none">
          {status.more(faults.length - shown)}
        </Anchor>
      )}
    </>
  )
}

function MovedClock({ end }: Actions) {
  const { status } = useWords()
  const language = usePreferences(({ language }) => language)
  const clock = useClock()
  if (!clock) return null
  const { frozen, ahead } = clock
  const drift = (ahead > 0 ? status.ahead : status.behind)(spanOf(ahead, language))
  const letRun = () => (frozen ? control('PUT /clock', { frozen: false }) : control('DELETE /clock'))
  return (
    <Item
      color="orange"
      miw="11.5rem"
      text={frozen ? status.paused : drift}
      detail={
        <Box component="span" visibleFrom="sm">
          {' · '}
          <MockTime />
        </Box>
      }
    >
      <Button size="compact-xs" variant="default" onClick={() => end(letRun)} flex="none">
        {frozen ? status.resume : status.resetClock}
      </Button>
    </Item>
  )
}

/** A badge with a button that ends what it names. @param detail changes often, so it is not announced */
function Item({
  color,
  miw,
  text,
  detail,
  children
}: {
  color: string
  miw: string
  text: string
  detail: ReactNode
  children: ReactNode
}) {
  return (
    <Group gap={2} wrap="nowrap" miw={miw}>
      <Badge color={color} variant="light" tt="none" miw={0} title={text}>
        {text}
        <span aria-live="off">{detail}</span>
      </Badge>
      {children}
    </Group>
  )
}

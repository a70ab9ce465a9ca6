import { Anchor, Badge, Button, Group, Text } from '@mantine/core'
import { useRef } from 'react'
import type { Fault } from '../../../../types/wire.d.ts'
import { control } from '../data/control.ts'
import { useIdentity } from '../data/identity.ts'
import { useControlPlaneState, useFaults } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { useAction } from '../data/use-action.ts'
import { ClockBadge, MockTime } from '../parts/mock-time.tsx'
import { useFaultText } from '../parts/use-fault-text.ts'
import { useWords } from '../words/words.ts'

/** Shows active faults and the clock in the header; on a narrow screen, at its bottom. */
export function Status() {
  const { status } = useWords()
  const isReady = useControlPlaneState() === 'ready'
  const region = useRef<HTMLDivElement>(null)
  return (
    <Group
      component="section"
      ref={region}
      tabIndex={-1}
      aria-label={status.name}
      className="status"
      wrap="nowrap"
      gap="xs"
    >
      {/* Exists before what it announces. */}
      <Group gap="xs" wrap="nowrap" miw={0} aria-live="polite">
        {isReady && <ActiveSettings onTurnedOff={() => region.current?.focus()} />}
      </Group>
      {isReady && (
        <Text size="sm" c="dimmed" flex="none" visibleFrom="md">
          <MockTime />
        </Text>
      )}
    </Group>
  )
}

/** @param onTurnedOff called when the button that had the focus may be gone */
function ActiveSettings({ onTurnedOff }: { onTurnedOff: () => void }) {
  const { status, faults: words } = useWords()
  const describe = useFaultText()
  const identity = useIdentity()
  const active = useFaults().filter(({ ended }) => !ended)
  // Faults of other sandboxes do not affect this identity.
  const isForeign = ({ sandbox }: Fault) => sandbox !== null && sandbox !== identity?.organization
  const [fault, ...others] = active.sort((a, b) => Number(isForeign(a)) - Number(isForeign(b)))
  const text = fault && describe(fault)
  const { run, isPending } = useAction()
  return (
    <>
      {fault && (
        <>
          <Badge color="red" variant="light" tt="none" miw={80} title={text}>
            {text}
          </Badge>
          {/* Changes too often to be announced. */}
          <Text size="sm" flex="none" aria-live="off">
            {words.fired(fault.hits, fault.when?.first)}
          </Text>
          <Button
            size="compact-xs"
            aria-disabled={isPending}
            variant="default"
            flex="none"
            onClick={() => run(() => control(`DELETE /faults/${fault.id}`), onTurnedOff)}
          >
            {words.turnOff}
          </Button>
        </>
      )}
      {others.length > 0 && (
        <Anchor href={hrefOf('faults')} size="sm" flex="none">
          {status.more(others.length)}
        </Anchor>
      )}
      <ClockBadge />
    </>
  )
}

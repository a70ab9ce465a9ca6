import { Anchor, Badge, Group, Text } from '@mantine/core'
import { isMoved } from '../data/clock.ts'
import { useIdentity } from '../data/identity.ts'
import { useClock, useControlPlaneState, useFaults } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { ClockBadge, MockTime } from '../parts/mock-time.tsx'
import { useFaultText } from '../parts/use-fault-text.ts'
import { useWords } from '../words/words.ts'

/** Shows active faults, the clock and the sandbox in one line on every view. */
export function StatusLine() {
  const { status, shell } = useWords()
  const isReady = useControlPlaneState() === 'ready'
  return (
    <Group
      component="section"
      aria-label={status.name}
      className="status"
      px={{ base: 'xs', sm: 'md' }}
      wrap="nowrap"
      justify="space-between"
      h={36}
    >
      {isReady && <ActiveSettings />}
      {isReady && (
        <Anchor href={hrefOf('faults')} size="sm" visibleFrom="sm" flex="none">
          {shell.views.faults}
        </Anchor>
      )}
    </Group>
  )
}

function ActiveSettings() {
  const { status, faults: words } = useWords()
  const describe = useFaultText()
  const [fault, ...others] = useFaults().filter(({ ended }) => !ended)
  const clock = useClock()
  const sandbox = useIdentity()?.sandboxName
  if (!clock) return null
  return (
    <Group gap="xs" wrap="nowrap" miw={0} aria-live="polite">
      {!fault && !isMoved(clock) && (
        <Text size="sm" c="dimmed" className="one-line">
          {status.quiet} · <MockTime />
        </Text>
      )}
      {fault && (
        <Badge color="red" variant="light" tt="none" miw={0} title={describe(fault)}>
          {describe(fault)}
          {/* Changes too often to be announced. */}
          <span aria-live="off"> · {words.fired(fault.hits)}</span>
        </Badge>
      )}
      {others.length > 0 && (
        <Anchor href={hrefOf('faults')} size="sm" flex="none">
          {status.more(others.length)}
        </Anchor>
      )}
      <ClockBadge />
      {sandbox !== undefined && (
        <Badge color="blue" variant="light" tt="none" visibleFrom="sm">
          {status.sandbox(sandbox)}
        </Badge>
      )}
    </Group>
  )
}

import { Button, Group, Table, Text } from '@mantine/core'
import { useRef } from 'react'
import type { Fault } from '../../../../types/wire.d.ts'
import { control } from '../data/control.ts'
import { useFaults } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useFaultText } from '../parts/use-fault-text.ts'
import { useWords } from '../words/words.ts'
import { presetOf } from './presets.ts'
import { removeFault } from './remove-fault.ts'

/** All faults of the mock, whichever client created them. */
export function FaultTable() {
  const { faults: words } = useWords()
  const faults = useFaults()
  const heading = useRef<HTMLHeadingElement>(null)
  const { run, error } = useAction('faults')
  const remove = (action: () => Promise<unknown>) => run(action, () => heading.current?.focus())
  return (
    <Panel title={words.list} headingRef={heading}>
      {faults.length === 0 ? (
        <Text size="sm">{words.empty}</Text>
      ) : (
        <Table verticalSpacing={6} horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.fault}</Table.Th>
              <Table.Th>{words.hits}</Table.Th>
              <Table.Th aria-label={words.remove} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {faults.map(fault => (
              <Row key={fault.id} fault={fault} onRemove={() => remove(() => removeFault(fault))} />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Failure error={error} />
      {faults.length > 0 && (
        <Group justify="flex-end">
          <Button variant="default" onClick={() => remove(() => control('DELETE /faults'))}>
            {words.removeAll}
          </Button>
        </Group>
      )}
    </Panel>
  )
}

function Row({ fault, onRemove }: { fault: Fault; onRemove: () => void }) {
  const { faults: words } = useWords()
  const text = useFaultText()(fault)
  const hasName = fault.name !== undefined && presetOf(fault) === undefined
  return (
    <Table.Tr {...(fault.ended && { c: 'dimmed' })}>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {hasName && (
          <Text size="sm" fw={600}>
            {fault.name}
          </Text>
        )}
        {text}
        {fault.ended && ` · ${words.over}`}
      </Table.Td>
      <Table.Td>{fault.hits === 0 ? words.neverFired : fault.hits}</Table.Td>
      <Table.Td ta="end">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={words.removeWhat(hasName ? `${fault.name}` : text)}
          onClick={onRemove}
        >
          {words.remove}
        </Button>
      </Table.Td>
    </Table.Tr>
  )
}

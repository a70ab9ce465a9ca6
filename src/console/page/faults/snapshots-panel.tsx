import { Button, Group, Table, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useRef, useState } from 'react'
import { control } from '../data/control.ts'
import { useSnapshots } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'

/** Takes, restores and deletes snapshots of the whole state. */
export function SnapshotsPanel() {
  const { snapshots: words } = useWords()
  const heading = useRef<HTMLHeadingElement>(null)
  const snapshots = useSnapshots()
  const { run, error } = useAction()
  const [name, setName] = useState('')
  const take = (event: FormEvent) => {
    event.preventDefault()
    run(
      () => control('POST /snapshots', { name: name.trim() }),
      () => setName('')
    )
  }
  return (
    <Panel title={words.title} lead={words.lead} headingRef={heading}>
      <form onSubmit={take}>
        <Group gap="xs" align="flex-end">
          <TextInput
            label={words.name}
            value={name}
            required
            withAsterisk={false}
            pattern="[A-Za-z0-9_\-][A-Za-z0-9._\-]{0,99}"
            title={words.nameHelp}
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default">
            {words.take}
          </Button>
        </Group>
      </form>
      {snapshots.length === 0 ? (
        <Text size="sm">{words.empty}</Text>
      ) : (
        <Table verticalSpacing={6} horizontalSpacing="xs" aria-label={words.title}>
          <Table.Tbody>
            {snapshots.map(({ name }) => (
              <Row
                key={name}
                name={name}
                onRestore={() =>
                  run(
                    () => control(`POST /snapshots/${name}/restore`),
                    () => notifications.show({ message: words.restored(name) })
                  )
                }
                onDelete={() =>
                  run(
                    () => control(`DELETE /snapshots/${name}`),
                    () => heading.current?.focus()
                  )
                }
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Failure error={error} />
    </Panel>
  )
}

function Row({ name, onRestore, onDelete }: { name: string; onRestore: () => void; onDelete: () => void }) {
  const { snapshots: words, common } = useWords()
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{name}</Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={words.restoreWhat(name)}
            onClick={onRestore}
          >
            {words.restore}
          </Button>
          <Button size="compact-sm" variant="default" aria-label={words.deleteWhat(name)} onClick={onDelete}>
            {common.delete}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

import { Button, Code, Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useRef, useState } from 'react'
import type { Sandbox } from '../../../../types/wire.d.ts'
import { useSandboxList } from '../data/queries.ts'
import { useWords } from '../words/words.ts'
import { DeleteModal } from './delete-modal.tsx'
import { useOwners } from './owners.ts'
import { SandboxRow } from './sandbox-row.tsx'

/** Sandboxes shown at first; test runs create hundreds. */
const SHOWN = 20

/** Lists the sandboxes, the newest first. */
export function SandboxList() {
  const sandboxes = useSandboxList()
  const region = useRef<HTMLDivElement>(null)
  const [toDelete, setToDelete] = useState<Sandbox>()
  const [isOpen, { open, close }] = useDisclosure()
  const confirm = (sandbox: Sandbox) => {
    setToDelete(sandbox)
    open()
  }
  return (
    <div ref={region} tabIndex={-1} style={{ outline: 'none' }}>
      {!sandboxes && <Skeleton h={140} />}
      {sandboxes?.length === 0 && <Empty />}
      {sandboxes && sandboxes.length > 0 && <SandboxTable sandboxes={sandboxes} onDelete={confirm} />}
      <DeleteModal
        sandbox={toDelete}
        isOpen={isOpen}
        onClose={close}
        // The button that opened the dialog is deleted with its row.
        onDeleted={() => region.current?.focus()}
      />
    </div>
  )
}

function SandboxTable({
  sandboxes,
  onDelete
}: {
  sandboxes: readonly Sandbox[]
  onDelete: (sandbox: Sandbox) => void
}) {
  const { sandboxes: words, shell } = useWords()
  const [areAllShown, setAllShown] = useState(false)
  const owners = useOwners()
  const shown = sandboxes.toReversed().slice(0, areAllShown ? undefined : SHOWN)
  return (
    <Stack align="flex-start">
      <Table verticalSpacing="xs" aria-label={shell.views.sandboxes}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.name}</Table.Th>
            <Table.Th visibleFrom="md">{words.id}</Table.Th>
            <Table.Th visibleFrom="sm">{words.projects}</Table.Th>
            <Table.Th visibleFrom="sm">{words.created}</Table.Th>
            <Table.Th ta="end">{words.actions}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(sandbox => (
            <SandboxRow
              key={sandbox.id}
              sandbox={sandbox}
              owner={owners.get(sandbox.id)}
              onDelete={() => onDelete(sandbox)}
            />
          ))}
        </Table.Tbody>
      </Table>
      {shown.length < sandboxes.length && (
        <Button variant="default" onClick={() => setAllShown(true)}>
          {words.showAll(sandboxes.length)}
        </Button>
      )}
    </Stack>
  )
}

function Empty() {
  const { sandboxes: words } = useWords()
  return (
    <Paper withBorder p="sm">
      <Title order={2} size="h5">
        {words.empty}
      </Title>
      <Text size="sm" maw="70ch">
        {words.emptyText} <Code>POST /_mock/v1/sandboxes</Code>
      </Text>
    </Paper>
  )
}

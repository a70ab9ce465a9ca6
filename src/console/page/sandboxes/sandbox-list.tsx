import { Button, Code, Group, Skeleton, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useRef, useState } from 'react'
import type { Sandbox } from '../../../../types/wire.d.ts'
import { control, queryClient } from '../data/control.ts'
import { useIdentities, useIdentity, useSelect } from '../data/identity.ts'
import { useNew } from '../data/new.ts'
import { useSandboxList } from '../data/queries.ts'
import { go, NO_SELECTION, setParams } from '../data/route.ts'
import { useAction } from '../data/use-action.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Failure } from '../parts/failure.tsx'
import { dateTime, list } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Lists the sandboxes, newest first. */
export function SandboxList() {
  const { sandboxes: words, shell, common } = useWords()
  const sandboxes = useSandboxList()
  const mark = useNew(
    'sandboxes',
    sandboxes?.map(({ id }) => id)
  )
  const identity = useIdentity()
  const region = useRef<HTMLDivElement>(null)
  const [toDelete, setToDelete] = useState<Sandbox>()
  const [isOpen, { open, close }] = useDisclosure()
  const { run, error } = useAction()
  const isDeleted = !sandboxes?.some(({ id }) => id === toDelete?.id)
  const remove = () =>
    run(async () => {
      await control(`DELETE /sandboxes/${toDelete?.id}`)
      if (identity?.organization === toDelete?.id) setParams(NO_SELECTION)
      // Before the dialog returns the focus to the deleted row.
      await queryClient.invalidateQueries({ queryKey: ['sandboxes'] })
    }, close)
  return (
    <div ref={region} tabIndex={-1} style={{ outline: 'none' }}>
      {!sandboxes && <Skeleton h={140} />}
      {sandboxes?.length === 0 && (
        <Text size="sm">
          {words.empty} <Code>POST /_mock/v1/sandboxes</Code>
        </Text>
      )}
      <Table verticalSpacing="xs" aria-label={shell.views.sandboxes}>
        <Table.Tbody>
          {sandboxes?.toReversed().map(sandbox => (
            <Row
              key={sandbox.id}
              sandbox={sandbox}
              mark={mark(sandbox.id)}
              onDelete={() => {
                setToDelete(sandbox)
                open()
              }}
            />
          ))}
        </Table.Tbody>
      </Table>
      <Confirm
        title={toDelete ? words.deleteTitle(toDelete.name) : ''}
        text={words.deleteText}
        label={common.delete}
        isOpen={isOpen}
        onClose={close}
        // The button that opened the dialog is deleted with its row.
        onClosed={() => isDeleted && region.current?.focus()}
        onConfirm={remove}
      >
        <Failure error={error} />
      </Confirm>
    </div>
  )
}

function Row({ sandbox, mark, onDelete }: { sandbox: Sandbox; mark: object; onDelete: () => void }) {
  const { sandboxes: words, common } = useWords()
  const language = usePreferences(({ language }) => language)
  const { run, error } = useAction()
  const select = useSelect()
  const { id, name, projects, created } = sandbox
  // The owner's API key is the first identity of a sandbox.
  const owner = useIdentities().find(({ sandboxName, organization }) => sandboxName && organization === id)
  const names = projects.map(({ name }) => name)
  const use = () => {
    if (owner) select(owner, projects[0]?.id)
    go('integrations')
  }
  return (
    <Table.Tr {...mark}>
      <Table.Th
        scope="row"
        display={{ base: 'block', md: 'table-cell' }}
        style={{ overflowWrap: 'anywhere' }}
      >
        {name}
        <Text size="xs" c="dimmed">
          {list(names, language)} · {id} · {dateTime(created, language)}
        </Text>
        <Failure error={error} />
      </Table.Th>
      <Table.Td display={{ base: 'block', md: 'table-cell' }}>
        <Group justify="flex-end" gap="xs">
          {owner ? (
            <Button size="compact-sm" aria-label={words.actAs(name)} onClick={use}>
              {words.use}
            </Button>
          ) : (
            <Text size="xs" c="dimmed">
              {words.unknown}
            </Text>
          )}
          <Button
            size="compact-sm"
            variant="default"
            aria-label={words.resetWhat(name)}
            onClick={() => run(() => control(`POST /sandboxes/${id}/reset`), words.wasReset(name))}
          >
            {words.reset}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            c="red"
            aria-label={words.deleteWhat(name)}
            onClick={onDelete}
          >
            {common.delete}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}

import { Button, Code, Group, Table, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import type { Sandbox } from '../../../../types/wire.d.ts'
import type { Identity } from '../api/identity.ts'
import { control, queryClient } from '../data/control.ts'
import { Failure } from '../parts/failure.tsx'
import { dateTime, list } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { openAs } from './owners.ts'

/** Columns of the table. */
const COLUMNS = 5

/** A sandbox and its actions. @param owner undefined: its credentials are not known */
export function SandboxRow({
  sandbox,
  owner,
  onDelete
}: {
  sandbox: Sandbox
  owner: Identity | undefined
  onDelete: () => void
}) {
  const { sandboxes: words, common } = useWords()
  const language = usePreferences(({ language }) => language)
  const { id, name } = sandbox
  const projects = list(
    sandbox.projects.map(({ name }) => name),
    language
  )
  const created = dateTime(sandbox.created, language)
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => control(`POST /sandboxes/${id}/reset`),
    onSuccess() {
      notifications.show({ message: words.wasReset(name) })
      return queryClient.invalidateQueries()
    }
  })
  return (
    <>
      <Table.Tr>
        <Table.Td style={{ overflowWrap: 'anywhere' }}>
          {name}
          <Text size="xs" c="dimmed" hiddenFrom="md">
            {id}
          </Text>
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {projects} · {created}
          </Text>
        </Table.Td>
        <Table.Td visibleFrom="md">
          <Code>{id}</Code>
        </Table.Td>
        <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
          {projects}
        </Table.Td>
        <Table.Td visibleFrom="sm">{created}</Table.Td>
        <Table.Td>
          <Group justify="flex-end" gap="xs">
            {owner ? (
              <Button size="compact-sm" aria-label={words.actAs(name)} onClick={() => openAs(owner, sandbox)}>
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
              aria-disabled={isPending}
              onClick={() => !isPending && mutate()}
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
      {error && (
        <Table.Tr>
          <Table.Td colSpan={COLUMNS}>
            <Failure error={error} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  )
}

import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { control } from '../data/control.ts'
import { useSnapshots } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'

/** Takes, restores and deletes snapshots of the whole state. */
export function SnapshotsPanel() {
  const { snapshots: words, common } = useWords()
  const heading = useRef<HTMLHeadingElement>(null)
  const snapshots = useSnapshots()
  const { run, error } = useAction()
  const [name, setName] = useState('')
  const isTaken = snapshots.some(snapshot => snapshot.name === name)
  const take = (event: FormEvent) => {
    event.preventDefault()
    if (isTaken) return
    run(
      () => control('POST /snapshots', { name }),
      () => setName('')
    )
  }
  const button = (label: string, what: string, call: string, done: string | (() => void)) => (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={what}
      onClick={() => run(() => control(call), done)}
    >
      {label}
    </Button>
  )
  return (
    <Panel title={words.title} lead={words.lead} headingRef={heading}>
      <form onSubmit={take}>
        <Group gap="xs" align="flex-start" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={words.name}
            placeholder={words.name}
            value={name}
            required
            withAsterisk={false}
            pattern="[A-Za-z0-9_\-][A-Za-z0-9._\-]{0,99}"
            title={words.nameHelp}
            error={isTaken && words.nameTaken}
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" flex="none">
            {words.take}
          </Button>
        </Group>
      </form>
      <Stack component="ul" gap={6} m={0} p={0} aria-label={words.title}>
        {snapshots.map(({ name }) => (
          <Group component="li" key={name} gap="xs" wrap="nowrap">
            <Text size="sm" flex={1} style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Text>
            {button(
              words.restore,
              words.restoreWhat(name),
              `POST /snapshots/${name}/restore`,
              words.restored(name)
            )}
            {button(common.delete, words.deleteWhat(name), `DELETE /snapshots/${name}`, () =>
              heading.current?.focus()
            )}
          </Group>
        ))}
      </Stack>
      {snapshots.length === 0 && <Text size="sm">{words.empty}</Text>}
      <Failure error={error} />
    </Panel>
  )
}

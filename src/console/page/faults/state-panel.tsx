import { Button, FileButton, Group, List, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useRef } from 'react'
import type { State } from '../../../../types/wire.d.ts'
import { jsonOf } from '../api/json.ts'
import { control } from '../data/control.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'

/** Exports, imports and resets the whole state. */
export function StatePanel() {
  const { snapshots: words, common } = useWords()
  const { run, error } = useAction()
  const [isAsking, { open, close }] = useDisclosure()
  const resetFile = useRef<() => void>(null)
  const importFile = (file: File | null) => {
    // The same file can be selected again.
    resetFile.current?.()
    if (file) run(() => importState(file), words.imported)
  }
  return (
    <Panel title={words.state} lead={words.stateLead}>
      <Group gap="xs">
        <Button variant="default" onClick={() => run(exportState)}>
          {words.export}
        </Button>
        <FileButton accept=".json,application/json" resetRef={resetFile} onChange={importFile}>
          {props => (
            <Button variant="default" {...props}>
              {words.import}
            </Button>
          )}
        </FileButton>
        <Button variant="light" color="red" onClick={open}>
          {words.reset}
        </Button>
      </Group>
      <Failure error={error} />
      <Modal
        opened={isAsking}
        onClose={close}
        title={words.resetTitle}
        closeButtonProps={{ 'aria-label': common.close }}
      >
        <ResetForm onDone={close} />
      </Modal>
    </Panel>
  )
}

function ResetForm({ onDone }: { onDone: () => void }) {
  const { snapshots: words, common } = useWords()
  const { run, error } = useAction()
  const reset = () =>
    run(
      () => control('POST /reset'),
      () => {
        onDone()
        notifications.show({ message: words.resetDone })
      }
    )
  return (
    <Stack>
      <Text size="sm">{words.resetRemoves}</Text>
      <List size="sm">
        {Object.entries(words.removed).map(([name, text]) => (
          <List.Item key={name}>{text}</List.Item>
        ))}
      </List>
      <Text size="sm">{words.resetKeeps}</Text>
      <Failure error={error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {common.cancel}
        </Button>
        <Button color="red" onClick={reset}>
          {words.reset}
        </Button>
      </Group>
    </Stack>
  )
}

async function exportState(): Promise<void> {
  const state = await control<State>('GET /state')
  const url = URL.createObjectURL(new Blob([JSON.stringify(state, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'atlas-mock-state.json'
  link.click()
  URL.revokeObjectURL(url)
}

async function importState(file: File): Promise<void> {
  const text = await file.text()
  // The server rejects a text that is not JSON.
  await control('PUT /state', jsonOf(text) ?? text)
}

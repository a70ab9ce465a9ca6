import { Button, FileButton, Group, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import type { State } from '../../../../types/wire.d.ts'
import { jsonOf } from '../api/json.ts'
import { control } from '../data/control.ts'
import { useSnapshots } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { saveFile } from '../parts/save-file.ts'
import { useWords } from '../words/words.ts'

/** Takes and restores snapshots, exports and imports the state. */
export function StatePanel() {
  const { snapshots: words } = useWords()
  const { run, error } = useAction()
  const resetFile = useRef<() => void>(null)
  const importFile = (file: File | null) => {
    // Allows the same file to be selected again.
    resetFile.current?.()
    if (file) run(() => importState(file, words.notJson), words.imported)
  }
  return (
    <Panel title={words.title}>
      <Snapshots />
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
      </Group>
      <Failure error={error} />
    </Panel>
  )
}

function Snapshots() {
  const { snapshots: words } = useWords()
  const { run, error } = useAction()
  const [name, setName] = useState('')
  const snapshots = useSnapshots()
  const take = (event: FormEvent) => {
    event.preventDefault()
    run(
      () => control('POST /snapshots', { name }),
      () => setName('')
    )
  }
  return (
    <>
      <form onSubmit={take}>
        <Group gap="xs" wrap="nowrap">
          <TextInput
            flex={1}
            aria-label={words.name}
            placeholder={words.name}
            value={name}
            required
            onChange={event => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" flex="none">
            {words.take}
          </Button>
        </Group>
      </form>
      <Group gap="xs" display={snapshots.length === 0 ? 'none' : undefined}>
        {snapshots.map(({ name }) => (
          <Button
            key={name}
            variant="default"
            onClick={() => run(() => control(`POST /snapshots/${name}/restore`), words.restored(name))}
          >
            {words.restore(name)}
          </Button>
        ))}
      </Group>
      <Failure error={error} titles={{ 409: words.exists }} />
    </>
  )
}

async function exportState(): Promise<void> {
  const state = await control<State>('GET /state')
  saveFile('atlas-mock-state.json', new Blob([JSON.stringify(state, null, 2)], { type: 'application/json' }))
}

async function importState(file: File, notJson: string): Promise<void> {
  const state = jsonOf(await file.text())
  if (state === undefined) throw new Error(notJson)
  await control('PUT /state', state)
}

import { Button, Group } from '@mantine/core'
import { control } from '../data/control.ts'
import { useFaults } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'
import { faultBody, labelOf, PRESET_PREFIX, PRESETS } from './draft.ts'

/** Switches between preset faults: only one fault fires on a request. */
export function Presets() {
  const { faults: words } = useWords()
  const { run, error, isPending } = useAction()
  const existing = useFaults().filter(
    ({ name, sandbox }) => sandbox === null && name?.startsWith(PRESET_PREFIX)
  )
  return (
    <Panel title={words.presetsTitle}>
      <Group gap="xs">
        {PRESETS.map(([preset, draft]) => {
          const name = PRESET_PREFIX + preset
          const isActive = existing.some(fault => fault.name === name && !fault.ended)
          const toggle = async () => {
            await Promise.all(existing.map(({ id }) => control(`DELETE /faults/${id}`)))
            if (!isActive) await control('POST /faults', { name, ...faultBody(draft) })
          }
          return (
            <Button
              key={preset}
              variant={isActive ? 'filled' : 'default'}
              aria-pressed={isActive}
              aria-disabled={isPending}
              onClick={() => run(toggle)}
            >
              {labelOf(name, words)}
            </Button>
          )
        })}
      </Group>
      <Failure error={error} />
    </Panel>
  )
}

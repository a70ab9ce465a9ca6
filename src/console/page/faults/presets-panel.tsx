import { Checkbox, Select, SimpleGrid, Switch } from '@mantine/core'
import { useState } from 'react'
import { control } from '../data/control.ts'
import { useFaults } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useProjectOptions } from '../parts/project-options.ts'
import { useWords } from '../words/words.ts'
import { type Choice, faultOf, isOf, PRESET_NAMES, type Preset } from './presets.ts'

const CALLS = ['all', 'writes', 'reads'] as const

/** Switches preset faults on and off. */
export function Presets() {
  const { faults: words } = useWords()
  const [choice, setChoice] = useState<Choice>({ calls: 'all', project: null, isOnce: false })
  return (
    <Panel title={words.title}>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={words.calls}
          data={CALLS.map(value => ({ value, label: words.callsOf[value] }))}
          value={choice.calls}
          onChange={calls => setChoice({ ...choice, calls: calls as Choice['calls'] })}
          allowDeselect={false}
        />
        <Select
          label={words.fields.project}
          placeholder={words.anyProject}
          data={useProjectOptions()}
          value={choice.project}
          onChange={project => setChoice({ ...choice, project })}
          clearable
        />
      </SimpleGrid>
      <Checkbox
        label={words.once}
        checked={choice.isOnce}
        onChange={() => setChoice({ ...choice, isOnce: !choice.isOnce })}
      />
      {PRESET_NAMES.map(preset => (
        <PresetSwitch key={preset} preset={preset} choice={choice} />
      ))}
    </Panel>
  )
}

/** Each has its own action: others can be switched meanwhile. */
function PresetSwitch({ preset, choice }: { preset: Preset; choice: Choice }) {
  const { faults: words } = useWords()
  const { run, error } = useAction()
  const existing = useFaults().filter(fault => isOf(preset, fault))
  const isActive = existing.some(({ ended }) => !ended)
  const toggle = async () => {
    await Promise.all(existing.map(({ id }) => control(`DELETE /faults/${id}`)))
    if (!isActive) await control('POST /faults', faultOf(preset, choice))
  }
  return (
    <>
      <Switch label={words.presets[preset]} checked={isActive} onChange={() => run(toggle)} />
      <Failure error={error} />
    </>
  )
}

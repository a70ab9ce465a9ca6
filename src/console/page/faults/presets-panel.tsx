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
  const { run, error } = useAction()
  const faults = useFaults()
  const isActive = (preset: Preset) => faults.some(fault => isOf(preset, fault) && !fault.ended)
  const toggle = async (preset: Preset) => {
    const existing = faults.filter(fault => isOf(preset, fault))
    await Promise.all(existing.map(({ id }) => control(`DELETE /faults/${id}`)))
    if (!isActive(preset)) await control('POST /faults', faultOf(preset, choice))
  }
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
        <Switch
          key={preset}
          label={words.presets[preset]}
          checked={isActive(preset)}
          onChange={() => run(() => toggle(preset))}
        />
      ))}
      <Failure error={error} />
    </Panel>
  )
}

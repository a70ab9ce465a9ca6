import { Badge, Group, Select, SimpleGrid, Switch } from '@mantine/core'
import { useState } from 'react'
import { control } from '../data/control.ts'
import { useFaults } from '../data/queries.ts'
import { type Run, useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'
import { type Choice, faultOf, PRESET_NAMES, type Preset, presetOf } from './presets.ts'
import { removeFault } from './remove-fault.ts'
import { TryIt } from './try-it.tsx'
import { useProjectOptions } from './use-field-options.ts'

const CALLS = ['all', 'writes', 'reads'] as const

/** Faults with a switch. */
export function Presets() {
  const { faults: words } = useWords()
  const [choice, setChoice] = useState<Choice>({ calls: 'all', project: undefined, isOnce: false })
  const { run, error } = useAction('faults')
  return (
    <Panel title={words.title} lead={words.presetsLead}>
      <Choices choice={choice} onChange={setChoice} />
      {PRESET_NAMES.map(preset => (
        <PresetSwitch key={preset} preset={preset} choice={choice} run={run} />
      ))}
      <Failure error={error} />
      <TryIt />
    </Panel>
  )
}

function Choices({ choice, onChange }: { choice: Choice; onChange: (choice: Choice) => void }) {
  const { faults: words } = useWords()
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <Select
        label={words.calls}
        data={CALLS.map(value => ({ value, label: words.callsOf[value] }))}
        value={choice.calls}
        onChange={calls => onChange({ ...choice, calls: calls as Choice['calls'] })}
        allowDeselect={false}
      />
      <Select
        label={words.project}
        placeholder={words.anyProject}
        data={useProjectOptions()}
        value={choice.project ?? null}
        onChange={project => onChange({ ...choice, project: project ?? undefined })}
        clearable
      />
      <Select
        label={words.often}
        data={[
          { value: 'always', label: words.always },
          { value: 'once', label: words.once }
        ]}
        value={choice.isOnce ? 'once' : 'always'}
        onChange={often => onChange({ ...choice, isOnce: often === 'once' })}
        allowDeselect={false}
      />
    </SimpleGrid>
  )
}

function PresetSwitch({ preset, choice, run }: { preset: Preset; choice: Choice; run: Run }) {
  const { faults: words, faultText } = useWords()
  const existing = useFaults().filter(fault => presetOf(fault) === preset)
  const active = existing.find(({ ended }) => !ended)
  const toggle = async () => {
    await Promise.all(existing.map(removeFault))
    if (!active) await control('POST /faults', faultOf(preset, choice))
  }
  const { name, effect } = words.presets[preset]
  return (
    <Group wrap="nowrap" align="flex-start" justify="space-between" gap="xs">
      <Switch checked={!!active} onChange={() => run(toggle)} label={name} description={effect} />
      {existing[0] && (
        <Badge color={active ? 'red' : 'gray'} variant="light" tt="none" flex="none">
          {active ? faultText.fired(active.hits) : words.ended}
        </Badge>
      )}
    </Group>
  )
}

import { Accordion, Button, Group, Select, SimpleGrid, Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Effect } from '../../../../types/wire.d.ts'
import { control } from '../data/control.ts'
import { useSandboxes } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'
import {
  bodyOf,
  type Draft,
  EFFECT_FIELDS,
  type Field,
  MATCH_FIELDS,
  REQUIRED,
  WHEN_FIELDS
} from './draft.ts'
import { FaultField } from './fault-field.tsx'
import { useFieldOptions } from './use-field-options.ts'

const TYPES = Object.keys(EFFECT_FIELDS) as Effect['type'][]
const INITIAL: Draft = { type: 'status', stage: 'service' }

/** A form for any fault that the mock supports. */
export function CustomFault() {
  const { faults: words } = useWords()
  const [draft, setDraft] = useState(INITIAL)
  const { type, sandbox } = draft
  const { run, error } = useAction('faults')
  const options = useFieldOptions(type)
  const sandboxes = useSandboxes().map(({ id, name }) => ({ value: id, label: name }))
  const change = (values: Partial<Draft>) => setDraft({ ...draft, ...values })
  const add = (event: FormEvent) => {
    event.preventDefault()
    const call = sandbox ? `POST /sandboxes/${sandbox}/faults` : 'POST /faults'
    run(() => control(call, bodyOf(draft)), words.added)
  }
  const fields = (names: readonly Field[]) =>
    names.map(field => (
      <FaultField
        key={field}
        field={field}
        options={options[field]}
        value={draft[field] ?? ''}
        isRequired={REQUIRED[type] === field}
        onChange={value => change({ [field]: value })}
      />
    ))
  return (
    <Panel title={words.custom} lead={words.customLead}>
      <form onSubmit={add}>
        <Stack gap="sm">
          <Select
            label={words.effect}
            description={words.effects[type].text}
            data={TYPES.map(value => ({ value, label: words.effects[value].name }))}
            value={type}
            onChange={type => change({ type: type as Effect['type'] })}
            allowDeselect={false}
            maxDropdownHeight={400}
          />
          <Fields>{fields(EFFECT_FIELDS[type])}</Fields>
          <Accordion multiple variant="contained" order={3}>
            <Section name="match" title={words.match}>
              {fields(MATCH_FIELDS)}
              <Select
                label={words.sandbox}
                placeholder={words.wholeMock}
                data={sandboxes}
                value={sandbox || null}
                onChange={sandbox => change({ sandbox: sandbox ?? '' })}
                clearable
              />
            </Section>
            <Section name="when" title={words.when}>
              {fields(WHEN_FIELDS)}
            </Section>
          </Accordion>
          <Fields>{fields(['stage', 'name'])}</Fields>
          <Failure error={error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setDraft(INITIAL)}>
              {words.clear}
            </Button>
            <Button type="submit">{words.add}</Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

function Fields({ children }: { children: ReactNode }) {
  return <SimpleGrid cols={{ base: 1, xs: 2 }}>{children}</SimpleGrid>
}

function Section({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  return (
    <Accordion.Item value={name}>
      <Accordion.Control>{title}</Accordion.Control>
      <Accordion.Panel>
        <Fields>{children}</Fields>
      </Accordion.Panel>
    </Accordion.Item>
  )
}

import { Accordion, Button, Group, Select, SimpleGrid, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import type { Effect } from '../../../../types/wire.d.ts'
import { ControlFailure } from '../api/control.ts'
import { control } from '../data/control.ts'
import { useSandboxes } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'
import { bodyOf, type Draft, EFFECT_FIELDS, type Field, isRequired } from './draft.ts'
import { FaultField } from './fault-field.tsx'
import { useFieldOptions } from './use-field-options.ts'

const TYPES = Object.keys(EFFECT_FIELDS) as Effect['type'][]

const MATCH = [
  'match.operation',
  'match.integrationType',
  'match.project',
  'match.organization',
  'match.principal',
  'match.method',
  'match.path',
  'match.headers'
] as const

const WHEN = [
  'when.first',
  'when.after',
  'when.every',
  'when.probability',
  'when.seed',
  'when.until',
  'lasts'
] as const

const INITIAL: Draft = { type: 'status', stage: 'service' }

/** A form for any fault that the mock supports. */
export function CustomFault() {
  const { faults: words } = useWords()
  const [draft, setDraft] = useState(INITIAL)
  const { run, error } = useAction('faults')
  const sandboxes = useSandboxes().map(({ id, name }) => ({ value: id, label: name }))
  const change = (values: Partial<Draft>) => setDraft(draft => ({ ...draft, ...values }))
  const add = (event: FormEvent) => {
    event.preventDefault()
    const query = draft.sandbox ? `?sandbox=${draft.sandbox}` : ''
    run(
      () => control(`POST /faults${query}`, bodyOf(draft)),
      () => {
        setDraft(INITIAL)
        notifications.show({ message: words.added })
      }
    )
  }
  const fields = (names: readonly Field[]) => (
    <Fields names={names} draft={draft} error={error} onChange={change} />
  )
  return (
    <Panel title={words.custom} lead={words.customLead}>
      <form onSubmit={add}>
        <Stack gap="sm">
          <Select
            label={words.effect}
            description={words.effects[draft.type].text}
            data={TYPES.map(value => ({ value, label: words.effects[value].name }))}
            value={draft.type}
            onChange={type => change({ type: type as Effect['type'] })}
            allowDeselect={false}
          />
          {fields(EFFECT_FIELDS[draft.type])}
          <Accordion multiple variant="contained" order={3}>
            <Section title={words.match}>
              {fields(MATCH)}
              {sandboxes.length > 0 && (
                <Select
                  label={words.sandbox}
                  placeholder={words.wholeMock}
                  data={sandboxes}
                  value={draft.sandbox ?? null}
                  onChange={sandbox => change({ sandbox: sandbox ?? '' })}
                  clearable
                />
              )}
            </Section>
            <Section title={words.when}>{fields(WHEN)}</Section>
          </Accordion>
          {fields(['stage', 'name'])}
          <Failure error={error} />
          <Group justify="flex-end">
            <Button type="submit">{words.add}</Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <Accordion.Item value={title}>
      <Accordion.Control>{title}</Accordion.Control>
      <Accordion.Panel>
        <Stack gap="sm">{children}</Stack>
      </Accordion.Panel>
    </Accordion.Item>
  )
}

function Fields({
  names,
  draft,
  error,
  onChange
}: {
  names: readonly Field[]
  draft: Draft
  error: unknown
  onChange: (values: Partial<Draft>) => void
}) {
  const options = useFieldOptions(draft.type)
  const { errors = [] } = error instanceof ControlFailure ? error.problem : {}
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'end' }}>
      {names.map(field => (
        <FaultField
          key={field}
          field={field}
          options={options[field]}
          value={draft[field] ?? ''}
          isRequired={isRequired(field, draft.type)}
          isWrong={errors.some(({ path }) => path === `/${field.replaceAll('.', '/')}`)}
          onChange={value => onChange({ [field]: value })}
        />
      ))}
    </SimpleGrid>
  )
}

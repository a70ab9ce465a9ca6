import {
  Button,
  type ComboboxData,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ErrorList } from '../../../../types/wire.d.ts'
import { control } from '../data/control.ts'
import { usePrincipals, useTypes } from '../data/queries.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { useProjectOptions } from '../parts/project-options.ts'
import { useWords } from '../words/words.ts'
import { bodyOf, CONDITIONS, type Draft, EFFECTS, type Field, NUMBERS, nameOf } from './draft.ts'

const INITIAL: Draft = { type: 'status', stage: 'service' }

/** Creates any fault that the mock supports. */
export function CustomFault() {
  const { faults: words } = useWords()
  const [draft, setDraft] = useState(INITIAL)
  const { run, error } = useAction()
  const options = useOptions()
  const add = (event: FormEvent) => {
    event.preventDefault()
    run(() => control('POST /faults', bodyOf(draft)))
  }
  return (
    <Panel title={words.custom}>
      <form onSubmit={add}>
        <Stack gap="sm">
          <Select
            label={words.effect}
            data={Object.entries(words.effects).map(([value, label]) => ({ value, label }))}
            value={draft.type}
            onChange={type => setDraft({ ...draft, type: type as Draft['type'] })}
            allowDeselect={false}
            maxDropdownHeight={400}
          />
          <SimpleGrid cols={{ base: 2, sm: 3 }}>
            {[...EFFECTS[draft.type], ...CONDITIONS].map(field => (
              <FaultField
                key={field}
                field={field}
                options={options[field]}
                value={draft[field] ?? ''}
                onChange={value => setDraft({ ...draft, [field]: value ?? '' })}
              />
            ))}
          </SimpleGrid>
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

function FaultField({
  field,
  value,
  options,
  onChange
}: {
  field: Field
  value: string
  options: ComboboxData | undefined
  onChange: (value: string | null) => void
}) {
  const { faults: words } = useWords()
  const label = words.fields[nameOf(field)]
  if (options) {
    const isClearable = field !== 'stage'
    const choice = {
      rightSectionWidth: isClearable ? undefined : 26,
      searchable: isClearable,
      clearable: isClearable,
      allowDeselect: isClearable
    }
    return <Select {...choice} label={label} data={options} value={value || null} onChange={onChange} />
  }
  const text = {
    label,
    value,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  }
  if (field === 'effect.headers' || field === 'effect.body')
    return <Textarea {...text} autosize maxRows={10} />
  return <TextInput {...text} {...(NUMBERS.includes(field) && { type: 'number', min: 0, step: 'any' })} />
}

/** Returns the options of the form's selects. */
function useOptions(): Partial<Record<Field, ComboboxData>> {
  const { faults: words } = useWords()
  const { data: { results: errors } = { results: [] } } = useQuery({
    queryKey: ['types', 'errors'],
    queryFn: () => control<ErrorList>('GET /errors')
  })
  return {
    'effect.errorCode': errors.map(({ id }) => id),
    'match.operation': [...new Set(errors.flatMap(({ operations }) => operations))],
    'match.project': useProjectOptions(),
    'match.integrationType': useTypes().map(({ type }) => type),
    'match.principal': usePrincipals().data?.results.map(({ id }) => id) ?? [],
    'match.method': ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    stage: Object.entries(words.stages).map(([value, label]) => ({ value, label }))
  }
}

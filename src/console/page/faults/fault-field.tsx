import { type ComboboxData, Select, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePrincipals, useTypes } from '../data/queries.ts'
import { useProjectOptions } from '../parts/project-options.ts'
import { useWords } from '../words/words.ts'
import { type Field, NUMBERS, nameOf } from './fields.ts'
import { useErrors } from './use-errors.ts'

/** Shows a field of a fault outside the sentence. */
export function FaultField({
  field,
  isRequired = false,
  value,
  error,
  onChange
}: {
  field: Field
  isRequired?: boolean
  value: string
  error: ReactNode
  onChange: (value: string | null) => void
}) {
  const { faults: words } = useWords()
  const options = useOptions()[field]
  const input = {
    label: words.fields[nameOf(field)],
    required: isRequired,
    error
  }
  if (options) {
    return <Select {...input} data={options} value={value || null} onChange={onChange} searchable clearable />
  }
  const text = {
    ...input,
    value,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  }
  if (field === 'effect.headers' || field === 'effect.body')
    return <Textarea {...text} autosize maxRows={10} />
  return <TextInput {...text} inputMode={NUMBERS.includes(field) ? 'decimal' : 'text'} />
}

/** Returns the options of the form's selects. */
function useOptions(): Partial<Record<Field, ComboboxData>> {
  const { faults: words } = useWords()
  return {
    'effect.errorCode': useErrors().map(({ id }) => id),
    'match.project': useProjectOptions(),
    'match.integrationType': useTypes().map(({ type }) => type),
    'match.principal': usePrincipals().data?.results.map(({ id }) => id) ?? [],
    'match.method': ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    stage: Object.entries(words.stages).map(([value, label]) => ({ value, label }))
  }
}

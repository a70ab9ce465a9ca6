import { type ComboboxData, Select, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePrincipals, useTypes } from '../data/queries.ts'
import { NAMED_CALLS } from '../parts/describe-fault.ts'
import { useProjectOptions } from '../parts/project-options.ts'
import { useWords } from '../words/words.ts'
import { type Field, isNumeric, nameOf } from './fields.ts'
import { useErrors } from './use-errors.ts'

/** Shows a field of a fault. @param width in the sentence, which is its label */
export function FaultField({
  field,
  width,
  isRequired = false,
  value,
  error,
  onChange
}: {
  field: Field
  width?: string | undefined
  isRequired?: boolean
  value: string
  error: ReactNode
  onChange: (value: string | null) => void
}) {
  const { faults: words } = useWords()
  const options = useOptions()[field]
  const isInline = width !== undefined
  const label = words.fields[nameOf(field)]
  const input = {
    ...(isInline ? { 'aria-label': label, w: width } : { label }),
    required: isRequired,
    error
  }
  if (options) {
    return (
      <Select
        {...input}
        data={options}
        value={value || null}
        onChange={onChange}
        searchable
        clearable={!isInline}
        allowDeselect={!isInline}
        comboboxProps={{ width: 'max-content' }}
      />
    )
  }
  const text = {
    ...input,
    value,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  }
  if (field === 'effect.headers' || field === 'effect.body')
    return <Textarea {...text} autosize maxRows={10} />
  return (
    <TextInput
      {...text}
      placeholder={isInline ? '∞' : undefined}
      inputMode={isNumeric(field) ? 'decimal' : 'text'}
    />
  )
}

/** Returns the options of the form's selects. */
function useOptions(): Partial<Record<Field, ComboboxData>> {
  const { faults: words } = useWords()
  const errors = useErrors()
  const operations = new Set(errors.flatMap(({ operations }) => operations))
  return {
    'match.operation': [
      { value: 'all', label: words.callsOf.all },
      {
        group: words.callGroups.integrations,
        items: NAMED_CALLS.map(value => ({ value, label: words.callsOf[value] }))
      },
      { group: words.callGroups.others, items: [...operations].filter(id => !(id in words.callsOf)) }
    ],
    'effect.errorCode': errors.map(({ id }) => id),
    'match.project': useProjectOptions(),
    'match.integrationType': useTypes().map(({ type }) => type),
    'match.principal': usePrincipals().data?.results.map(({ id }) => id) ?? [],
    'match.method': ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    stage: Object.entries(words.stages).map(([value, label]) => ({ value, label }))
  }
}

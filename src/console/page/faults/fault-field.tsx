import { type ComboboxData, Select, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { type Field, isNumeric, nameOf } from './fields.ts'

/** Shows a field of a fault. @param width in the sentence, which is its label */
export function FaultField({
  field,
  options,
  width,
  isRequired = false,
  value,
  error,
  onChange
}: {
  field: Field
  /** To choose from; undefined: a text. */
  options: ComboboxData | undefined
  width?: string | undefined
  isRequired?: boolean
  value: string
  error: ReactNode
  onChange: (value: string | null) => void
}) {
  const { faults: words } = useWords()
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

import { Autocomplete, type ComboboxData, Select, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useWords } from '../words/words.ts'
import { type Field, KINDS } from './draft.ts'

const INPUTS: Readonly<Record<string, object>> = {
  number: { type: 'number', min: 0, step: 'any' },
  percent: { type: 'number', min: 0, max: 100, step: 'any' },
  time: { type: 'datetime-local', step: 1 }
}

/** A field of the form for a custom fault. @param options texts are suggestions, objects the only values */
export function FaultField({
  field,
  value,
  options,
  isRequired,
  onChange
}: {
  field: Field
  value: string
  options: ComboboxData | undefined
  isRequired: boolean
  onChange: (value: string) => void
}) {
  const { faults: words } = useWords()
  const kind = KINDS[field]
  const hints: Partial<Record<string, string>> = words.hints
  const common = {
    label: words.fields[field],
    required: isRequired,
    placeholder: hints[field] ?? hints[kind] ?? ''
  }
  if (kind === 'names') {
    const names = value === '' ? [] : value.split(',')
    return (
      <TagsInput {...common} data={options ?? []} value={names} onChange={names => onChange(names.join())} />
    )
  }
  if (options?.some(option => typeof option === 'object')) {
    const isClearable = !isRequired && field !== 'stage'
    return (
      <Select
        {...common}
        data={options}
        value={value || null}
        onChange={value => onChange(value ?? '')}
        clearable={isClearable}
        allowDeselect={isClearable}
      />
    )
  }
  if (options) return <Autocomplete {...common} data={options} value={value} onChange={onChange} />
  const text = {
    ...common,
    value,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  }
  const isLong = kind === 'lines' || kind === 'headers' || kind === 'body'
  return isLong ? (
    <Textarea {...text} autosize minRows={2} maxRows={10} />
  ) : (
    <TextInput {...text} {...INPUTS[kind]} />
  )
}

import {
  Autocomplete,
  type ComboboxData,
  NumberInput,
  Select,
  TagsInput,
  Textarea,
  TextInput
} from '@mantine/core'
import { useWords } from '../words/words.ts'
import { type Field, KINDS } from './draft.ts'

const MULTILINE: readonly string[] = ['lines', 'headers', 'body']

/** A field of the form for a custom fault. @param options suggestions; objects: the only values */
export function FaultField({
  field,
  value,
  options,
  isRequired,
  isWrong,
  onChange
}: {
  field: Field
  value: string
  options: ComboboxData | undefined
  isRequired: boolean
  isWrong: boolean
  onChange: (value: string) => void
}) {
  const { faults: words } = useWords()
  const kind = KINDS[field]
  const hints: Partial<Record<string, string>> = words.hints
  const common = { label: words.fields[field], required: isRequired, error: isWrong }
  const shared = { ...common, placeholder: hints[field] ?? hints[kind] ?? '' }
  if (kind === 'names') {
    const names = value === '' ? [] : value.split(',')
    return (
      <TagsInput
        {...common}
        data={options ?? []}
        value={names}
        onChange={names => onChange(names.join(','))}
        clearable
      />
    )
  }
  if (options?.some(option => typeof option === 'object')) {
    return (
      <Select
        {...shared}
        data={options}
        value={value || null}
        onChange={value => onChange(value ?? '')}
        clearable={!isRequired && field !== 'stage'}
        allowDeselect={false}
      />
    )
  }
  if (options) {
    return <Autocomplete {...shared} data={options} value={value} onChange={onChange} />
  }
  if (kind === 'number' || kind === 'percent') {
    return (
      <NumberInput
        {...shared}
        value={value}
        onChange={value => onChange(String(value))}
        suffix={kind === 'percent' ? '%' : ''}
        allowNegative={false}
        hideControls
      />
    )
  }
  if (MULTILINE.includes(kind)) {
    return (
      <Textarea
        {...shared}
        value={value}
        onChange={event => onChange(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={10}
      />
    )
  }
  return (
    <TextInput
      {...shared}
      {...(kind === 'time' && { type: 'datetime-local', step: 1 })}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

import { Checkbox, Group, Select, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useSandboxes } from '../data/queries.ts'
import { useWords } from '../words/words.ts'
import { choicesOf, STATUS_CLASSES, useFilter } from './filter.ts'

/** Selects which requests are shown. */
export function FilterBar({ requests }: { requests: readonly RecordedRequest[] }) {
  const { requests: words } = useWords()
  const filter = useFilter()
  const sandboxes = useSandboxes()
  const choices = useMemo(() => choicesOf(requests), [requests])
  return (
    <Group role="search" aria-label={words.filter} gap="xs">
      <TextInput
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={filter.text}
        onChange={event => useFilter.setState({ text: event.currentTarget.value })}
        flex={{ base: '1 1 100%', sm: '3 1 18rem' }}
      />
      <Choice name="status" data={STATUS_CLASSES.map(value => ({ value, label: words.statuses[value] }))} />
      <Choice name="errorCode" data={optionsOf(choices.errorCode)} />
      <Choice name="identity" data={optionsOf(choices.identity)} />
      <Choice name="sandbox" data={sandboxes.map(({ id, name }) => ({ value: id, label: name }))} />
      <Choice name="type" data={optionsOf(choices.type)} />
      <Checkbox
        label={words.challenges}
        checked={filter.hasChallenges}
        onChange={event => useFilter.setState({ hasChallenges: event.currentTarget.checked })}
      />
    </Group>
  )
}

interface Option {
  value: string
  label: string
}

function Choice({
  name,
  data
}: {
  name: 'status' | 'errorCode' | 'identity' | 'sandbox' | 'type'
  data: readonly Option[]
}) {
  const { requests: words } = useWords()
  const value = useFilter(filter => filter[name])
  const isListed = value === null || data.some(option => option.value === value)
  return (
    <Select
      aria-label={words.choices[name]}
      placeholder={words.choices[name]}
      // The journal drops old requests; what was selected stays.
      data={isListed ? data : [...data, { value, label: value }]}
      value={value}
      onChange={value => useFilter.setState({ [name]: value })}
      disabled={data.length === 0 && value === null}
      clearable
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      flex="1 1 9rem"
    />
  )
}

function optionsOf(values: readonly string[]): readonly Option[] {
  return values.map(value => ({ value, label: value }))
}

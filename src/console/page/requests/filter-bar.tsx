import { Group, Select, TextInput } from '@mantine/core'
import { memo } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useSandboxes } from '../data/queries.ts'
import { useWords } from '../words/words.ts'
import { CHOICES, type Choice, type Filter, optionsOf } from './filter.ts'

/** Filters the requests. */
export const FilterBar = memo(function FilterBar({
  requests,
  filter,
  onChange
}: {
  requests: readonly RecordedRequest[]
  filter: Filter
  onChange: (filter: Filter) => void
}) {
  const { requests: words, common } = useWords()
  const sandboxes = useSandboxes()
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part })
  const dataOf = (name: Choice) => {
    if (name === 'sandbox') return sandboxes.map(({ id, name }) => ({ value: id, label: name }))
    if (name !== 'status') return optionsOf(requests, name)
    const classes = ['2', '4', '5'].map(value => ({ value, label: `${value}xx` }))
    return [...classes, { value: 'none', label: common.noResponse }]
  }
  return (
    <Group role="search" aria-label={words.filter} gap="xs">
      <TextInput
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={filter.text}
        onChange={event => set({ text: event.currentTarget.value })}
        flex={{ base: '1 1 100%', md: '3 1 16rem' }}
      />
      {CHOICES.map(name => ({ name, data: dataOf(name) })).map(({ name, data }) => (
        <Select
          key={name}
          aria-label={words[name]}
          placeholder={words[name]}
          data={data}
          value={filter[name]}
          onChange={value => set({ [name]: value })}
          disabled={data.length === 0}
          clearable
          comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
          flex="1 1 8rem"
        />
      ))}
    </Group>
  )
})

import { Group, Select, TextInput } from '@mantine/core'
import { memo } from 'react'
import { setParams } from '../data/route.ts'
import { useWords } from '../words/words.ts'
import { CHOICES, type Choice, type Filter, optionsOf } from './filter.ts'
import type { Row } from './rows.ts'

/** Filters the requests. */
export const FilterBar = memo(function FilterBar({ rows, filter }: { rows: readonly Row[]; filter: Filter }) {
  const { requests: words, common } = useWords()
  const dataOf = (name: Choice) => {
    if (name !== 'status') return optionsOf(rows, name)
    const classes = ['2', '4', '5'].map(value => ({ value, label: `${value}xx` }))
    return [...classes, { value: 'none', label: common.noResponse }]
  }
  return (
    <Group role="search" aria-label={words.filter} gap="xs">
      <TextInput
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        value={filter.text ?? ''}
        onChange={event => setParams({ text: event.currentTarget.value || undefined })}
        flex={{ base: '1 1 100%', md: '3 1 12rem' }}
      />
      {CHOICES.map(name => ({ name, data: dataOf(name) })).map(({ name, data }) => (
        <Select
          key={name}
          aria-label={words[name]}
          placeholder={words[name]}
          data={data}
          value={filter[name] ?? null}
          onChange={value => setParams({ [name]: value ?? undefined })}
          disabled={data.length === 0}
          clearable
          comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
          flex="1 1 8rem"
        />
      ))}
    </Group>
  )
})

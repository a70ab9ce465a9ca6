import { Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { useRef, useState } from 'react'
import { useNames } from '../data/identity.ts'
import { useSandboxes } from '../data/queries.ts'
import { CHOICES, type Filter } from '../data/request-filter.ts'
import { setParams } from '../data/route.ts'
import { shortenIds } from '../parts/shorten.ts'
import { useWords } from '../words/words.ts'

/** Milliseconds after a key before the search begins. */
const PAUSE = 250

/** Filters the requests. @param principals IDs of the callers that occur */
export function FilterBar({ principals, filter }: { principals: readonly string[]; filter: Filter }) {
  const { requests: words, common } = useWords()
  const nameOf = useNames()
  const sandboxes = useSandboxes().map(({ id }) => id)
  const search = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(filter.text ?? '')
  const [searched, setSearched] = useState(filter.text)
  // Cleared, or changed by the address.
  if (searched !== filter.text) {
    setSearched(filter.text)
    setTyped(filter.text ?? '')
  }
  const find = useDebouncedCallback((text: string) => {
    setSearched(text || undefined)
    setParams({ text: text || undefined })
  }, PAUSE)
  useHotkeys([['/', () => search.current?.focus()]])
  const options = {
    status: ['2xx', '3xx', '4xx', '5xx', 'none'].map(value => ({
      value,
      label: value === 'none' ? common.noResponse : value
    })),
    identity: principals.map(value => ({ value, label: shortenIds(value) })),
    sandbox: sandboxes.map(value => ({ value, label: nameOf(value) }))
  }
  return (
    <Group role="search" aria-label={words.filter} gap="xs">
      <TextInput
        ref={search}
        type="search"
        aria-label={words.search}
        placeholder={words.search}
        aria-keyshortcuts="/"
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value)
          find(value)
        }}
        flex={{ base: '1 1 100%', md: '3 1 12rem' }}
      />
      {CHOICES.filter(name => name !== 'sandbox' || filter[name] || options[name].length > 0).map(name => (
        <Select
          key={name}
          aria-label={words[name]}
          placeholder={words[name]}
          data={options[name]}
          value={filter[name] ?? null}
          onChange={value => setParams({ [name]: value ?? undefined })}
          clearable
          comboboxProps={{ width: 'max-content', position: 'bottom-start', withinPortal: false }}
          flex="1 1 8rem"
        />
      ))}
    </Group>
  )
}

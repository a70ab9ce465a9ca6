import { useMemo, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { Button } from '../parts/button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { useSession } from '../state/session.ts'
import { useNames } from '../state/use-names.ts'
import { useWords } from '../state/use-words.ts'
import { choicesOf, type Filter, STATUS_CLASSES } from './filter.ts'
import { setFilter, useFilter } from './use-filter.ts'
import { journalWords } from './words.ts'

/** What to look for. */
export function FilterBar({ requests }: { requests: readonly RecordedRequest[] }) {
  const words = useWords(journalWords)
  const filter = useFilter()
  const [isOpen, setOpen] = useState(false)
  const { method, status, caller, organization, isErrorsOnly } = filter
  const active = [method, status, caller, organization, isErrorsOnly].filter(Boolean).length
  return (
    <search className="journal-filter" aria-label={words.filter}>
      <TextField
        label={words.search}
        type="search"
        placeholder={words.searchHint}
        value={filter.text}
        onChange={event => setFilter({ text: event.target.value })}
      />
      <Button
        className="journal-filter-more"
        aria-expanded={isOpen}
        aria-controls="journal-choices"
        onClick={() => setOpen(!isOpen)}
      >
        {words.moreFilters(active)}
      </Button>
      <div id="journal-choices" className={isOpen ? 'journal-choices is-open' : 'journal-choices'}>
        <Choices filter={filter} requests={requests} />
        <Checks filter={filter} />
      </div>
    </search>
  )
}

function Choices({ filter, requests }: { filter: Filter; requests: readonly RecordedRequest[] }) {
  const words = useWords(journalWords)
  const organizations = useSession(({ organizations }) => organizations)
  const choices = useMemo(() => choicesOf(requests), [requests])
  const nameOf = useNames()
  const tell = (id: string) => {
    const isSandbox = organizations.some(organization => organization.id === id && organization.isSandbox)
    return isSandbox ? words.sandbox(nameOf(id)) : nameOf(id)
  }
  return (
    <>
      <Choice name="method" filter={filter} options={choices.methods} />
      <Choice
        name="status"
        filter={filter}
        options={STATUS_CLASSES}
        tell={status => words.statuses[status as (typeof STATUS_CLASSES)[number]]}
      />
      <Choice name="caller" filter={filter} options={choices.callers} />
      <Choice name="organization" filter={filter} options={choices.organizations} tell={tell} />
    </>
  )
}

function Choice({
  name,
  filter,
  options,
  tell = option => option
}: {
  name: 'method' | 'status' | 'caller' | 'organization'
  filter: Filter
  options: readonly string[]
  tell?: (option: string) => string
}) {
  const words = useWords(journalWords)
  const value = filter[name]
  // What is asked for stays to be seen, even when the last request that fitted has gone.
  const all = value === '' || options.includes(value) ? options : [...options, value]
  return (
    <SelectField
      label={words[name]}
      value={value}
      onChange={event => setFilter({ [name]: event.target.value })}
    >
      <option value="">{words.any}</option>
      {all.map(option => (
        <option key={option} value={option}>
          {tell(option)}
        </option>
      ))}
    </SelectField>
  )
}

function Checks({ filter: { isErrorsOnly, hasFirstHalves } }: { filter: Filter }) {
  const words = useWords(journalWords)
  return (
    <div className="row journal-checks">
      <Check
        label={words.errorsOnly}
        isOn={isErrorsOnly}
        onChange={isErrorsOnly => setFilter({ isErrorsOnly })}
      />
      <Check
        label={words.halves}
        isOn={hasFirstHalves}
        onChange={hasFirstHalves => setFilter({ hasFirstHalves })}
      />
    </div>
  )
}

function Check({
  label,
  isOn,
  onChange
}: {
  label: string
  isOn: boolean
  onChange: (isOn: boolean) => void
}) {
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} onChange={event => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  )
}

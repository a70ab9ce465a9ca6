import { useMemo, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { Button } from '../parts/button.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { useSession } from '../state/session.ts'
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
        <div className="row journal-checks">
          <Check
            label={words.errorsOnly}
            isOn={isErrorsOnly}
            onChange={isErrorsOnly => setFilter({ isErrorsOnly })}
          />
          <Check
            label={words.halves}
            isOn={filter.hasFirstHalves}
            onChange={hasFirstHalves => setFilter({ hasFirstHalves })}
          />
        </div>
      </div>
    </search>
  )
}

function Choices({ filter, requests }: { filter: Filter; requests: readonly RecordedRequest[] }) {
  const words = useWords(journalWords)
  const organizations = useSession(({ organizations }) => organizations)
  const choices = useMemo(() => choicesOf(requests), [requests])
  const nameOf = (id: string) => {
    const found = organizations.find(organization => organization.id === id)
    if (!found) return id
    return found.isSandbox ? words.sandbox(found.name) : found.name
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
      <Choice name="organization" filter={filter} options={choices.organizations} tell={nameOf} />
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

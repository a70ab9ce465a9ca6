import { type KeyboardEvent, useMemo, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { RequestRow } from './request-row.tsx'
import { journalWords } from './words.ts'

/** Requests, the newest first. It is one stop of the Tab key; arrows go from request to request. */
export function RequestList({
  requests,
  selected,
  nameOf
}: {
  /** The oldest first. */
  requests: readonly RecordedRequest[]
  selected: number | undefined
  nameOf: (id: string) => string | undefined
}) {
  const words = useWords(journalWords)
  const language = usePreferences(({ language }) => language)
  const [focused, setFocused] = useState<number>()
  const newestFirst = useMemo(() => requests.toReversed(), [requests])
  const stop =
    [focused, selected].find(id => newestFirst.some(request => request.id === id)) ?? newestFirst[0]?.id
  return (
    <div className="journal-table">
      <Columns />
      <ol
        className="journal-rows"
        aria-label={words.requests}
        onKeyDown={moveFocus}
        onFocus={({ target }) => setFocused(idOf(target))}
      >
        {newestFirst.map(request => (
          <li key={request.id}>
            <RequestRow
              request={request}
              project={request.project === null ? undefined : nameOf(request.project)}
              language={language}
              isSelected={request.id === selected}
              isTabStop={request.id === stop}
            />
          </li>
        ))}
      </ol>
    </div>
  )
}

/** What stands in which column, for those who see them. */
function Columns() {
  const { columns } = useWords(journalWords)
  return (
    <div className="journal-row journal-head" aria-hidden="true">
      <span className="journal-row-time">{columns.time}</span>
      <span className="journal-row-call">{columns.request}</span>
      <span className="journal-row-caller">{columns.caller}</span>
      <span className="journal-row-type">{columns.type}</span>
      <span className="journal-row-answer">{columns.answer}</span>
    </div>
  )
}

function idOf(element: HTMLElement): number | undefined {
  const { id } = element.dataset
  return id === undefined ? undefined : Number(id)
}

/** By arrows, Home and End. */
function moveFocus(event: KeyboardEvent<HTMLOListElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('a[data-id]')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const places: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(at + 1, rows.length - 1),
    ArrowUp: Math.max(at - 1, 0),
    Home: 0,
    End: rows.length - 1
  }
  const place = places[event.key]
  if (place === undefined) return
  event.preventDefault()
  rows[place]?.focus()
}

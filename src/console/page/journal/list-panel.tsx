import type { RefObject } from 'react'
import { Button } from '../parts/button.tsx'
import { usePreferences } from '../state/preferences.ts'
import { hrefOf } from '../state/route.ts'
import { useWords } from '../state/use-words.ts'
import { number } from '../words/format.ts'
import { type Filtered, isFiltering } from './filter.ts'
import { RequestList } from './request-list.tsx'
import { clearFilter, setFilter, useFilter } from './use-filter.ts'
import { journalWords } from './words.ts'

/** The list, what it leaves out, and what came since. */
export function ListPanel({
  top,
  filtered: { requests, hidden },
  total,
  fresh,
  isLoading,
  selected,
  nameOf,
  onFresh
}: {
  /** Goes to the list's top. */
  top: RefObject<HTMLDivElement>
  filtered: Filtered
  /** How many there are, whether they fit or not. */
  total: number
  /** How many that fit came since. */
  fresh: number
  isLoading: boolean
  selected: number | undefined
  nameOf: (id: string) => string | undefined
  onFresh: () => void
}) {
  return (
    <div className="stack-small">
      <div ref={top} className="journal-top" />
      <Count shown={requests.length} total={total} hidden={hidden} />
      <Fresh count={fresh} onShow={onFresh} />
      {isLoading && <Loading />}
      {!isLoading && requests.length === 0 && <Nothing isFirst={total === 0} />}
      {requests.length > 0 && <RequestList requests={requests} selected={selected} nameOf={nameOf} />}
    </div>
  )
}

function Count({ shown, total, hidden }: { shown: number; total: number; hidden: number }) {
  const words = useWords(journalWords)
  const language = usePreferences(({ language }) => language)
  return (
    <p className="soft journal-count">
      {words.count(number(shown, language), number(total, language))}
      {hidden > 0 && (
        <>
          {' · '}
          {words.hidden(number(hidden, language))}{' '}
          <Button isSmall onClick={() => setFilter({ hasFirstHalves: true })}>
            {words.show}
          </Button>
        </>
      )}
    </p>
  )
}

/** Stays in sight, and takes no place, so that it moves nothing. */
function Fresh({ count, onShow }: { count: number; onShow: () => void }) {
  const words = useWords(journalWords)
  return (
    <div className="journal-fresh">
      {count > 0 && (
        <Button kind="primary" isSmall onClick={onShow}>
          {words.fresh(count)}
        </Button>
      )}
    </div>
  )
}

function Loading() {
  const words = useWords(journalWords)
  return (
    <div className="stack-small" role="status" aria-label={words.loading}>
      {['a', 'b', 'c', 'd', 'e', 'f'].map(name => (
        <div key={name} className="skeleton journal-row-skeleton" />
      ))}
    </div>
  )
}

function Nothing({ isFirst }: { isFirst: boolean }) {
  const words = useWords(journalWords)
  const isNarrowed = useFilter(isFiltering)
  return (
    <div className="panel empty">
      <strong>{isFirst ? words.nothing : words.noFit}</strong>
      {isFirst && <p>{words.nothingText}</p>}
      {isFirst && <a href={hrefOf('integrations')}>{words.toIntegrations}</a>}
      {!isFirst && isNarrowed && <Button onClick={clearFilter}>{words.clearFilter}</Button>}
    </div>
  )
}

import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useJournal } from '../state/journal.ts'
import { useSession } from '../state/session.ts'
import { useKnownNames } from '../state/use-names.ts'
import { useWords } from '../state/use-words.ts'
import { DetailPanel } from './detail-panel.tsx'
import { FailedVerificationPanel } from './failed-verification.tsx'
import { FilterBar } from './filter-bar.tsx'
import { useHeld } from './held.ts'
import { ListPanel } from './list-panel.tsx'
import { useReturn } from './return.ts'
import { useScrolledPast } from './scrolled.ts'
import { useSelected, useSelectedId } from './selected.ts'
import { useSettled } from './settled.ts'
import { Toolbar } from './toolbar.tsx'
import { useFiltered } from './use-filtered.ts'
import { journalWords } from './words.ts'

/** The journal as it grows; `#/journal/123` shows one request of it. */
export function JournalView() {
  const words = useWords(journalWords)
  const reach = useSession(({ reach }) => reach)
  return (
    <>
      <h1>{words.title}</h1>
      {reach === 'starting' || reach === 'ready' ? (
        <Journal />
      ) : (
        <p className="panel empty">{words.unreachable}</p>
      )}
    </>
  )
}

function Journal() {
  const [isPaused, setPaused] = useState(false)
  const nameOf = useKnownNames()
  return (
    <>
      <Toolbar isPaused={isPaused} onPause={setPaused} />
      <FailedVerificationPanel nameOf={nameOf} />
      <Requests isPaused={isPaused} nameOf={nameOf} />
    </>
  )
}

/** The list, and the request that the address names. */
function Requests({ isPaused, nameOf }: { isPaused: boolean; nameOf: (id: string) => string | undefined }) {
  const { requests, isLive } = useJournal()
  const selectedId = useSelectedId()
  const isSettled = useSettled(isLive)
  const top = useRef<HTMLDivElement>(null)
  const isPast = useScrolledPast(top)
  const held = useHeld(requests, isPaused || (isSettled && (isPast || selectedId !== undefined)))
  const selected = useSelected(selectedId, held.shown, requests, nameOf)
  const list = useReturn(selectedId)
  const release = () => {
    // The button that has the focus goes; the newest request is what was asked for.
    flushSync(held.release)
    list.current?.querySelector<HTMLElement>('a[data-id]')?.focus({ preventScroll: true })
    if (isPast) top.current?.scrollIntoView()
  }
  return (
    <div className={selectedId === undefined ? 'journal' : 'journal has-detail'}>
      <div className="journal-list stack" ref={list}>
        <FilterBar requests={requests} />
        <ListPanel
          top={top}
          filtered={useFiltered(held.shown, nameOf)}
          total={held.shown.length}
          fresh={useFiltered(held.fresh, nameOf).requests.length}
          isLoading={!isSettled && requests.length === 0}
          selected={selectedId}
          nameOf={nameOf}
          onFresh={release}
        />
      </div>
      {selectedId !== undefined && (
        <DetailPanel id={selectedId} isLoading={!isSettled} nameOf={nameOf} {...selected} />
      )}
      <p className="hidden-visually" role="status">
        {selected.why}
      </p>
    </div>
  )
}

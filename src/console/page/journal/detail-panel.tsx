import { type ReactNode, useEffect, useRef } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { go, hrefOf } from '../state/route.ts'
import { useWords } from '../state/use-words.ts'
import { type Half, RequestDetail } from './request-detail.tsx'
import { journalWords } from './words.ts'

/** Where the selected request is shown: beside the list, on a phone in its place. */
export function DetailPanel({
  id,
  request,
  isLoading,
  ...shown
}: {
  id: number
  request: RecordedRequest | undefined
  /** Whether it may still come. */
  isLoading: boolean
  why: string
  half: Half
  nameOf: (id: string) => string | undefined
}) {
  const words = useWords(journalWords)
  useEscape(() => go('journal'))
  return (
    <section className="panel stack journal-detail" aria-labelledby="journal-detail-title">
      <div className="row-between">
        <Heading id={id}>{words.request(id)}</Heading>
        <a className="button button-small" href={hrefOf('journal')}>
          <span className="journal-wide">{words.close}</span>
          <span className="journal-narrow">← {words.back}</span>
        </a>
      </div>
      {request && <RequestDetail request={request} {...shown} />}
      {!request && isLoading && <div className="skeleton journal-detail-skeleton" />}
      {!request && !isLoading && (
        <div className="empty">
          <strong>{words.gone}</strong>
          <p>{words.goneText}</p>
        </div>
      )}
    </section>
  )
}

/** Calls back for the Escape key, where nothing else takes it: a dialog closes by it, a field is cleared. */
function useEscape(onEscape: () => void): void {
  const call = useRef(onEscape)
  call.current = onEscape
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isTaken = event.target instanceof Element && event.target.closest('dialog, input, select')
      if (event.key === 'Escape' && !isTaken) call.current()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

/**
 * Shows each new request from its top. Takes the focus where the element that had it is hidden or gone, or is far
 * away, as a link of the failed verification; in the list it stays where it is.
 */
function Heading({ id, children }: { id: number; children: ReactNode }) {
  const ref = useRef<HTMLHeadingElement>(null)
  const last = useRef<number>(undefined)
  useEffect(() => {
    const isOpening = last.current === undefined
    last.current = id
    const panel = ref.current?.closest('.journal-detail')
    if (panel) panel.scrollTop = 0
    const { activeElement: active, body } = document
    const isLinked = isOpening && active === body
    if (isNarrow() || !(isLinked || active?.closest('.journal-rows'))) ref.current?.focus()
  }, [id])
  return (
    <h2 ref={ref} id="journal-detail-title" tabIndex={-1}>
      {children}
    </h2>
  )
}

/** Whether the detail takes the list's place, as style/journal.css has it. */
export function isNarrow(): boolean {
  return matchMedia('(max-width: 1023px)').matches
}

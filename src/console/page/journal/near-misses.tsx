import type { Verification } from '../../../../types/wire.d.ts'
import { Badge, toneOf } from '../parts/badge.tsx'
import { partWords } from '../parts/words.ts'
import { hrefOf } from '../state/route.ts'
import { useWords } from '../state/use-words.ts'
import { tellMiss } from './asked.ts'
import { shorten } from './shorten.ts'
import { verifyWords } from './verify-words.ts'

/** The requests that came nearest, and why each missed. */
export function Nearest({ nearest }: { nearest: NonNullable<Verification['nearest']> }) {
  const words = useWords(verifyWords)
  const { colon } = useWords(partWords)
  return (
    <section className="stack-small">
      <h3>{words.nearest}</h3>
      {nearest.length === 0 && <p>{words.nothingNear}</p>}
      <ul className="stack">
        {nearest.map(({ request: { id, method, url, status }, misses }) => (
          <li key={id} className="stack-small">
            <div className="row">
              <a href={hrefOf('journal', String(id))}>{words.request(id)}</a>
              <code className="journal-detail-call">
                {method} {shorten(url)}
              </code>
              <Badge tone={toneOf(status ?? 0)}>{status ?? words.noAnswer}</Badge>
            </div>
            <ul className="journal-misses">
              {misses.map(miss => (
                <li key={miss.at}>
                  <code>{miss.at}</code>
                  {colon}
                  {tellMiss(miss, words)}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** So many links are shown at most. */
const MOST = 50

/** Links to requests by their ids. */
export function IdLinks({ title, ids }: { title: string; ids: readonly number[] }) {
  const words = useWords(verifyWords)
  if (ids.length === 0) return null
  return (
    <section className="stack-small">
      <h3>{title}</h3>
      <ul className="row">
        {ids.slice(-MOST).map(id => (
          <li key={id}>
            <a href={hrefOf('journal', String(id))}>{words.request(id)}</a>
          </li>
        ))}
        {ids.length > MOST && <li>…</li>}
      </ul>
    </section>
  )
}

import { useJournal } from '../state/journal.ts'
import { hrefOf } from '../state/route.ts'
import { useWords } from '../state/use-words.ts'
import { shellWords } from './words.ts'

export const PLACES = ['integrations', 'journal', 'stage', 'inbox'] as const

export type Place = (typeof PLACES)[number]

/** Where one can go. */
export function Navigation({ place }: { place: Place }) {
  const words = useWords(shellWords)
  const count = useJournal(({ requests }) => requests.length)
  return (
    <nav className="navigation" aria-label={words.navigation}>
      <ul>
        {PLACES.map(name => (
          <li key={name}>
            <a href={hrefOf(name)} aria-current={name === place ? 'page' : undefined}>
              {words.places[name]}
              {name === 'journal' && count > 0 && <span className="navigation-count">{count}</span>}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

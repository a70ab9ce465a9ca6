import { useEffect, useRef } from 'react'
import { InboxView } from '../inbox/inbox-view.tsx'
import { IntegrationsView } from '../integrations/integrations-view.tsx'
import { noteJournalSeen } from '../integrations/steps-memory.ts'
import { JournalView } from '../journal/journal-view.tsx'
import { StageStrip } from '../stage/stage-strip.tsx'
import { StageView } from '../stage/stage-view.tsx'
import { watchMock } from '../state/follow.ts'
import { takeToken } from '../state/memory.ts'
import { useRoute } from '../state/route.ts'
import { enterToken, refreshSession, useSession } from '../state/session.ts'
import { watchStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { Boundary } from './boundary.tsx'
import { Footer } from './footer.tsx'
import { Header } from './header.tsx'
import { Navigation, PLACES, type Place } from './navigation.tsx'
import { ReachNotice } from './reach-notice.tsx'
import { shellWords } from './words.ts'

const VIEWS = {
  integrations: IntegrationsView,
  journal: JournalView,
  stage: StageView,
  inbox: InboxView
} satisfies Record<Place, () => unknown>

/** The whole page: what is always seen, and the view that the address names. */
export function App() {
  const words = useWords(shellWords)
  const [first, second] = useRoute()
  const place = PLACES.find(name => name === first) ?? 'integrations'
  const View = VIEWS[place]
  useStart()
  useArrival(place === 'integrations' ? `${place} ${second}` : place)
  useEffect(() => {
    document.title = `${words.places[place]} · ${words.title}`
  }, [words, place])
  return (
    <>
      <button type="button" className="skip" onClick={skip}>
        {words.skip}
      </button>
      <Header />
      <Navigation place={place} />
      <StageStrip />
      <main id="main" className="main" tabIndex={-1}>
        <ReachNotice />
        <Boundary key={place}>
          <View />
        </Boundary>
      </main>
      <Footer />
    </>
  )
}

/** Learns what there is, then follows what happens. */
function useStart(): void {
  const isReady = useSession(({ reach }) => reach === 'ready')
  const token = useSession(({ token }) => token)
  useEffect(() => {
    void refreshSession()
    // The printed address with the token may be opened in a tab that shows the page already.
    const takeAddress = () => {
      const token = takeToken()
      if (token !== undefined) void enterToken(token)
    }
    addEventListener('hashchange', takeAddress)
    return () => removeEventListener('hashchange', takeAddress)
  }, [])
  useEffect(() => {
    if (!isReady) return
    const ends = [watchStage(), watchMock(token)]
    return () => {
      for (const end of ends) end()
    }
  }, [isReady, token])
}

/** Brings those who use a keyboard or a screen reader to where they went. */
function useArrival(where: string): void {
  const last = useRef(where)
  useEffect(() => {
    if (where === 'journal') noteJournalSeen()
    if (last.current === where) return
    last.current = where
    const goal = document.querySelector<HTMLElement>('[data-arrival]')
    if (goal) {
      goal.focus()
      return
    }
    document.getElementById('main')?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [where])
}

/** A link to `#main` would be another address, and so another view. */
function skip(): void {
  document.getElementById('main')?.focus()
}

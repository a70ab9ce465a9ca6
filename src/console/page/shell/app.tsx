import { useEffect, useRef } from 'react'
import { InboxView } from '../inbox/inbox-view.tsx'
import { IntegrationsView } from '../integrations/integrations-view.tsx'
import { noteJournalSeen } from '../integrations/steps-memory.ts'
import { JournalView } from '../journal/journal-view.tsx'
import { StageStrip } from '../stage/stage-strip.tsx'
import { StageView } from '../stage/stage-view.tsx'
import { watchJournal } from '../state/journal.ts'
import { useRoute } from '../state/route.ts'
import { refreshSession, useSession } from '../state/session.ts'
import { watchStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
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
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <Header />
      <Navigation place={place} />
      <StageStrip />
      <main id="main" className="main" tabIndex={-1}>
        <ReachNotice />
        <View />
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
  }, [])
  useEffect(() => {
    if (!isReady) return
    const ends = [watchStage(), watchJournal(token)]
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
    document.getElementById('main')?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [where])
}

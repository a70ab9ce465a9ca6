import { Anchor, Box, Button, Group, Stack, Text } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useEffect, useRef } from 'react'
import { AlertsView } from '../alerts/alerts-view.tsx'
import { queryClient } from '../data/control.ts'
import { useLive } from '../data/live.ts'
import { useReach } from '../data/queries.ts'
import { useRoute } from '../data/route.ts'
import { takeTokenFromAddress } from '../data/session.ts'
import { FaultsView } from '../faults/faults-view.tsx'
import { IntegrationsView } from '../integrations/integrations-view.tsx'
import { RequestsView } from '../requests/requests-view.tsx'
import { SandboxesView } from '../sandboxes/sandboxes-view.tsx'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { Boundary } from './boundary.tsx'
import { Header } from './header.tsx'
import { NotFound } from './not-found.tsx'
import { ReachNotice } from './reach-notice.tsx'
import { StatusLine } from './status-line.tsx'
import { VIEWS, type ViewName } from './views.ts'

const COMPONENTS = {
  integrations: IntegrationsView,
  requests: RequestsView,
  faults: FaultsView,
  sandboxes: SandboxesView,
  alerts: AlertsView
} satisfies Record<ViewName, () => unknown>

/** The page: header, status line, and the view that the address names. */
export function App() {
  const { shell } = useWords()
  const [first = 'integrations'] = useRoute()
  const name = VIEWS.find(name => name === first)
  const View = name && COMPONENTS[name]
  const main = useRef<HTMLElement>(null)
  useStart()
  useDocumentTitle(`${name ? shell.views[name] : shell.notFound} · ${shell.title}`)
  const last = useRef(first)
  useEffect(() => {
    if (last.current === first) return
    last.current = first
    // A screen reader continues in the new view.
    main.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [first])
  return (
    <>
      {/* A link to #main would open another view. */}
      <Button className="skip" size="compact-sm" onClick={() => main.current?.focus()}>
        {shell.skip}
      </Button>
      <Header current={name} />
      <StatusLine />
      <Box component="main" id="main" ref={main} tabIndex={-1} p={{ base: 'xs', sm: 'md' }}>
        <Stack maw={1760} mx="auto">
          <ReachNotice />
          <Boundary key={first}>{View ? <View /> : <NotFound />}</Boundary>
          <Footer />
        </Stack>
      </Box>
    </>
  )
}

function Footer() {
  const { shell } = useWords()
  return (
    <Group component="footer" justify="space-between" mt="xl">
      <Text size="xs" c="dimmed">
        {shell.notAffiliated}
      </Text>
      <Group gap="sm">
        <Anchor size="xs" href="/_mock/docs">
          {shell.docs}
        </Anchor>
        <Anchor size="xs" href="/openapi.json">
          OpenAPI
        </Anchor>
      </Group>
    </Group>
  )
}

/** Takes the token from the address, and follows the mock once it can be reached. */
function useStart(): void {
  const language = usePreferences(({ language }) => language)
  useLive(useReach() === 'ready')
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en'
  }, [language])
  useEffect(() => {
    // The printed address may be opened in a tab that shows the page already.
    const takeToken = () => {
      // Also repeats queries that are under way without the token.
      if (takeTokenFromAddress()) void queryClient.resetQueries()
    }
    takeToken()
    addEventListener('hashchange', takeToken)
    return () => removeEventListener('hashchange', takeToken)
  }, [])
}

import { Alert, Anchor, Box, Button, Stack, Text } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { Component, type ComponentType, lazy, type ReactNode, Suspense, useEffect, useRef } from 'react'
import { useChecklist } from '../data/checklist.ts'
import { useUnknownNames } from '../data/identity.ts'
import { useLive } from '../data/live.ts'
import { useRoute } from '../data/route.ts'
import { useSession } from '../data/session.ts'
import { IntegrationsView } from '../integrations/integrations-view.tsx'
import { NotFound } from '../parts/not-found.tsx'
import { usePreferences } from '../words/preferences.ts'
import { useWords, type Words } from '../words/words.ts'
import { ControlPlaneNotice } from './control-plane-notice.tsx'
import { Header } from './header.tsx'

const MODULES = {
  requests: () => import('../requests/requests-view.tsx'),
  faults: () => import('../faults/faults-view.tsx'),
  sandboxes: () => import('../sandboxes/sandboxes-view.tsx'),
  alerts: () => import('../alerts/alerts-view.tsx')
}

const VIEWS = {
  integrations: IntegrationsView,
  requests: lazy(async () => ({ default: (await MODULES.requests()).RequestsView })),
  faults: lazy(async () => ({ default: (await MODULES.faults()).FaultsView })),
  sandboxes: lazy(async () => ({ default: (await MODULES.sandboxes()).SandboxesView })),
  alerts: lazy(async () => ({ default: (await MODULES.alerts()).AlertsView }))
} satisfies Record<keyof Words['shell']['views'], ComponentType>

/** Milliseconds after which the other views are loaded: they must open while the mock is away. */
const LATER = 1000

/** Follows the mock, then shows the page. */
export function App() {
  useLive()
  const hasBegun = useSession(({ hasBegun }) => hasBegun)
  return hasBegun && <Page />
}

/** Shows header, and the view in the address. */
function Page() {
  const { shell } = useWords()
  const [name = 'integrations'] = useRoute()
  const View = isView(name) ? VIEWS[name] : NotFound
  const main = useRef<HTMLElement>(null)
  useUnknownNames()
  const language = usePreferences(({ language }) => language)
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en'
  }, [language])
  useDocumentTitle(`${isView(name) ? shell.views[name] : shell.notFound} · ${shell.title}`)
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const load of Object.values(MODULES)) load().catch(() => undefined)
    }, LATER)
    return () => clearTimeout(timer)
  }, [])
  const last = useRef(name)
  useEffect(() => {
    if (last.current === name) return
    last.current = name
    // Lets a screen reader continue in the new view.
    main.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [name])
  return (
    <>
      {/* A link to #main would open another view. */}
      <Button className="skip" size="compact-sm" onClick={() => main.current?.focus()}>
        {shell.skip}
      </Button>
      <Checklist />
      <Header current={name} />
      <Box
        component="main"
        id="main"
        ref={main}
        tabIndex={-1}
        className="edges"
        py={{ base: 'xs', sm: 'md' }}
      >
        <Stack mih="calc(100vh - 9rem)">
          <ControlPlaneNotice />
          <Boundary key={name}>
            <Suspense>
              <View />
            </Suspense>
          </Boundary>
          <Text component="footer" size="xs" c="dimmed" mt="auto">
            {shell.notAffiliated}{' '}
            <Anchor inherit display="inline-block" href="/_mock/docs" underline="always">
              {shell.docs}
            </Anchor>
          </Text>
        </Stack>
      </Box>
    </>
  )
}

/** A component of its own, so that only it renders for each new request. */
function Checklist() {
  useChecklist()
  return null
}

function isView(name: string): name is keyof typeof VIEWS {
  return Object.hasOwn(VIEWS, name)
}

/** Shows a message in place of a view that throws. */
class Boundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError() {
    return { isBroken: true }
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children
  }
}

function Broken() {
  const { shell } = useWords()
  return (
    <Alert color="red" role="alert" title={shell.broken}>
      <Button onClick={() => location.reload()}>{shell.reload}</Button>
    </Alert>
  )
}

import './trusted-types.ts'
import '@mantine/core/styles.css'
import './page.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './data/control.ts'
import { keepSelection } from './data/route.ts'
import { takeTokenFromAddress } from './data/session.ts'
import { Toast } from './parts/toast.tsx'
import { App } from './shell/app.tsx'
import { cssVariables, theme } from './theme.ts'
import { usePreferences } from './words/preferences.ts'
import { loadWords } from './words/words.ts'

// Before the first query, which may need the token.
takeTokenFromAddress()
// Before the page reads a new address.
keepSelection()
// The printed address may be opened in a tab that already shows the page.
addEventListener('hashchange', () => {
  if (takeTokenFromAddress()) void queryClient.invalidateQueries()
})

await loadWords(usePreferences.getState().language)
const root = document.getElementById('console')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <App />
          <Toast />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  )
}

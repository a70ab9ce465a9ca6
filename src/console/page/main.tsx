import './style/tokens.css'
import './style/base.css'
import './style/parts.css'
import './style/shell.css'
import './style/journal.css'
import './style/stage.css'
import './style/inbox.css'
import './style/integrations.css'
import './style/wire.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './shell/app.tsx'
import { apply } from './state/preferences.ts'

apply()
const place = document.getElementById('console')
if (place) {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>
  )
}

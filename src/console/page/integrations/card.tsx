import { useState } from 'react'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { Button } from '../parts/button.tsx'
import type { Integration } from '../state/integrations.ts'
import { usePreferences } from '../state/preferences.ts'
import { hrefOf } from '../state/route.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { Facts } from './facts.tsx'
import { descriptionOf } from './form/form-schema.ts'
import { StateBadge } from './state-badge.tsx'
import { integrationWords } from './words.ts'

interface Shown {
  info: IntegrationTypeInfo
  integration: Integration | undefined
}

/** A service, and what of it is configured. @param isKnown whether Atlas gave the list */
export function Card({ info, integration, isKnown }: Shown & { isKnown: boolean }) {
  const language = usePreferences(({ language }) => language)
  const { type, label } = info
  return (
    <li className="card panel" data-type={type}>
      <div className="card-head">
        <span className="card-mark" aria-hidden="true">
          {label.slice(0, 1)}
        </span>
        <h2>{label}</h2>
        <StateBadge isConfigured={integration !== undefined} isKnown={isKnown} />
      </div>
      <p className="soft">{descriptionOf(info, language)}</p>
      {integration && <Facts info={info} integration={integration} />}
      <Actions info={info} integration={integration} />
    </li>
  )
}

/** What can be done about it. */
function Actions({ info: { type, label, receivesAlerts }, integration }: Shown) {
  const words = useWords(integrationWords)
  const isReady = useSession(({ reach }) => reach === 'ready')
  const [isDeleting, setDeleting] = useState(false)
  return (
    <div className="row card-actions">
      <a
        className={`button ${integration ? '' : 'button-primary'}`}
        href={hrefOf('integrations', type)}
        aria-label={integration ? words.editWhat(label) : words.configureWhat(label)}
      >
        {integration ? words.edit : words.configure}
      </a>
      {integration && (
        <Button kind="danger" onClick={() => setDeleting(true)} aria-label={words.deleteWhat(label)}>
          {words.delete}
        </Button>
      )}
      {integration && receivesAlerts && isReady && (
        <a className="button" href={hrefOf('inbox')}>
          {words.testAlert}
        </a>
      )}
      {isDeleting && <DeleteDialog type={type} label={label} onClose={() => setDeleting(false)} />}
    </div>
  )
}

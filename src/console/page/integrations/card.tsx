import { useState } from 'react'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import type { Integration } from '../state/integrations.ts'
import { usePreferences } from '../state/preferences.ts'
import { hrefOf } from '../state/route.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { Facts } from './facts.tsx'
import { integrationWords } from './words.ts'

/** A service, and what of it is configured. */
export function Card({
  info,
  integration
}: {
  info: IntegrationTypeInfo
  integration: Integration | undefined
}) {
  const words = useWords(integrationWords)
  const language = usePreferences(({ language }) => language)
  const isReady = useSession(({ reach }) => reach === 'ready')
  const [isDeleting, setDeleting] = useState(false)
  const { type, label } = info
  const href = hrefOf('integrations', type)
  return (
    <li className="card panel" data-type={type}>
      <div className="card-head">
        <span className="card-mark" aria-hidden="true">
          {label.slice(0, 1)}
        </span>
        <h2>{label}</h2>
        <Badge tone={integration ? 'good' : 'plain'}>
          {integration ? words.configured : words.notConfigured}
        </Badge>
      </div>
      <p className="soft">
        {language === 'zh' ? (info.zh?.description ?? info.description) : info.description}
      </p>
      {integration && <Facts info={info} integration={integration} />}
      <div className="row card-actions">
        <a
          className={`button ${integration ? '' : 'button-primary'}`}
          href={href}
          aria-label={integration ? words.editWhat(label) : words.configureWhat(label)}
        >
          {integration ? words.edit : words.configure}
        </a>
        {integration && (
          <Button kind="danger" onClick={() => setDeleting(true)} aria-label={words.deleteWhat(label)}>
            {words.delete}
          </Button>
        )}
        {integration && info.receivesAlerts && isReady && (
          <a className="button" href={hrefOf('inbox')}>
            {words.testAlert}
          </a>
        )}
      </div>
      {isDeleting && <DeleteDialog type={type} label={label} onClose={() => setDeleting(false)} />}
    </li>
  )
}

import { Alert, Anchor } from '@mantine/core'
import { useIdentity, useProjectId } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { useReach } from '../data/queries.ts'
import { useWords } from '../words/words.ts'
import { FailedCall } from './exchange/failed-call.tsx'

/** Says why the integrations are not known; nothing if they are. */
export function ListNotice({ onOpenExchange }: { onOpenExchange: () => void }) {
  const { integrations: words, exchange } = useWords()
  const { data, integrations, isWaiting, isEnabled } = useIntegrations()
  const hasIdentity = useIdentity() !== undefined
  const hasProject = useProjectId() !== undefined
  const reach = useReach()
  if (isWaiting || integrations || reach === 'unreachable') return null
  if (data) {
    return (
      <FailedCall exchange={data.last} title={words.listFailed}>
        <Anchor component="button" size="sm" c="inherit" underline="always" onClick={onOpenExchange}>
          {exchange.title}
        </Anchor>
      </FailedCall>
    )
  }
  if (isEnabled) return null
  return hasIdentity ? (
    <Alert color="orange" title={hasProject ? words.badProject : words.noProject} role="status">
      {words.projectText}
    </Alert>
  ) : (
    <Alert color="orange" title={words.noIdentity} role="status">
      {words.noIdentityText}
    </Alert>
  )
}

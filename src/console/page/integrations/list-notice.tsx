import { Alert } from '@mantine/core'
import { useIdentity } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { useControlPlaneState } from '../data/queries.ts'
import { FailedCall } from '../parts/failed-call.tsx'
import { useWords } from '../words/words.ts'

/** Shows why the integrations are unknown; nothing if they are known. */
export function ListNotice() {
  const { integrations: words } = useWords()
  const { data, integrations, isWaiting } = useIntegrations()
  const state = useControlPlaneState()
  const missing = useMissing()
  if (isWaiting || integrations || state === 'unreachable') return null
  if (data) return <FailedCall exchange={data.last} title={words.listFailed} />
  return (
    missing !== undefined && (
      <Alert color="orange" role="status">
        {missing}
      </Alert>
    )
  )
}

/** Returns what the user must do before the page can call Atlas; undefined: nothing. */
export function useMissing(): string | undefined {
  const { integrations: words } = useWords()
  const { isEnabled } = useIntegrations()
  const hasIdentity = useIdentity() !== undefined
  if (!hasIdentity) return words.noIdentity
  return isEnabled ? undefined : words.noProject
}

import { Alert, Button, Group, Text } from '@mantine/core'
import type { Exchange } from '../api/exchange.ts'
import { type Identity, keyOf } from '../api/identity.ts'
import { identityWithKey } from '../data/identities.ts'
import { useIdentities, useIdentity, useNames, useProjectId } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { useControlPlaneState } from '../data/queries.ts'
import { useRecorded } from '../data/recorded.ts'
import { selectIdentity, useSession } from '../data/session.ts'
import { FailedCall } from '../parts/failed-call.tsx'
import { useWords } from '../words/words.ts'

/** Shows why the integrations are unknown; nothing if they are known. */
export function ListNotice() {
  const { integrations: words } = useWords()
  const { data, integrations, isWaiting } = useIntegrations()
  const state = useControlPlaneState()
  const missing = useMissing()
  if (isWaiting || integrations || state === 'unreachable') return null
  if (data) {
    const { status } = data.last.response ?? {}
    return (
      <>
        <FailedCall exchange={data.last} title={words.listFailed} />
        {(status === 401 || status === 403) && <WayBack exchange={data.last} />}
      </>
    )
  }
  return (
    missing !== undefined && (
      <Alert color="orange" role="status">
        {missing}
      </Alert>
    )
  )
}

/** Offers the identity that was selected before, unless it cannot read the project either. */
function WayBack({ exchange }: { exchange: Exchange }) {
  const { integrations: words } = useWords()
  const nameOf = useNames()
  const projectId = useProjectId()
  const identity = useIdentity()
  const identities = useIdentities()
  const previousKey = useSession(({ previousKey }) => previousKey)
  const permitted = useRecorded(exchange)?.permitted
  const mayRead = (one: Identity | undefined) => one && (permitted?.includes(one.id) ?? true)
  const previous = [identityWithKey(identities, previousKey), ...identities].find(mayRead)
  if (!identity || !previous || keyOf(previous) === keyOf(identity) || projectId === undefined) return null
  return (
    <Group gap="sm">
      <Text size="sm">{words.notSeen(identity.id, nameOf(projectId))}</Text>
      <Button size="xs" variant="default" onClick={() => selectIdentity(previous, projectId)}>
        {words.backTo(previous.id)}
      </Button>
    </Group>
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

import { Alert, Anchor, Button, Group, Text } from '@mantine/core'
import type { Exchange } from '../api/exchange.ts'
import { useIdentities, useIdentity, useNames, useProjectId, useSelect } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { useRecorded } from '../data/recorded.ts'
import { hrefOf } from '../data/route.ts'
import { useSession } from '../data/session.ts'
import { FailedCall } from '../parts/failed-call.tsx'
import { reasonText } from '../parts/reason-text.ts'
import type { Resource } from '../snippets/resources.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Shows what the user must do before the page can call Atlas. */
export function MissingNotice() {
  const { isWaiting } = useIntegrations()
  const missing = useMissing()
  if (isWaiting || missing === undefined) return null
  return (
    <Alert color="orange" role="status">
      {missing}
    </Alert>
  )
}

/** Shows why a list could not be loaded: in one neutral line if the identity may not read it. */
export function ListFailure({ exchange, resource }: { exchange: Exchange; resource: Resource }) {
  const { integrations: words, requests, common } = useWords()
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  const identity = useIdentity()
  const projectId = useProjectId()
  const isLive = useSession(({ isLive }) => isLive)
  const recorded = useRecorded(exchange)
  if (exchange.response && isLive && recorded === undefined) return null
  if (!recorded?.permitted || !identity || projectId === undefined) {
    return <FailedCall exchange={exchange} title={words.listFailed} />
  }
  const { reason } = recorded
  return (
    <Group gap="xs">
      <Text size="sm">
        {words.mayNotList(identity.id, words.sections[resource], nameOf(projectId))}
        {reason?.code === 'access-list' && common.colon + reasonText(reason, language)} ·{' '}
        <Anchor inherit underline="always" href={hrefOf('requests', String(recorded.id))}>
          {requests.whyShort}
        </Anchor>
      </Text>
      {resource === 'integrations' && <WayBack permitted={recorded.permitted} />}
    </Group>
  )
}

/** Offers the first identity that may read the project. */
function WayBack({ permitted }: { permitted: readonly string[] }) {
  const { integrations: words } = useWords()
  const projectId = useProjectId()
  const select = useSelect()
  const other = useIdentities().find(({ id }) => permitted.includes(id))
  return (
    other && (
      <Button size="xs" variant="default" onClick={() => select(other, projectId)}>
        {words.backTo(other.id)}
      </Button>
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

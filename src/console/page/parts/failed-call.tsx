import { Alert, Anchor, Button, Code, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { type Exchange, failureOf } from '../api/exchange.ts'
import type { Identity } from '../api/identity.ts'
import { useIdentities, useSelect } from '../data/identity.ts'
import { useRecorded } from '../data/recorded.ts'
import { hrefOf } from '../data/route.ts'
import { useSession } from '../data/session.ts'
import { useWords } from '../words/words.ts'
import { Because } from './because.tsx'
import { StatusBadge } from './status-badge.tsx'
import { useFiredFault } from './use-fired-fault.ts'

interface Props {
  exchange: Exchange
  /** What failed. */
  title?: string
  /** Repeats the call with other credentials; default: selects them, for a list. */
  onRetry?: ((caller: Identity) => void) | undefined
}

/** Shows that a call failed, why, and repeats it with permitted credentials. */
export function FailedCall(props: Props) {
  return (
    <Stack gap="xs" key={props.exchange.callId}>
      <CallError {...props} />
      <Rejection {...props} />
    </Stack>
  )
}

/** Shows the error of a call, and the fault that fired; without a response, whether the mock received it. */
export function CallError({ exchange, title }: Props) {
  const { exchange: words } = useWords()
  const failure = failureOf(exchange)
  const recorded = useRecorded(exchange)
  const startId = useSession(({ startId }) => startId)
  const [sentTo] = useState(startId)
  const missed = sentTo === startId ? 'notArrived' : 'restarted'
  const arrival = recorded === undefined ? 'unknown' : recorded ? 'arrived' : missed
  return (
    <Alert color="red" p="sm" title={title} style={{ overflowWrap: 'anywhere' }}>
      <Group gap="xs">
        <StatusBadge status={exchange.response?.status ?? 0} color="red" />
        {failure && <Code>{failure.errorCode}</Code>}
        {recorded && <Because request={recorded} />}
      </Group>
      {!exchange.response && (
        <Text size="sm">{words.noResponse[exchange.isUnsent ? 'notSent' : arrival]}</Text>
      )}
      {exchange.response && exchange.response.status < 300 && <Text size="sm">{words.notShown}</Text>}
      {failure && (
        <Text size="sm" lang="en">
          {failure.detail}
        </Text>
      )}
    </Alert>
  )
}

/** Shows in one line why a list could not be loaded again, and links to the request. */
export function Outage({ exchange, title }: { exchange: Exchange; title: string }) {
  const { exchange: words, common } = useWords()
  const recorded = useRecorded(exchange)
  const id = recorded?.id
  const error = [exchange.response?.status ?? common.noResponse, failureOf(exchange)?.errorCode].join(' ')
  return (
    <Alert color="red" p="xs">
      <Text size="sm">
        <b>{words.lastList(title)}</b> {useFiredFault(recorded) ?? error}
        {id !== undefined && (
          <>
            {' · '}
            <Anchor inherit c="inherit" underline="always" href={hrefOf('requests', String(id))}>
              {words.recorded(id)}
            </Anchor>
          </>
        )}
      </Text>
    </Alert>
  )
}

/** Links to a rejected call, and repeats it with permitted credentials. */
export function Rejection({ exchange, onRetry }: Props) {
  const { exchange: words } = useWords()
  const identities = useIdentities()
  const recorded = useRecorded(exchange)
  const select = useSelect()
  if (!recorded) return null
  const { id, project, permitted } = recorded
  const caller = identities.find(({ id }) => permitted?.includes(id))
  return (
    <Group>
      {caller && (
        <Button size="xs" onClick={() => (onRetry ? onRetry(caller) : select(caller, project ?? undefined))}>
          {onRetry ? words.retryAs(caller.id) : words.switchTo(caller.id)}
        </Button>
      )}
      <Anchor size="sm" href={hrefOf('requests', String(id))}>
        {words.recorded(id)}
      </Anchor>
    </Group>
  )
}

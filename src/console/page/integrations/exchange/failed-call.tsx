import { Alert, Anchor, Code, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { type Exchange, failureOf } from '../../api/exchange.ts'
import { useFaults, useReach } from '../../data/queries.ts'
import { hrefOf } from '../../data/route.ts'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { useWords } from '../../words/words.ts'
import { useReason } from './use-reason.ts'

/**
 * Shows why Atlas rejected a call.
 *
 * @param title what failed
 * @param hasDetail false: Atlas's text is shown elsewhere
 */
export function FailedCall({
  exchange,
  title,
  hasDetail = true,
  children
}: {
  exchange: Exchange
  title?: string
  hasDetail?: boolean
  children?: ReactNode
}) {
  const { exchange: words } = useWords()
  const isReady = useReach() === 'ready'
  const isFaultActive = useFaults().some(({ ended }) => !ended)
  const reason = useReason(exchange)
  const failure = failureOf(exchange)
  return (
    <Alert color="red" p="sm" title={title}>
      <Group gap="xs">
        <StatusBadge status={exchange.response?.status ?? 0} />
        {failure && <Code>{failure.errorCode}</Code>}
      </Group>
      {!exchange.response && <Text size="sm">{words.noResponse}</Text>}
      {failure && hasDetail && (
        <Text size="sm" lang="en">
          {failure.detail}
        </Text>
      )}
      {reason !== undefined && <Text size="sm">{words.reason(reason)}</Text>}
      <Group gap="md" mt={4}>
        {children}
        {isReady && (
          <Anchor size="sm" c="inherit" underline="always" href={hrefOf('requests')}>
            {words.seeRequests}
          </Anchor>
        )}
        {isFaultActive && (
          <Anchor size="sm" c="inherit" underline="always" href={hrefOf('faults')}>
            {words.faultActive}
          </Anchor>
        )}
      </Group>
    </Alert>
  )
}

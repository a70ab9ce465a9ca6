import { Alert, Code, Group, Text } from '@mantine/core'
import { type Exchange, failureOf } from '../api/exchange.ts'
import { useWords } from '../words/words.ts'
import { StatusBadge } from './status-badge.tsx'

/** Shows why Atlas rejected a call. @param title what failed */
export function FailedCall({ exchange, title }: { exchange: Exchange; title?: string }) {
  const { exchange: words } = useWords()
  const failure = failureOf(exchange)
  return (
    <Alert color="red" p="sm" title={title}>
      <Group gap="xs">
        <StatusBadge status={exchange.response?.status ?? 0} />
        {failure && <Code>{failure.errorCode}</Code>}
      </Group>
      {!exchange.response && <Text size="sm">{words.noResponse}</Text>}
      {failure && (
        <Text size="sm" lang="en">
          {failure.detail}
        </Text>
      )}
    </Alert>
  )
}

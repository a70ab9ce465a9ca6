import { Code, Group, Text } from '@mantine/core'
import type { Delivery } from '../../../../types/wire.d.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { duration } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Shows the result of the delivery over the network, or why there was none. */
export function External({ delivery: { outside, reason, request } }: { delivery: Delivery }) {
  const { alerts: words } = useWords()
  const language = usePreferences(({ language }) => language)
  if (outside) {
    const { status, error } = outside
    const time = duration(outside.duration, language)
    return (
      <>
        <Group gap="xs">
          <StatusBadge status={status ?? 0} />
          <Text size="sm">{status === null ? words.lost(time) : words.returned(time)}</Text>
        </Group>
        {status === null && error !== null && <Code lang="en">{error}</Code>}
      </>
    )
  }
  return (
    <>
      <Text size="sm">{words.no}</Text>
      {reason?.includes('--deliver-to') ? (
        <Text size="sm" c="dimmed">
          {words.deliverTo} <Code>--deliver-to {hostOf(request.headers['Host'])}</Code>
        </Text>
      ) : (
        <Code lang="en">{reason}</Code>
      )}
    </>
  )
}

/** Returns the host without its port, as `--deliver-to` takes it. */
function hostOf(host: string | undefined): string {
  return host?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1') ?? 'HOST'
}

import { Anchor, Code, Group, Stack, Text } from '@mantine/core'
import type { Delivery } from '../../../../types/wire.d.ts'
import { prettyOf } from '../api/json.ts'
import { useAllTypes } from '../data/queries.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { duration } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Shows the signature check, the delivery over the network, and the request. */
export function DeliveryDetails({ delivery }: { delivery: Delivery }) {
  const { alerts: words } = useWords()
  const { signature, templates, request } = delivery
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <Stack gap="sm">
      <Text size="sm">{words.checks[signature.outcome]}</Text>
      <Network delivery={delivery} />
      {templates.reason !== null && (
        <Text size="sm">
          {words.templateFailed} <Code lang="en">{templates.reason}</Code>
        </Text>
      )}
      <Known part="headers" />
      <CodeBlock text={headers.join('\n')} what={words.headers} />
      <Known part="body" />
      <CodeBlock text={prettyOf(request.body)} what={words.body} />
    </Stack>
  )
}

/** Shows how a part of the alerts that Atlas would send is known. */
function Known({ part }: { part: 'headers' | 'body' }) {
  const { labels } = useWords()
  const rows = useAllTypes().flatMap(({ alertRows }) => alertRows.filter(row => row.part === part))
  return rows.map(({ label, title, url }) => (
    <Text key={url} size="xs">
      {labels[label] ?? label}:{' '}
      <Anchor href={url} inherit lang="en">
        {title}
      </Anchor>
    </Text>
  ))
}

/** Shows the result of the delivery over the network, or why the alert was not delivered. */
function Network({ delivery: { url, network, reason } }: { delivery: Delivery }) {
  const { alerts: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const problem = network ? network.error : reason?.startsWith('--deliver-to') ? words.notAllowed : reason
  return (
    <Group gap="xs">
      <Text size="sm">{network ? words.sent : words.notSent}</Text>
      {url !== null && <Code style={{ overflowWrap: 'anywhere' }}>POST {url}</Code>}
      {network && <StatusBadge status={network.status ?? 0} />}
      {network && <Text size="sm">{duration(network.duration, language)}</Text>}
      {problem !== null && <Code lang="en">{problem}</Code>}
    </Group>
  )
}

import { Badge, Code, Group, Stack, Table, Text } from '@mantine/core'
import type { Delivery } from '../../../../types/wire.d.ts'
import { useNames } from '../data/identity.ts'
import { useTypes } from '../data/queries.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { dateTime, duration } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { ConfigureLink } from './configure-link.tsx'

export const VERDICT_COLORS = { valid: 'teal', invalid: 'red', unsigned: 'gray' } as const

/** Shows the result of a delivery, and what was sent where. */
export function DeliveryFacts({ delivery }: { delivery: Delivery }) {
  const { alerts: words, common } = useWords()
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  const { time, event, project, url, templates } = delivery
  const facts = [
    [words.signature, <Signature key="signature" delivery={delivery} />],
    [words.external, <External key="external" delivery={delivery} />],
    [words.event, <Code key="event">{event}</Code>],
    [words.project, nameOf(project)],
    [words.time, dateTime(time, language)],
    [words.url, url === null ? words.noUrl : <Code key="url">{url}</Code>],
    [
      words.templates,
      <div key="templates">
        {(['body', 'headers'] as const).map(part => (
          <Text key={part} size="sm">
            {words.templateOf[part] + common.colon + words.outcomes[templates[part]]}
          </Text>
        ))}
        {templates.reason !== null && <Code lang="en">{templates.reason}</Code>}
      </div>
    ]
  ] as const
  return (
    <Table withRowBorders={false} verticalSpacing={4} horizontalSpacing={0} layout="fixed">
      <Table.Tbody>
        {facts.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={{ base: '6.5rem', xs: '10rem' }} style={{ verticalAlign: 'top' }}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** Shows the result of the signature check, and what follows from it. */
function Signature({ delivery: { project, signature } }: { delivery: Delivery }) {
  const { alerts: words } = useWords()
  const types = useTypes().filter(({ receivesAlerts }) => receivesAlerts)
  const { verdict } = signature
  return (
    <Stack gap={2} align="flex-start">
      <Badge variant="light" tt="none" color={VERDICT_COLORS[verdict]}>
        {words.verdicts[verdict]}
      </Badge>
      <Text size="sm">{words.verdictTexts[verdict]}</Text>
      {verdict === 'unsigned' &&
        types.map(({ type }) => (
          <ConfigureLink key={type} type={type} project={project} label={words.setSecret} />
        ))}
    </Stack>
  )
}

/** Shows the result of the delivery over the network, or why there was none. */
function External({ delivery: { outside, reason, request } }: { delivery: Delivery }) {
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

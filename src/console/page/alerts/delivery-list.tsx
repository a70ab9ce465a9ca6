import { Anchor, Badge, Code, Group, List, Paper, Skeleton, Table, Text, Title } from '@mantine/core'
import type { MouseEvent } from 'react'
import type { Delivery } from '../../../../types/wire.d.ts'
import { useNames, useProjectId } from '../data/identity.ts'
import { DELIVERIES, useTypes } from '../data/queries.ts'
import { go, hrefOf } from '../data/route.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { dateTime } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { ConfigureLink } from './configure-link.tsx'
import { VERDICT_COLORS } from './delivery-facts.tsx'

/** Lists what the mock's receiver got, the newest first. @param deliveries undefined: they are loading */
export function DeliveryList({ deliveries }: { deliveries: readonly Delivery[] | undefined }) {
  const { alerts: words } = useWords()
  if (!deliveries) return <Skeleton h={140} />
  if (deliveries.length === 0) return <Empty />
  return (
    <div>
      <Title order={2} size="h5">
        {words.received}
      </Title>
      {deliveries.length === DELIVERIES && (
        <Text size="sm" c="dimmed">
          {words.newest(DELIVERIES)}
        </Text>
      )}
      <Table highlightOnHover verticalSpacing="xs" aria-label={words.received}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th visibleFrom="sm">{words.time}</Table.Th>
            <Table.Th>{words.event}</Table.Th>
            <Table.Th visibleFrom="sm">{words.project}</Table.Th>
            <Table.Th visibleFrom="sm">{words.external}</Table.Th>
            <Table.Th>{words.signature}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.toReversed().map(delivery => (
            <Row key={delivery.id} delivery={delivery} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

function Row({ delivery: { id, time, project, event, outside, signature } }: { delivery: Delivery }) {
  const { alerts: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  const open = ({ currentTarget, target }: MouseEvent<HTMLElement>) => {
    if (target instanceof HTMLAnchorElement) return
    // The drawer returns the focus to the link.
    currentTarget.querySelector('a')?.focus({ preventScroll: true })
    go('alerts', String(id))
  }
  return (
    <Table.Tr onClick={open} style={{ cursor: 'pointer' }}>
      <Table.Td visibleFrom="sm">{dateTime(time, language)}</Table.Td>
      <Table.Td>
        <Group gap="xs">
          <Anchor size="sm" href={hrefOf('alerts', String(id))}>
            {words.delivery(id)}
          </Anchor>
          <Code>{event}</Code>
        </Group>
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {nameOf(project)} · {dateTime(time, language)}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{nameOf(project)}</Table.Td>
      <Table.Td visibleFrom="sm">
        {outside ? <StatusBadge status={outside.status ?? 0} /> : words.no}
      </Table.Td>
      <Table.Td>
        <Badge variant="light" tt="none" color={VERDICT_COLORS[signature.verdict]}>
          {words.verdicts[signature.verdict]}
        </Badge>
      </Table.Td>
    </Table.Tr>
  )
}

/** Says how to receive a first alert. */
function Empty() {
  const { alerts: words } = useWords()
  const project = useProjectId()
  const types = useTypes().filter(({ receivesAlerts }) => receivesAlerts)
  return (
    <Paper withBorder p="sm">
      <Title order={2} size="h5" mb={4}>
        {words.empty}
      </Title>
      <List type="ordered" size="sm">
        {types.map(({ type, label }) => (
          <List.Item key={type}>
            <ConfigureLink type={type} project={project} label={words.emptyConfigure(label)} />
          </List.Item>
        ))}
        <List.Item>
          {words.emptySend} <Code>POST /_mock/v1/alerts</Code>
        </List.Item>
      </List>
    </Paper>
  )
}

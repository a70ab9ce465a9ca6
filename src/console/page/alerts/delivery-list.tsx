import { Accordion, Badge, Code, Group, Skeleton, Text, Title } from '@mantine/core'
import { useNames } from '../data/identity.ts'
import { useDeliveries } from '../data/queries.ts'
import { go, useRoute } from '../data/route.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { dateTime } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { DeliveryDetails } from './delivery-details.tsx'

const OUTCOME_COLORS = { valid: 'teal', invalid: 'red', unsigned: 'gray' } as const

/** Lists the alerts that the mock received, newest first. */
export function DeliveryList() {
  const { alerts: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const nameOf = useNames()
  const deliveries = useDeliveries()
  const [, opened = null] = useRoute()
  if (!deliveries) return <Skeleton h={opened === null ? 140 : '100vh'} />
  if (deliveries.length === 0) {
    return (
      <Text size="sm">
        {words.empty} <Code>POST /_mock/v1/alerts</Code>
      </Text>
    )
  }
  return (
    <div>
      <Title order={2} size="h4" mb="xs">
        {words.received}
      </Title>
      <Accordion
        order={3}
        variant="separated"
        value={opened}
        onChange={id => go('alerts', ...(id === null ? [] : [id]))}
      >
        {deliveries.toReversed().map(delivery => (
          <Accordion.Item key={delivery.id} value={String(delivery.id)}>
            <Accordion.Control>
              <Group gap="xs">
                <Text size="sm" fw={600}>
                  {words.delivery(delivery.id)}
                </Text>
                <Code>{delivery.event}</Code>
                <Badge variant="light" tt="none" color={OUTCOME_COLORS[delivery.signature.outcome]}>
                  {words.outcomes[delivery.signature.outcome]}
                </Badge>
                {delivery.network ? (
                  <StatusBadge status={delivery.network.status ?? 0} />
                ) : (
                  <Badge variant="light" tt="none" color="gray">
                    {words.onlyMock}
                  </Badge>
                )}
                <Text size="sm" c="dimmed">
                  {nameOf(delivery.project)} · {dateTime(delivery.time, language)}
                </Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              {String(delivery.id) === opened && <DeliveryDetails delivery={delivery} />}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </div>
  )
}

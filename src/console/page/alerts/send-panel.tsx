import { Button, Group, Select, Skeleton, Text } from '@mantine/core'
import { useState } from 'react'
import type { AlertBody, Delivery } from '../../../../types/wire.d.ts'
import { control } from '../data/control.ts'
import { useNames, useProjectId } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { useTypes } from '../data/queries.ts'
import { go, hrefOf } from '../data/route.ts'
import { useAction } from '../data/use-action.ts'
import { Facts } from '../integrations/facts.tsx'
import { Failure } from '../parts/failure.tsx'
import { Panel } from '../parts/panel.tsx'
import { completeStep } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

type AlertEvent = NonNullable<AlertBody['event']>

const EVENTS = [
  'alert.open',
  'alert.close',
  'alert.update',
  'alert.acknowledge',
  'alert.cancel',
  'alert.inform'
] as const satisfies AlertEvent[]

/** Shows the webhook of the selected project, or a link that configures one, and sends a test alert to it. */
export function SendPanel() {
  const { alerts: words, integrations } = useWords()
  const project = useProjectId()
  const nameOf = useNames()
  const types = useTypes().filter(({ receivesAlerts }) => receivesAlerts)
  const { integrations: list, isWaiting } = useIntegrations()
  const [event, setEvent] = useState<AlertEvent>('alert.open')
  const { run, error } = useAction()
  const send = () =>
    run(async () => {
      const { id } = await control<Delivery>('POST /alerts', { project, event })
      completeStep('alert')
      go('alerts', String(id))
    })
  const webhooks = types.flatMap(info => {
    const integration = list?.find(found => found['type'] === info.type)
    return integration ? [{ info, integration }] : []
  })
  const isMissing = list !== undefined && webhooks.length === 0
  // As high as the panel without a webhook, so that what is below does not move.
  if (isWaiting || types.length === 0) return <Skeleton h={140} />
  if (project === undefined) return null
  const missing = words.noReceiver(nameOf(project))
  return (
    <Panel title={words.test}>
      {isMissing && <Text size="sm">{missing}</Text>}
      {webhooks.map(({ info, integration }) => (
        <div key={info.type}>
          <Facts info={info} integration={integration} />
        </div>
      ))}
      <Group gap="sm">
        {!isMissing && (
          <>
            <Select
              aria-label={words.event}
              data={EVENTS}
              value={event}
              allowDeselect={false}
              onChange={value => setEvent(value as AlertEvent)}
            />
            <Button onClick={send}>{words.send}</Button>
          </>
        )}
        {types.map(({ type, label }) => (
          <Button
            key={type}
            component="a"
            id={type}
            href={hrefOf('alerts', type)}
            variant={isMissing ? 'filled' : 'default'}
          >
            {`${webhooks.some(({ info }) => info.type === type) ? integrations.edit : integrations.configure} ${label}`}
          </Button>
        ))}
      </Group>
      <Failure error={error} titles={{ 404: missing }} />
    </Panel>
  )
}

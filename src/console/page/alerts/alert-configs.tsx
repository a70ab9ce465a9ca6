import { Button, Checkbox, Code, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useId } from 'react'
import type { Identity } from '../api/identity.ts'
import { type AlertConfig, useAlertConfigs } from '../data/alert-configs.ts'
import { useProjectId } from '../data/identity.ts'
import { useIntegrations } from '../data/integrations.ts'
import { useNew } from '../data/new.ts'
import { useTypes } from '../data/queries.ts'
import { DeleteModal } from '../parts/delete-modal.tsx'
import { FailedCall, Outage } from '../parts/failed-call.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/words.ts'

/** Lists the alert configurations of the selected project. */
export function AlertConfigs() {
  const { alerts: words } = useWords()
  const { exchange, configs, outage, toggle, remove } = useAlertConfigs()
  const {
    mutate,
    data: failed,
    variables
  } = useMutation({
    mutationFn: ({ config, caller }: { config: AlertConfig; caller?: Identity }) => toggle(config, caller)
  })
  const mark = useNew(
    useProjectId(),
    configs?.map(({ id }) => id)
  )
  const headingId = useId()
  const status = failed?.response?.status
  return (
    <Panel title={words.configs} headingId={headingId}>
      {!exchange && <Skeleton h={20} />}
      {exchange && !configs && <FailedCall exchange={exchange} title={words.configsFailed} />}
      {outage && <Outage exchange={outage} title={words.configsFailed} />}
      {configs?.length === 0 && (
        <Text size="sm">
          {words.noConfigs} <Code>POST /api/atlas/v2/groups/…/alertConfigs</Code>
        </Text>
      )}
      <Stack gap="sm" className={outage && 'outdated'}>
        {configs?.map(config => (
          <Config
            key={config.id}
            config={config}
            mark={mark(config.id)}
            onToggle={() => mutate({ config })}
            onDelete={caller => remove(config, caller)}
            headingId={headingId}
          />
        ))}
      </Stack>
      {failed && variables && status !== 200 && (
        <FailedCall exchange={failed} onRetry={caller => mutate({ ...variables, caller })} />
      )}
    </Panel>
  )
}

function Config({
  config,
  mark,
  onToggle,
  onDelete,
  headingId
}: {
  config: AlertConfig
  mark: object
  onToggle: () => void
  onDelete: Parameters<typeof DeleteModal>[0]['onDelete']
  headingId: string
}) {
  const { alerts: words, common } = useWords()
  const nameOf = useIntegrationName()
  const [isDeleting, { open, close }] = useDisclosure()
  const { eventTypeName, enabled, notifications } = config
  return (
    <Group
      component="article"
      justify="space-between"
      className="member"
      aria-label={eventTypeName}
      {...mark}
    >
      <Stack gap={2} miw={0}>
        <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {eventTypeName}
        </Text>
        {notifications.map(({ notifierId, typeName, integrationId }) => (
          <Group key={notifierId} gap="xs">
            <Code>{typeName}</Code>
            {integrationId !== undefined && <Text size="sm">{nameOf(integrationId)}</Text>}
          </Group>
        ))}
      </Stack>
      <Group gap="sm">
        <Checkbox role="switch" label={words.enabled} checked={enabled} onChange={onToggle} />
        <Button
          size="xs"
          variant="default"
          c="red"
          aria-label={`${common.delete} ${eventTypeName}`}
          onClick={open}
        >
          {common.delete}
        </Button>
      </Group>
      <DeleteModal
        name={eventTypeName}
        text={words.deleteConfig}
        isOpen={isDeleting}
        onClose={close}
        onDelete={onDelete}
        focusId={headingId}
      />
    </Group>
  )
}

/** Returns a function from the ID of a third-party integration to its name. */
function useIntegrationName(): (id: string) => string {
  const { alerts: words } = useWords()
  const types = useTypes()
  const { integrations = [] } = useIntegrations()
  return id => {
    const found = integrations.find(integration => integration['id'] === id)
    return types.find(({ type }) => type === found?.['type'])?.label ?? words.unknownIntegration
  }
}

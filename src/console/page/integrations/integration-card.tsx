import { Badge, Box, Button, Card, Group, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import type { Integration } from '../data/integrations.ts'
import { useReach } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { DeleteModal } from './delete-modal.tsx'
import { Facts } from './facts.tsx'
import { descriptionOf } from './form/form-schema.ts'

interface Props {
  info: IntegrationTypeInfo
  integration: Integration | undefined
  /** Whether Atlas returned the list. */
  isKnown: boolean
}

/** An integration type, and the integration of this type. */
export function IntegrationCard({ info, integration, isKnown }: Props) {
  const { integrations: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const state = integration ? 'configured' : isKnown ? 'notConfigured' : 'unknown'
  return (
    <Card component="article" withBorder padding="sm" aria-label={info.label}>
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <Title order={2} size="h5" className="one-line">
          {info.label}
        </Title>
        <Badge color={integration ? 'teal' : 'gray'} variant="light" tt="none" flex="none">
          {words.states[state]}
        </Badge>
      </Group>
      <Box mih={66} mb="sm">
        {integration ? (
          <Facts info={info} integration={integration} />
        ) : (
          <Text size="sm" c="dimmed" lineClamp={3}>
            {descriptionOf(info, language)}
          </Text>
        )}
      </Box>
      <Actions info={info} isConfigured={integration !== undefined} />
    </Card>
  )
}

function Actions({ info, isConfigured }: { info: IntegrationTypeInfo; isConfigured: boolean }) {
  const { integrations: words, common } = useWords()
  const isReady = useReach() === 'ready'
  const [isDeleting, { open, close }] = useDisclosure()
  const { type, label, receivesAlerts } = info
  return (
    <Group gap="xs" mt="auto">
      <Button
        component="a"
        id={type}
        href={hrefOf('integrations', type)}
        size="xs"
        variant={isConfigured ? 'default' : 'light'}
        aria-label={isConfigured ? words.editWhat(label) : words.configureWhat(label)}
      >
        {isConfigured ? words.edit : words.configure}
      </Button>
      {isConfigured && (
        <Button size="xs" variant="default" c="red" onClick={open} aria-label={words.deleteWhat(label)}>
          {common.delete}
        </Button>
      )}
      {isConfigured && receivesAlerts && isReady && (
        <Button
          component="a"
          href={hrefOf('alerts')}
          size="xs"
          variant="subtle"
          aria-label={words.testAlertWhat(label)}
        >
          {words.testAlert}
        </Button>
      )}
      <DeleteModal info={info} isOpen={isDeleting} onClose={close} />
    </Group>
  )
}

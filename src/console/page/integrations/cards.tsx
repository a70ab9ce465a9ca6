import { Badge, Box, Button, Card, Group, SimpleGrid, Skeleton, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { useProjectId } from '../data/identity.ts'
import { type Integration, useIntegrations, useWrite } from '../data/integrations.ts'
import { useTypes } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { DeleteModal } from '../parts/delete-modal.tsx'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { Facts } from './facts.tsx'

const PLACEHOLDERS = Array.from({ length: 9 }, (_, index) => index)

/** Shows a card for each integration type. */
export function Cards() {
  const types = useTypes()
  const { integrations, isWaiting } = useIntegrations()
  const groupId = useProjectId()
  const isLoading = isWaiting || types.length === 0
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} aria-busy={isLoading}>
      {isLoading
        ? PLACEHOLDERS.map(index => <Skeleton key={index} h={174} />)
        : types.map(info => (
            <IntegrationCard
              // An open dialog would delete in another project.
              key={`${groupId} ${info.type}`}
              info={info}
              integration={integrations?.find(found => found['type'] === info.type)}
              isKnown={integrations !== undefined}
            />
          ))}
    </SimpleGrid>
  )
}

interface Props {
  info: IntegrationTypeInfo
  integration: Integration | undefined
  /** Whether Atlas returned the list. */
  isKnown: boolean
}

/** Shows an integration type and its integration, if configured. */
function IntegrationCard({ info, integration, isKnown }: Props) {
  const { integrations: words, common } = useWords()
  const language = usePreferences(({ language }) => language)
  const write = useWrite()
  const [isDeleting, { open, close }] = useDisclosure()
  const { type, label, description, zh } = info
  const state = integration ? 'configured' : isKnown ? 'notConfigured' : 'unknown'
  const edit = integration ? words.edit : words.configure
  return (
    <Card component="article" withBorder padding="sm" aria-label={label}>
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <Title order={2} size="h5">
          {label}
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
            {language === 'zh' && zh ? zh.description : description}
          </Text>
        )}
      </Box>
      <Group gap="xs" mt="auto">
        <Button
          component="a"
          id={type}
          href={hrefOf('integrations', type)}
          size="xs"
          variant={integration ? 'default' : 'light'}
          aria-label={`${edit} ${label}`}
        >
          {edit}
        </Button>
        {integration && (
          <Button size="xs" variant="default" c="red" onClick={open} aria-label={`${common.delete} ${label}`}>
            {common.delete}
          </Button>
        )}
      </Group>
      <DeleteModal
        name={label}
        isOpen={isDeleting}
        onClose={close}
        onDelete={async () => (await write('delete', info))?.last}
        focusId={type}
      />
    </Card>
  )
}

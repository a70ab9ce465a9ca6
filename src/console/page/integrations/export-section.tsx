import { Badge, Box, Button, Card, Group, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useId } from 'react'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { type Exchange, failureOf } from '../api/exchange.ts'
import { useProjectId } from '../data/identity.ts'
import { type Integration, idOf, useIntegrations, useWrite } from '../data/integrations.ts'
import { useTypes } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { DeleteModal } from '../parts/delete-modal.tsx'
import { FailedCall } from '../parts/failed-call.tsx'
import type { Resource } from '../snippets/resources.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { Facts } from './facts.tsx'
import { useTypeName } from './type-name.ts'

/** Shows the types of a resource that can have several integrations of a type, each with its integrations. */
export function ExportSection({ resource }: { resource: Exclude<Resource, 'integrations'> }) {
  const { integrations: words } = useWords()
  const types = useTypes(resource)
  const { data, integrations, isWaiting } = useIntegrations(resource)
  const groupId = useProjectId()
  const id = useId()
  return (
    <Stack component="section" gap="sm" mt="md" aria-labelledby={id}>
      <Title order={2} size="h4" id={id}>
        {words.sections[resource]}
      </Title>
      {isWaiting && <Skeleton h={140} />}
      {data && !integrations && <Unreadable exchange={data.last} />}
      {integrations && (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} style={{ alignItems: 'start' }}>
          {types.map(info => (
            <ExportCard
              // An open dialog would delete in another project.
              key={`${groupId} ${info.type}`}
              info={info}
              integrations={integrations.filter(found => found[info.typeField] === info.type)}
            />
          ))}
        </SimpleGrid>
      )}
    </Stack>
  )
}

/** Explains in one line that the identity lacks the role; shows other errors in full. */
function Unreadable({ exchange }: { exchange: Exchange }) {
  const { integrations: words } = useWords()
  const status = exchange.response?.status
  if (status !== 401 && status !== 403) return <FailedCall exchange={exchange} title={words.listFailed} />
  return (
    <Text size="sm" c="dimmed">
      {words.ownerOnly(`${status} ${failureOf(exchange)?.errorCode ?? ''}`)}
    </Text>
  )
}

function ExportCard({
  info,
  integrations
}: {
  info: IntegrationTypeInfo
  integrations: readonly Integration[]
}) {
  const { integrations: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const name = useTypeName()(info)
  const { type, label, description, zh } = info
  const count = integrations.length
  return (
    <Card component="article" withBorder padding="sm" aria-label={name}>
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <Title order={3} size="h5">
          {label}
        </Title>
        <Badge color={count > 0 ? 'teal' : 'gray'} variant="light" tt="none" flex="none">
          {words.count(count)}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {language === 'zh' && zh ? zh.description : description}
      </Text>
      <Button
        component="a"
        id={type}
        href={hrefOf('integrations', type)}
        size="xs"
        variant="light"
        w="fit-content"
        aria-label={words.addWhat(name)}
      >
        {words.add}
      </Button>
      {integrations.map(integration => (
        <Member key={idOf(info, integration)} info={info} integration={integration} name={name} />
      ))}
    </Card>
  )
}

/** Shows one integration of a type. */
function Member({
  info,
  integration,
  name
}: {
  info: IntegrationTypeInfo
  integration: Integration
  name: string
}) {
  const { integrations: words, common } = useWords()
  const write = useWrite()
  const [isDeleting, { open, close }] = useDisclosure()
  const id = idOf(info, integration) ?? ''
  return (
    <Box component="section" aria-label={`${name} ${id}`} mt="sm" className="member">
      <Text size="xs" c="dimmed" ff="monospace">
        {id}
      </Text>
      <Facts info={info} integration={integration} />
      <Group gap="xs" mt="xs">
        <Button
          component="a"
          href={hrefOf('integrations', info.type, id)}
          size="xs"
          variant="default"
          aria-label={`${words.edit} ${name} ${id}`}
        >
          {words.edit}
        </Button>
        <Button
          size="xs"
          variant="default"
          c="red"
          onClick={open}
          aria-label={`${common.delete} ${name} ${id}`}
        >
          {common.delete}
        </Button>
      </Group>
      <DeleteModal
        name={`${name} ${id}`}
        isOpen={isDeleting}
        onClose={close}
        onDelete={async () => (await write('delete', info, id))?.last}
        focusId={info.type}
      />
    </Box>
  )
}

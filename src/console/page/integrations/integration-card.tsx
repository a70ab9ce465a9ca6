import { Button, Card, Group, Text, ThemeIcon, Title } from '@mantine/core'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import type { Exchange } from '../api/exchange.ts'
import type { Identity } from '../api/identity.ts'
import { type Integration, idOf } from '../data/integrations.ts'
import { useAllTypes } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { DeleteModal } from '../parts/delete-modal.tsx'
import { shortenIds } from '../parts/shorten.ts'
import { useWords } from '../words/words.ts'
import { initialsOf } from './card-texts.ts'
import { Facts } from './facts.tsx'
import { useTypeName } from './type-name.ts'

/** Shows an integration. */
export function IntegrationCard({
  info,
  integration,
  mark,
  isDeleting,
  onAsk,
  onDelete
}: {
  info: IntegrationTypeInfo
  integration: Integration
  /** Marks a new integration. */
  mark: object
  /** Whether the dialog that asks for confirmation is open. */
  isDeleting: boolean
  onAsk: (isAsking: boolean) => void
  onDelete: (id: string | undefined, caller: Identity | undefined) => Promise<Exchange | undefined>
}) {
  const { integrations: words, common } = useWords()
  const id = idOf(info, integration)
  const name = [useTypeName()(info), id].filter(Boolean).join(' ')
  const { type, label } = info
  return (
    <Card component="article" withBorder padding="sm" aria-label={name} {...mark}>
      <Group wrap="nowrap" gap="xs" mb="xs">
        <Glyph info={info} isConfigured />
        <div className="grow">
          <Title order={3} size="h5">
            {label}
          </Title>
          {id !== undefined && (
            <Text size="xs" c="dimmed" ff="monospace" className="one-line" title={id}>
              {shortenIds(id)}
            </Text>
          )}
        </div>
      </Group>
      <Facts info={info} integration={integration} />
      <Group gap="xs" mt="auto" pt="sm">
        <Button
          component="a"
          id={id ?? type}
          href={hrefOf('integrations', type, ...(id === undefined ? [] : [id]))}
          size="xs"
          variant="default"
          aria-label={`${words.edit} ${name}`}
        >
          {words.edit}
        </Button>
        <Button
          size="xs"
          variant="default"
          c="red"
          onClick={() => onAsk(true)}
          aria-label={`${common.delete} ${name}`}
        >
          {common.delete}
        </Button>
      </Group>
      <DeleteModal
        name={name}
        text={words.deleteText}
        isOpen={isDeleting}
        onClose={() => onAsk(false)}
        onDelete={caller => onDelete(id, caller)}
        focusId={type}
      />
    </Card>
  )
}

/** Shows the initials of a service: the mock uses no trademarks. */
export function Glyph({ info, isConfigured = false }: { info: IntegrationTypeInfo; isConfigured?: boolean }) {
  const types = useAllTypes()
  const initials = initialsOf(types.map(({ label }) => label))
  return (
    <ThemeIcon aria-hidden size="lg" fz="sm" fw={600} variant={isConfigured ? 'filled' : 'default'}>
      {initials[types.indexOf(info)]}
    </ThemeIcon>
  )
}

import { Button, Card, Group, SimpleGrid, Skeleton, Stack, Title } from '@mantine/core'
import { type Ref, useId, useRef, useState } from 'react'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { useHeld } from '../data/held.ts'
import { useProjectId } from '../data/identity.ts'
import { type Integration, idOf, type Listing, useIntegrations, useWrite } from '../data/integrations.ts'
import { useNew } from '../data/new.ts'
import { useTypes } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { Outage } from '../parts/failed-call.tsx'
import type { Resource } from '../snippets/resources.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { Glyph, IntegrationCard } from './integration-card.tsx'
import { ListFailure } from './list-notice.tsx'
import { useTypeName } from './type-name.ts'

/** Of cards and tiles. */
const COLUMNS = { base: 1, xs: 2, md: 3, lg: 4 }

/** Height in pixels. */
const TILE_HEIGHT = 56

/** Shows the integrations of a resource, then the services to configure. */
export function Section({ resource }: { resource: Resource }) {
  const { integrations: words } = useWords()
  const types = useTypes(resource)
  const groupId = useProjectId()
  /** The card with an open dialog, which must not delete in another project. */
  const [opened, setOpened] = useState<{ groupId: string | undefined; id: string }>()
  const deleting = opened?.groupId === groupId ? opened?.id : undefined
  const isLoaded = ({ integrations }: Listing) => integrations !== undefined
  const { data, integrations, outage, isWaiting } = useHeld(
    useIntegrations(resource),
    isLoaded,
    deleting !== undefined
  )
  const write = useWrite()
  const headingId = useId()
  /** The type whose tile gets the focus when it appears: its card had it. */
  const deleted = useRef<string>(undefined)
  const isSingle = resource === 'integrations'
  const configured = (integrations ?? []).flatMap(integration => {
    const info = types.find(({ type, typeField }) => type === integration[typeField])
    return info ? { info, integration } : []
  })
  const others = types.filter(info => !isSingle || !configured.some(found => found.info === info))
  const isLoading = isWaiting || types.length === 0
  const mark = useNew(groupId, integrations && !isLoading ? configured.map(idIn) : undefined)
  const isShown = !isLoading && (isSingle || integrations)
  return (
    <Stack component="section" gap="sm" aria-labelledby={headingId} aria-busy={isLoading}>
      <Title order={2} size="h4" id={headingId}>
        {words.sections[resource]}
      </Title>
      {outage && <Outage exchange={outage} title={words.listFailed} />}
      {configured.length > 0 && (
        <SimpleGrid cols={COLUMNS} spacing="sm" className={outage && 'outdated'}>
          {configured.map(({ info, integration }) => (
            <IntegrationCard
              // A dialog must not show what failed in another project.
              key={`${groupId} ${idIn({ info, integration })}`}
              info={info}
              integration={integration}
              mark={mark(idIn({ info, integration }))}
              isDeleting={deleting === idIn({ info, integration })}
              onAsk={isAsking =>
                setOpened(isAsking ? { groupId, id: idIn({ info, integration }) } : undefined)
              }
              onDelete={async (id, caller) => {
                deleted.current = info.type
                const exchange = (await write('delete', info, id, undefined, caller))?.last
                if (exchange?.response?.status !== 204) deleted.current = undefined
                return exchange
              }}
            />
          ))}
        </SimpleGrid>
      )}
      {data && !isLoading && !integrations && <ListFailure exchange={data.last} resource={resource} />}
      {isLoading && <Skeleton h={3 * TILE_HEIGHT} />}
      <SimpleGrid cols={COLUMNS} spacing="sm" verticalSpacing="xs">
        {isShown &&
          others.map(info => (
            <Tile
              key={info.type}
              info={info}
              linkRef={link => {
                if (!link || deleted.current !== info.type) return
                deleted.current = undefined
                link.focus()
              }}
            />
          ))}
      </SimpleGrid>
    </Stack>
  )
}

/** Returns an ID that is unique in the section. */
function idIn({ info, integration }: { info: IntegrationTypeInfo; integration: Integration }): string {
  return idOf(info, integration) ?? info.type
}

/** Shows a service, and a link to the form of a new integration. */
function Tile({ info, linkRef }: { info: IntegrationTypeInfo; linkRef: Ref<HTMLAnchorElement> }) {
  const { integrations: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const name = useTypeName()(info)
  const { type, label, description, zh } = info
  const action = info.resource === 'integrations' ? words.configure : words.add
  return (
    <Card
      component="article"
      withBorder
      padding="xs"
      mih={TILE_HEIGHT}
      aria-label={name}
      title={language === 'zh' && zh ? zh.description : description}
    >
      <Group gap="xs" wrap="nowrap">
        <Glyph info={info} />
        <Title order={3} fz="sm" fw={500} className="grow">
          {label}
        </Title>
        <Button
          component="a"
          ref={linkRef}
          id={type}
          href={hrefOf('integrations', type)}
          size="compact-sm"
          variant="subtle"
          flex="none"
          aria-label={`${action} ${name}`}
        >
          {action}
        </Button>
      </Group>
    </Card>
  )
}

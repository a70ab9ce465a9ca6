import { Card, SimpleGrid, Skeleton } from '@mantine/core'
import { useIsFetching } from '@tanstack/react-query'
import { useIntegrations } from '../data/integrations.ts'
import { useTypes } from '../data/queries.ts'
import { IntegrationCard } from './integration-card.tsx'

const PLACEHOLDERS = Array.from({ length: 9 }, (_, index) => index)

/** A card for each integration type. */
export function Cards() {
  const types = useTypes()
  const areTypesLoading = useIsFetching({ queryKey: ['types'] }) > 0
  const { integrations, isWaiting } = useIntegrations()
  const isLoading = isWaiting || (types.length === 0 && areTypesLoading)
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} aria-busy={isLoading}>
      {isLoading
        ? PLACEHOLDERS.map(index => (
            <Card key={index} withBorder padding="sm" h={174}>
              <Skeleton h={22} w="60%" mb="sm" />
              <Skeleton h={60} mb="sm" />
              <Skeleton h={30} w={90} />
            </Card>
          ))
        : types.map(info => (
            <IntegrationCard
              key={info.type}
              info={info}
              integration={integrations?.find(({ type }) => type === info.type)}
              isKnown={integrations !== undefined}
            />
          ))}
    </SimpleGrid>
  )
}

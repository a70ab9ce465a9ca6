import { Badge, Group, Skeleton, Text } from '@mantine/core'
import { useIntegrations } from '../data/integrations.ts'
import { useTypes } from '../data/queries.ts'
import { useWords } from '../words/words.ts'
import { ConfigureLink } from './configure-link.tsx'

/** Shows which integration types receive alerts, and whether a project has them. */
export function Receivers({ project }: { project: string | undefined }) {
  const { alerts: words, common } = useWords()
  const types = useTypes().filter(({ receivesAlerts }) => receivesAlerts)
  const { integrations, isLoading } = useIntegrations(project)
  if (types.length === 0 || isLoading) return <Skeleton h={22} maw={400} />
  return (
    <Group gap="xs" mih={22}>
      <Text size="sm">
        {words.receivers}
        {common.colon}
      </Text>
      {types.map(({ type, label }) => {
        const isConfigured = integrations?.some(integration => integration.type === type)
        return (
          <Group key={type} gap="xs">
            <Text size="sm" fw={600}>
              {label}
            </Text>
            <Badge variant="light" color={isConfigured ? 'teal' : 'gray'} tt="none">
              {isConfigured === undefined
                ? words.unknown
                : isConfigured
                  ? words.configured
                  : words.notConfigured}
            </Badge>
            {!isConfigured && <ConfigureLink type={type} project={project} label={words.configure(label)} />}
          </Group>
        )
      })}
    </Group>
  )
}

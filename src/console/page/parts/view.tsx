import { Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useReach } from '../data/queries.ts'
import { useWords } from '../words/words.ts'

/** A view that needs the control plane: its heading, actions beside the heading, and its content. */
export function View({
  title,
  lead,
  actions,
  children
}: {
  title: string
  lead?: string
  actions?: ReactNode
  children: ReactNode
}) {
  const { common } = useWords()
  const reach = useReach()
  const isUsable = reach === 'ready' || reach === 'starting'
  return (
    <Stack>
      <Group justify="space-between">
        <div>
          <Title order={1} size="h3">
            {title}
          </Title>
          {lead && (
            <Text size="sm" c="dimmed">
              {lead}
            </Text>
          )}
        </div>
        {isUsable && actions}
      </Group>
      {isUsable ? children : <Text>{common.needsControl}</Text>}
    </Stack>
  )
}

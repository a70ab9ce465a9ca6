import { Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { isUnusable, useControlPlaneState } from '../data/queries.ts'
import { useWords } from '../words/words.ts'

/** Shows a view: its heading, actions beside it, and its content, or that the control plane cannot be used. */
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
  const state = useControlPlaneState()
  // While the mock restarts, the view keeps what the user has typed.
  const isUsable = !isUnusable(state)
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

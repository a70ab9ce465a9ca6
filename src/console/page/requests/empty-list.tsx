import { Anchor, Paper, Stack, Text } from '@mantine/core'
import { hrefOf } from '../data/route.ts'
import { useWords } from '../words/words.ts'

/** Says why the list is empty and what to do. @param isFirst the journal itself is empty */
export function EmptyList({ isFirst }: { isFirst: boolean }) {
  const { requests: words, shell } = useWords()
  return (
    <Paper withBorder p="xl">
      <Stack align="center" gap="xs" ta="center">
        <Text fw={600}>{isFirst ? words.empty : words.noMatch}</Text>
        {isFirst && <Text size="sm">{words.emptyText}</Text>}
        {isFirst && <Anchor href={hrefOf('integrations')}>{shell.views.integrations}</Anchor>}
      </Stack>
    </Paper>
  )
}

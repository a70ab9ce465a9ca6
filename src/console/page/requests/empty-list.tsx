import { Anchor, Button, Paper, Stack, Text } from '@mantine/core'
import { hrefOf } from '../data/route.ts'
import { useWords } from '../words/words.ts'
import { isFiltering, NO_FILTER, useFilter } from './filter.ts'

/** Says why the list is empty and what to do. @param isFirst the journal itself is empty */
export function EmptyList({ isFirst }: { isFirst: boolean }) {
  const { requests: words, shell } = useWords()
  const isFiltered = useFilter(isFiltering)
  return (
    <Paper withBorder p="xl">
      <Stack align="center" gap="xs">
        <Text fw={600}>{isFirst ? words.empty : words.noMatch}</Text>
        {isFirst && (
          <>
            <Text size="sm" ta="center">
              {words.emptyText}
            </Text>
            <Anchor size="sm" href={hrefOf('integrations')}>
              {shell.views.integrations}
            </Anchor>
          </>
        )}
        {!isFirst && isFiltered && (
          <Button variant="default" onClick={() => useFilter.setState(NO_FILTER)}>
            {words.clearFilter}
          </Button>
        )}
      </Stack>
    </Paper>
  )
}

import { Anchor, Stack, Text, Title } from '@mantine/core'
import { hrefOf } from '../data/route.ts'
import { useWords } from '../words/words.ts'

/** Shown for an address without a view. */
export function NotFound() {
  const { shell } = useWords()
  return (
    <Stack align="flex-start">
      <Title order={1} size="h3">
        {shell.notFound}
      </Title>
      <Text>{shell.notFoundText(location.hash)}</Text>
      <Anchor href={hrefOf('integrations')}>{shell.views.integrations}</Anchor>
    </Stack>
  )
}

import { Anchor, Stack, Title } from '@mantine/core'
import { hrefOf } from '../data/route.ts'
import { useWords } from '../words/words.ts'

/** Reports that the address is unknown. */
export function NotFound() {
  const { shell } = useWords()
  return (
    <Stack gap="xs" align="flex-start">
      <Title order={1} size="h3">
        {shell.notFound}
      </Title>
      <Anchor href={hrefOf('integrations')} underline="always">
        {shell.views.integrations}
      </Anchor>
    </Stack>
  )
}

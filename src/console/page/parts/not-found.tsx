import { Alert, Anchor } from '@mantine/core'
import { hrefOf } from '../data/route.ts'
import { useWords } from '../words/words.ts'

/** Reports that the address is unknown. */
export function NotFound() {
  const { shell } = useWords()
  return (
    <Alert color="orange" title={shell.notFound}>
      <Anchor href={hrefOf('integrations')}>{shell.views.integrations}</Anchor>
    </Alert>
  )
}

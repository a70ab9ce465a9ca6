import { Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { reachControl } from '../api/control.ts'
import { useSession } from '../data/session.ts'
import { Failure } from '../parts/failure.tsx'
import { saveFile } from '../parts/save-file.ts'
import { useWords } from '../words/words.ts'

/** Downloads the journal as an HTTP archive (HAR). */
export function HarButton() {
  const { requests: words } = useWords()
  const { mutate, isPending, error } = useMutation({ mutationFn: downloadHar })
  return (
    <Stack gap="xs">
      <Button size="xs" variant="default" loading={isPending} onClick={() => mutate()}>
        {words.har}
      </Button>
      <Failure error={error} />
    </Stack>
  )
}

async function downloadHar(): Promise<void> {
  // A link cannot send the token.
  const response = await reachControl('GET /requests.har', { token: useSession.getState().token })
  saveFile('atlas-mock.har', await response.blob())
}

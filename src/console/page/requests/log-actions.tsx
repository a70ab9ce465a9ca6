import { Button, Group, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { reachControl } from '../api/control.ts'
import { control } from '../data/control.ts'
import { useSession } from '../data/session.ts'
import { useAction } from '../data/use-action.ts'
import { Failure } from '../parts/failure.tsx'
import { saveFile } from '../parts/save-file.ts'
import { useWords } from '../words/words.ts'

/** Deletes the journal, or downloads it as an HTTP archive (HAR). */
export function LogActions() {
  const { requests: words } = useWords()
  const { run, error: deletionError } = useAction()
  const { mutate, isPending, error } = useMutation({ mutationFn: downloadHar })
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          onClick={() => run(() => control('DELETE /requests'), words.deleted)}
        >
          {words.deleteAll}
        </Button>
        <Button size="xs" variant="default" loading={isPending} onClick={() => mutate()}>
          {words.har}
        </Button>
      </Group>
      <Failure error={error ?? deletionError} />
    </Stack>
  )
}

async function downloadHar(): Promise<void> {
  // A link cannot send the token.
  const response = await reachControl('GET /requests.har', { token: useSession.getState().token })
  saveFile('atlas-mock.har', await response.blob())
}

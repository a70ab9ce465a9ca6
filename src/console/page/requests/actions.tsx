import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { control, queryClient } from '../data/control.ts'
import { setRequests } from '../data/journal.ts'
import { Failure } from '../parts/failure.tsx'
import { useWords } from '../words/words.ts'
import { downloadHar } from './har.ts'

/** Downloads or clears the journal. */
export function Actions() {
  const { requests: words } = useWords()
  const [isAsking, { open, close }] = useDisclosure()
  const { mutate, isPending, error } = useMutation({ mutationFn: downloadHar })
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Button variant="default" loading={isPending} onClick={() => mutate()}>
          {words.har}
        </Button>
        <Button variant="default" onClick={open}>
          {words.clear}
        </Button>
      </Group>
      <Failure error={error} />
      <Modal opened={isAsking} onClose={close} title={words.clearQuestion}>
        <ClearForm onDone={close} />
      </Modal>
    </Stack>
  )
}

function ClearForm({ onDone }: { onDone: () => void }) {
  const { requests: words, common } = useWords()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => control('DELETE /requests'),
    onSuccess() {
      setRequests([])
      // It is deleted with the requests.
      void queryClient.invalidateQueries({ queryKey: ['failed-verification'] })
      onDone()
    }
  })
  return (
    <Stack>
      <Text size="sm">{words.clearText}</Text>
      <Failure error={error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone} data-autofocus>
          {common.cancel}
        </Button>
        <Button color="red" loading={isPending} onClick={() => mutate()}>
          {words.clear}
        </Button>
      </Group>
    </Stack>
  )
}

import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { useWrite } from '../data/integrations.ts'
import { useWords } from '../words/words.ts'
import { FailedCall } from './exchange/failed-call.tsx'

/** Asks before an integration is deleted, and shows why Atlas did not delete it. */
export function DeleteModal({
  info: { type, label },
  isOpen,
  onClose
}: {
  info: IntegrationTypeInfo
  isOpen: boolean
  onClose: () => void
}) {
  const { integrations: words, common } = useWords()
  const write = useWrite()
  const { mutate, data, isPending, reset } = useMutation({
    mutationFn: () => write('delete', type),
    onSuccess(action) {
      if (action?.last.response?.status !== 204) return
      onClose()
      notifications.show({ message: words.deleted(label) })
      // The button that opened the dialog is removed with the integration.
      document.getElementById(type)?.focus()
    }
  })
  const close = () => {
    onClose()
    reset()
  }
  const isFailed = data && data.last.response?.status !== 204
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={words.deleteTitle(label)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack>
        <Text size="sm">{words.deleteText}</Text>
        {isFailed && <FailedCall exchange={data.last} title={words.deleteFailed} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {common.cancel}
          </Button>
          <Button
            color="red"
            data-disabled={isPending}
            aria-disabled={isPending}
            onClick={() => !isPending && mutate()}
          >
            {common.delete}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

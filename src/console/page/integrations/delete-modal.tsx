import { Button, Group, Modal, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { IntegrationTypeInfo } from '../../../../types/wire.d.ts'
import { useWrite } from '../data/integrations.ts'
import { useWords } from '../words/words.ts'
import { FailedCall } from './exchange/failed-call.tsx'

interface Props {
  info: IntegrationTypeInfo
  isOpen: boolean
  onClose: () => void
}

/** Asks for confirmation before deleting an integration, and shows why a deletion failed. */
export function DeleteModal({ info: { type, label }, isOpen, onClose }: Props) {
  const { integrations: words, common } = useWords()
  const write = useWrite()
  const { mutate, data, isPending, reset } = useMutation({
    mutationFn: () => write('delete', type),
    onSuccess(action) {
      if (action?.last.response?.status !== 204) return
      onClose()
      // The button that opened the dialog is removed with the integration.
      document.getElementById(type)?.focus()
    }
  })
  const close = () => {
    onClose()
    reset()
  }
  return (
    <Modal opened={isOpen} onClose={close} title={words.deleteTitle(label)} withCloseButton={false}>
      <Stack>
        {data && data.last.response?.status !== 204 && <FailedCall exchange={data.last} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {common.cancel}
          </Button>
          <Button color="red" aria-disabled={isPending} onClick={() => !isPending && mutate()}>
            {common.delete}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Exchange } from '../api/exchange.ts'
import type { Identity } from '../api/identity.ts'
import { useWords } from '../words/words.ts'
import { FailedCall } from './failed-call.tsx'
import { WaitButton } from './wait-button.tsx'

interface Props {
  /** What is deleted. */
  name: string
  /** What the deletion does. */
  text: string
  isOpen: boolean
  onClose: () => void
  /** @param caller default: the selected identity */
  onDelete: (caller?: Identity) => Promise<Exchange | undefined>
  /** ID of the element that receives the focus: the button that opened the dialog is removed with the deleted object. */
  focusId: string
}

/** Asks for confirmation before deleting an object of Atlas, and shows why a deletion failed. */
export function DeleteModal({ name, text, isOpen, onClose, onDelete, focusId }: Props) {
  const { common } = useWords()
  const { mutate, data, isPending, reset } = useMutation({
    mutationFn: (caller: Identity | undefined) => onDelete(caller),
    onSuccess(exchange) {
      if (exchange?.response?.status !== 204) return
      onClose()
      document.getElementById(focusId)?.focus()
    }
  })
  const close = () => {
    onClose()
    reset()
  }
  return (
    <Modal opened={isOpen} onClose={close} title={common.deleteTitle(name)} withCloseButton={false}>
      <Stack>
        <Text size="sm">{text}</Text>
        {data && data.response?.status !== 204 && <FailedCall exchange={data} onRetry={mutate} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {common.cancel}
          </Button>
          <WaitButton color="red" isPending={isPending} onClick={() => mutate(undefined)}>
            {common.delete}
          </WaitButton>
        </Group>
      </Stack>
    </Modal>
  )
}

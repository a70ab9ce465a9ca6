import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Sandbox } from '../../../../types/wire.d.ts'
import { control, queryClient } from '../data/control.ts'
import { Failure } from '../parts/failure.tsx'
import { useWords } from '../words/words.ts'

/** Asks before a sandbox is deleted. */
export function DeleteModal({
  sandbox,
  isOpen,
  onClose,
  onDeleted
}: {
  sandbox: Sandbox | undefined
  isOpen: boolean
  onClose: () => void
  /** Called after the dialog has closed. */
  onDeleted: () => void
}) {
  const { sandboxes: words, common } = useWords()
  const isDeleted = useRef(false)
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (id: string) => control(`DELETE /sandboxes/${id}`),
    async onSuccess() {
      isDeleted.current = true
      await queryClient.invalidateQueries()
      onClose()
    }
  })
  const close = () => {
    reset()
    onClose()
  }
  const end = () => {
    if (isDeleted.current) onDeleted()
    isDeleted.current = false
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      onExitTransitionEnd={end}
      title={sandbox && words.deleteTitle(sandbox.name)}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      <Stack>
        <Text size="sm">{words.deleteText}</Text>
        <Failure error={error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {common.cancel}
          </Button>
          <Button
            color="red"
            aria-disabled={isPending}
            onClick={() => sandbox && !isPending && mutate(sandbox.id)}
          >
            {words.deleteIt}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

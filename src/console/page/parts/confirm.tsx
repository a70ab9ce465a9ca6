import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { WaitButton } from './wait-button.tsx'

/** Asks before an action that cannot be undone. @param children why the action failed */
export function Confirm({
  title,
  text,
  label,
  isOpen,
  onClose,
  onClosed,
  onConfirm,
  isPending = false,
  children
}: {
  title: string
  text: string
  /** Of the button that confirms. */
  label: string
  isOpen: boolean
  onClose: () => void
  /** Called when the dialog has disappeared: sets the focus if the button that opened the dialog is gone. */
  onClosed?: () => void
  onConfirm: () => void
  isPending?: boolean
  children?: ReactNode
}) {
  const { common } = useWords()
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      returnFocus
      onExitTransitionEnd={() => onClosed?.()}
      title={title}
      withCloseButton={false}
    >
      <Stack>
        <Text size="sm">{text}</Text>
        {children}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <WaitButton color="red" isPending={isPending} onClick={onConfirm}>
            {label}
          </WaitButton>
        </Group>
      </Stack>
    </Modal>
  )
}

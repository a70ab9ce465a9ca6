import { useMutation } from '@tanstack/react-query'
import type { Exchange } from '../api/exchange.ts'
import type { Identity } from '../api/identity.ts'
import { useWords } from '../words/words.ts'
import { Confirm } from './confirm.tsx'
import { FailedCall } from './failed-call.tsx'

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
    <Confirm
      title={common.deleteTitle(name)}
      text={text}
      label={common.delete}
      isOpen={isOpen}
      onClose={close}
      onConfirm={() => mutate(undefined)}
      isPending={isPending}
    >
      {data && data.response?.status !== 204 && <FailedCall exchange={data} onRetry={mutate} />}
    </Confirm>
  )
}

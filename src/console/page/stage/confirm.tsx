import type { ReactNode } from 'react'
import { useAttempt } from '../control/use-attempt.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { FailureNotice } from '../parts/failure.tsx'
import { partWords } from '../parts/words.ts'
import { useWords } from '../state/use-words.ts'

/** Asks before something that cannot be undone, and stays open where it fails. */
export function ConfirmDialog({
  title,
  label,
  action,
  onDone,
  onClose,
  children
}: {
  title: string
  /** Of the button that does it. */
  label: string
  action: () => Promise<unknown>
  onDone: () => void
  onClose: () => void
  children: ReactNode
}) {
  const words = useWords(partWords)
  const { isBusy, failure, run } = useAttempt()
  const confirm = async () => {
    if (await run(action)) onDone()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <FailureNotice failure={failure} />
      <div className="row dialog-buttons">
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button kind="danger" disabled={isBusy} onClick={() => void confirm()}>
          {label}
        </Button>
      </div>
    </Dialog>
  )
}

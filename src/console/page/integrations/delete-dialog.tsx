import { useState } from 'react'
import { flushSync } from 'react-dom'
import type { Exchange } from '../atlas/exchange.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { partWords } from '../parts/words.ts'
import { deleteIntegration } from '../state/integrations.ts'
import { useWords } from '../state/use-words.ts'
import { Refusal } from './refusal.tsx'
import { integrationWords } from './words.ts'

/** Asks before an integration is deleted, and says why it was not. */
export function DeleteDialog({ type, label, onClose }: { type: string; label: string; onClose: () => void }) {
  const words = useWords(integrationWords)
  const { cancel } = useWords(partWords)
  const [refused, setRefused] = useState<Exchange>()
  const [isBusy, setBusy] = useState(false)
  const remove = async () => {
    if (isBusy) return
    setBusy(true)
    const action = await deleteIntegration(type).finally(() => setBusy(false))
    if (action?.last.answer?.status !== 204) {
      setRefused(action?.last)
      return
    }
    // The button that opened it is gone with the integration; and nothing behind an open dialog takes the focus.
    flushSync(onClose)
    document.getElementById('integrations')?.focus()
  }
  return (
    <Dialog title={words.deleteTitle(label)} onClose={onClose}>
      <p>{words.deleteText}</p>
      {refused && <Refusal exchange={refused} title={words.deleteFailed} />}
      <div className="row dialog-buttons">
        <Button onClick={onClose}>{cancel}</Button>
        <Button kind="danger" aria-disabled={isBusy} onClick={() => void remove()}>
          {words.delete}
        </Button>
      </div>
    </Dialog>
  )
}

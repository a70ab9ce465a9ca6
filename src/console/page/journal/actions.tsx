import { useState } from 'react'
import { useAttempt } from '../control/use-attempt.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { FailureNotice } from '../parts/failure.tsx'
import { partWords } from '../parts/words.ts'
import { clearJournal } from '../state/journal.ts'
import { refreshStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { downloadHar } from './har.ts'
import { journalWords } from './words.ts'

/** What can be done with the journal as a whole. */
export function Actions() {
  const words = useWords(journalWords)
  const [isAsking, setAsking] = useState(false)
  const { failure, run } = useAttempt()
  return (
    <>
      <Button isSmall onClick={() => void run(downloadHar)}>
        {words.har}
      </Button>
      <Button isSmall onClick={() => setAsking(true)}>
        {words.empty}
      </Button>
      <FailureNotice failure={failure} />
      {isAsking && <EmptyDialog onClose={() => setAsking(false)} />}
    </>
  )
}

function EmptyDialog({ onClose }: { onClose: () => void }) {
  const words = useWords(journalWords)
  const { cancel } = useWords(partWords)
  const { failure, run } = useAttempt()
  const empty = async () => {
    if (!(await run(clearJournal))) return
    // With the journal the last failed verification goes.
    void refreshStage()
    onClose()
  }
  return (
    <Dialog title={words.emptyQuestion} onClose={onClose}>
      <p>{words.emptyText}</p>
      <FailureNotice failure={failure} />
      <div className="row">
        <Button kind="danger" onClick={empty}>
          {words.emptyDo}
        </Button>
        <Button onClick={onClose}>{cancel}</Button>
      </div>
    </Dialog>
  )
}

import { useState } from 'react'
import { Button } from '../parts/button.tsx'
import { Notice } from '../parts/notice.tsx'
import { direct } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { ConfirmDialog } from './confirm.tsx'
import { useMade } from './made.ts'
import { stageWords } from './words.ts'

/** The way back to the seed. */
export function ResetPanel() {
  const { reset: words } = useWords(stageWords)
  const [state, setState] = useState<'idle' | 'asking' | 'done'>('idle')
  return (
    <section className="panel stack" aria-labelledby="reset-title">
      <div className="stack-small">
        <h2 id="reset-title">{words.title}</h2>
        <p className="soft">{words.lead}</p>
      </div>
      <div className="row">
        <Button kind="danger" onClick={() => setState('asking')}>
          {words.button}
        </Button>
      </div>
      {state === 'done' && (
        <Notice tone="good" isLive>
          {words.done}
        </Notice>
      )}
      {state === 'asking' && (
        <ConfirmDialog
          title={words.confirmTitle}
          label={words.button}
          action={resetAll}
          onDone={() => setState('done')}
          onClose={() => setState('idle')}
        >
          <p>{words.goes}</p>
          <ul className="bullets">
            {Object.entries(words.what).map(([name, text]) => (
              <li key={name}>{text}</li>
            ))}
          </ul>
          <p>{words.stays}</p>
        </ConfirmDialog>
      )}
    </section>
  )
}

/** What is there then the page learns as it does when somebody else resets. */
async function resetAll(): Promise<void> {
  await direct('POST /reset')
  useMade.setState({ sandbox: undefined })
}

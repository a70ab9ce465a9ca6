import { useState } from 'react'
import type { Sandbox } from '../../../../types/wire.d.ts'
import { useAttempt } from '../control/use-attempt.ts'
import { Button } from '../parts/button.tsx'
import { FailureNotice } from '../parts/failure.tsx'
import { usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { actAs, resetSandbox, useOwner } from './sandboxes.ts'
import { stageWords } from './words.ts'

/** A sandbox with what can be done about it. */
export function SandboxRow({
  sandbox: { id, name, created, projects },
  onDelete
}: {
  sandbox: Sandbox
  onDelete: () => void
}) {
  const { sandboxes: words } = useWords(stageWords)
  const language = usePreferences(({ language }) => language)
  const { isBusy, failure, run } = useAttempt()
  const owner = useOwner(id)
  const time = new Date(created).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
  const [isReset, setReset] = useState(false)
  const reset = async () => {
    setReset(false)
    setReset(await run(() => resetSandbox(id)))
  }
  return (
    <li className="stack-small">
      <div className="row-between">
        <h3>{name}</h3>
        <div className="row">
          {owner && (
            <Button isSmall aria-label={words.actAsWhat(name)} onClick={() => actAs(owner, projects[0]?.id)}>
              {words.actAs}
            </Button>
          )}
          <Button isSmall disabled={isBusy} aria-label={words.resetWhat(name)} onClick={() => void reset()}>
            {words.reset}
          </Button>
          <Button isSmall kind="danger" aria-label={words.deleteWhat(name)} onClick={onDelete}>
            {words.delete}
          </Button>
        </div>
      </div>
      <p className="soft">
        {projects.map(({ name }) => name).join(', ')} · {words.made(time)}
        <span role="status">{isReset && ` · ${words.resetDone}`}</span>
      </p>
      <FailureNotice failure={failure} />
    </li>
  )
}

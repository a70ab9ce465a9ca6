import { useState } from 'react'
import type { Sandbox } from '../../../../types/wire.d.ts'
import { useAttempt } from '../control/use-attempt.ts'
import { Button } from '../parts/button.tsx'
import { FailureNotice } from '../parts/failure.tsx'
import { usePreferences } from '../state/preferences.ts'
import { useWords } from '../state/use-words.ts'
import { dateTime, list } from '../words/format.ts'
import { actAs, resetSandbox, useOwner } from './sandboxes.ts'
import { stageWords } from './words.ts'

/** A sandbox with what can be done about it. */
export function SandboxRow({ sandbox, onDelete }: { sandbox: Sandbox; onDelete: () => void }) {
  const { sandboxes: words } = useWords(stageWords)
  const language = usePreferences(({ language }) => language)
  const { isBusy, failure, run } = useAttempt()
  const [isReset, setReset] = useState(false)
  const { id, name, created, projects } = sandbox
  const reset = async () => {
    setReset(false)
    setReset(await run(() => resetSandbox(id)))
  }
  return (
    <li className="stack-small">
      <div className="row-between">
        <h3>{name}</h3>
        <Actions sandbox={sandbox} isBusy={isBusy} onReset={() => void reset()} onDelete={onDelete} />
      </div>
      <p className="soft">
        {list(
          projects.map(({ name }) => name),
          language
        )}{' '}
        · {words.made(dateTime(created, language))}
        <span role="status">{isReset && ` · ${words.resetDone}`}</span>
      </p>
      <FailureNotice failure={failure} />
    </li>
  )
}

function Actions({
  sandbox: { id, name, projects },
  isBusy,
  onReset,
  onDelete
}: {
  sandbox: Sandbox
  isBusy: boolean
  onReset: () => void
  onDelete: () => void
}) {
  const { sandboxes: words } = useWords(stageWords)
  const owner = useOwner(id)
  return (
    <div className="row">
      {owner && (
        <Button isSmall aria-label={words.actAsWhat(name)} onClick={() => actAs(owner, projects[0]?.id)}>
          {words.actAs}
        </Button>
      )}
      <Button isSmall disabled={isBusy} aria-label={words.resetWhat(name)} onClick={onReset}>
        {words.reset}
      </Button>
      <Button isSmall kind="danger" aria-label={words.deleteWhat(name)} onClick={onDelete}>
        {words.delete}
      </Button>
    </div>
  )
}

import { useState } from 'react'
import type { Sandbox } from '../../../../types/wire.d.ts'
import { Button } from '../parts/button.tsx'
import { useStage } from '../state/stage.ts'
import { useWords } from '../state/use-words.ts'
import { ConfirmDialog } from './confirm.tsx'
import { Credentials } from './credentials.tsx'
import { useMade } from './made.ts'
import { SandboxForm } from './sandbox-form.tsx'
import { SandboxRow } from './sandbox-row.tsx'
import { deleteSandbox } from './sandboxes.ts'
import { stageWords } from './words.ts'

/** Sandboxes that are shown before somebody asks for all. */
const SHOWN = 20

/** Organizations that tests have for themselves. */
export function SandboxesPanel() {
  const { sandboxes: words } = useWords(stageWords)
  const made = useMade(({ sandbox }) => sandbox)
  return (
    <section className="panel stack" aria-labelledby="sandboxes-title">
      <div className="stack-small">
        <h2 id="sandboxes-title">{words.title}</h2>
        <p className="soft">{words.lead}</p>
      </div>
      <SandboxForm />
      {made && <Credentials key={made.id} sandbox={made} />}
      <SandboxList />
    </section>
  )
}

function SandboxList() {
  const { sandboxes: words } = useWords(stageWords)
  const sandboxes = useStage(({ sandboxes }) => sandboxes)
  const [areAllShown, setAllShown] = useState(false)
  const [leaving, setLeaving] = useState<Sandbox>()
  const newest = sandboxes.toReversed()
  const shown = areAllShown ? newest : newest.slice(0, SHOWN)
  return (
    <>
      {sandboxes.length === 0 && <p className="soft">{words.none}</p>}
      {shown.length > 0 && (
        <ul className="stage-list">
          {shown.map(sandbox => (
            <SandboxRow key={sandbox.id} sandbox={sandbox} onDelete={() => setLeaving(sandbox)} />
          ))}
        </ul>
      )}
      {newest.length > shown.length && (
        <Button onClick={() => setAllShown(true)}>{words.showAll(newest.length)}</Button>
      )}
      {leaving && (
        <ConfirmDialog
          title={words.confirmTitle(leaving.name)}
          label={words.delete}
          action={() => deleteSandbox(leaving.id)}
          onDone={() => setLeaving(undefined)}
          onClose={() => setLeaving(undefined)}
        >
          <p>{words.confirmText}</p>
        </ConfirmDialog>
      )}
    </>
  )
}

import { type FormEvent, useState } from 'react'
import { useAttempt } from '../control/use-attempt.ts'
import { Button } from '../parts/button.tsx'
import { FailureNotice } from '../parts/failure.tsx'
import { TextField } from '../parts/field.tsx'
import { useWords } from '../state/use-words.ts'
import { makeSandbox } from './sandboxes.ts'
import { stageWords } from './words.ts'

/** Makes a sandbox. */
export function SandboxForm() {
  const { sandboxes: words } = useWords(stageWords)
  const [name, setName] = useState('')
  const [projects, setProjects] = useState('')
  const { isBusy, failure, run } = useAttempt()
  const make = async (event: FormEvent) => {
    event.preventDefault()
    if (!(await run(() => makeSandbox(name, projects)))) return
    setName('')
    setProjects('')
  }
  return (
    <form className="stack" onSubmit={event => void make(event)}>
      <div className="stage-choices">
        <TextField
          label={words.name}
          help={words.nameHelp}
          value={name}
          onChange={event => setName(event.target.value)}
        />
        <TextField
          label={words.projects}
          help={words.projectsHelp}
          value={projects}
          onChange={event => setProjects(event.target.value)}
        />
      </div>
      <div className="row">
        <Button type="submit" aria-disabled={isBusy}>
          {words.make}
        </Button>
      </div>
      <FailureNotice failure={failure} />
    </form>
  )
}

import { type FormEvent, useState } from 'react'
import { useAttempt } from '../control/use-attempt.ts'
import { Button } from '../parts/button.tsx'
import { FailureNotice } from '../parts/failure.tsx'
import { FieldFrame, SelectField } from '../parts/field.tsx'
import { sendAlert } from '../state/inbox.ts'
import { go } from '../state/route.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { ConfigureLink } from './configure-link.tsx'
import { type AlertEvent, EVENTS, fieldsOf } from './events.ts'
import { ProjectField } from './project-field.tsx'
import { inboxWords } from './words.ts'

/** Sends a test alert of a project. */
export function SendForm() {
  const { form: words } = useWords(inboxWords)
  const groupId = useSession(({ groupId }) => groupId)
  const [chosen, setChosen] = useState<string>()
  const [event, setEvent] = useState<AlertEvent>('alert.open')
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const [sent, setSent] = useState<number>()
  const { isBusy, failure, run } = useAttempt()
  const project = chosen ?? groupId
  const send = async (submit: FormEvent) => {
    submit.preventDefault()
    const alert = fieldsOf(text)
    setWrong(alert === undefined)
    setSent(undefined)
    if (alert === undefined || project === undefined) return
    await run(async () => {
      const { id } = await sendAlert({ project, event, alert })
      setSent(id)
      go('inbox', String(id))
    })
  }
  return (
    <form className="panel stack" aria-labelledby="alert-title" onSubmit={submit => void send(submit)}>
      <h2 id="alert-title">{words.title}</h2>
      <div className="inbox-choices">
        <ProjectField project={project} onChange={setChosen} />
        <SelectField
          label={words.event}
          value={event}
          onChange={change => setEvent(change.target.value as AlertEvent)}
        >
          {EVENTS.map(name => (
            <option key={name} value={name}>
              {name} ({words.events[name]})
            </option>
          ))}
        </SelectField>
      </div>
      <OwnValues text={text} isWrong={isWrong} onChange={setText} />
      <div className="row">
        <Button type="submit" kind="primary" aria-disabled={isBusy} disabled={project === undefined}>
          {words.send}
        </Button>
        <span className="soft" role="status">
          {sent !== undefined && words.sent(sent)}
        </span>
      </div>
      <FailureNotice failure={failure}>
        {failure?.status === 404 && project !== undefined && (
          <ConfigureLink project={project} label={words.configure} />
        )}
      </FailureNotice>
    </form>
  )
}

/** Open where what it holds is wrong, so that the error is seen. */
function OwnValues({
  text,
  isWrong,
  onChange
}: {
  text: string
  isWrong: boolean
  onChange: (text: string) => void
}) {
  const { form: words } = useWords(inboxWords)
  const [isOpen, setOpen] = useState(false)
  return (
    <details open={isOpen || isWrong} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{words.own}</summary>
      <FieldFrame
        id="alert-fields"
        label={words.fields}
        help={words.fieldsHelp}
        error={isWrong ? words.noObject : undefined}
      >
        <textarea
          id="alert-fields"
          className="input"
          rows={6}
          spellCheck={false}
          placeholder={'{"clusterName": "Cluster1"}'}
          aria-invalid={isWrong}
          aria-describedby={`alert-fields-help${isWrong ? ' alert-fields-error' : ''}`}
          value={text}
          onChange={event => onChange(event.target.value)}
        />
      </FieldFrame>
    </details>
  )
}

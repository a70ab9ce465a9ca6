import { type FormEvent, useState } from 'react'
import { useAttempt } from '../control/use-attempt.ts'
import { Button } from '../parts/button.tsx'
import { FailureNotice } from '../parts/failure.tsx'
import { FieldFrame, SelectField } from '../parts/field.tsx'
import { ProjectField } from '../parts/project-field.tsx'
import { partWords } from '../parts/words.ts'
import { sendAlert } from '../state/inbox.ts'
import { go } from '../state/route.ts'
import { useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { ConfigureLink } from './configure-link.tsx'
import { type AlertEvent, EVENTS, fieldsOf } from './events.ts'
import { inboxWords } from './words.ts'

/** Sends a test alert of a project. */
export function SendForm() {
  const { form: words } = useWords(inboxWords)
  const groupId = useSession(({ groupId }) => groupId)
  const [chosen, setChosen] = useState<string>()
  const [event, setEvent] = useState<AlertEvent>('alert.open')
  const [text, setText] = useState('')
  const project = chosen ?? groupId
  const { isWrong, isBusy, failure, sent, send } = useSending()
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault()
    if (project !== undefined) void send(project, event, text)
  }
  return (
    <form className="panel stack" aria-labelledby="alert-title" onSubmit={submit}>
      <h2 id="alert-title">{words.title}</h2>
      <div className="inbox-choices">
        <ProjectField label={words.project} project={project} onChange={setChosen} />
        <EventField event={event} onChange={setEvent} />
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

/** Sends the alert that was filled in, and shows its delivery. `isWrong`: its own values are no JSON object. */
function useSending() {
  const [isWrong, setWrong] = useState(false)
  const [sent, setSent] = useState<number>()
  const { isBusy, failure, run } = useAttempt()
  const send = async (project: string, event: AlertEvent, text: string) => {
    const alert = fieldsOf(text)
    setWrong(alert === undefined)
    setSent(undefined)
    if (alert === undefined) return
    await run(async () => {
      const { id } = await sendAlert({ project, event, alert })
      setSent(id)
      go('inbox', String(id))
    })
  }
  return { isWrong, isBusy, failure, sent, send }
}

function EventField({ event, onChange }: { event: AlertEvent; onChange: (event: AlertEvent) => void }) {
  const { form: words } = useWords(inboxWords)
  const { aside } = useWords(partWords)
  return (
    <SelectField
      label={words.event}
      value={event}
      onChange={change => onChange(change.target.value as AlertEvent)}
    >
      {EVENTS.map(name => (
        <option key={name} value={name}>
          {name + aside(words.events[name])}
        </option>
      ))}
    </SelectField>
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

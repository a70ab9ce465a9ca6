import { type FormEvent, useState } from 'react'
import type { Identity } from '../atlas/identity.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { partWords } from '../parts/words.ts'
import { addIdentity } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { integrationWords } from './words.ts'

/** As it is typed in. */
type Typed = Pick<Identity, 'kind' | 'id' | 'secret'>

/** Asks for credentials that the page does not know. */
export function OwnIdentityDialog({ onClose }: { onClose: () => void }) {
  const words = useWords(integrationWords)
  const { cancel } = useWords(partWords)
  const [typed, setTyped] = useState<Typed>({ kind: 'apiKey', id: '', secret: '' })
  const [isTried, setTried] = useState(false)
  const id = typed.id.trim()
  const secret = typed.secret.trim()
  const isWhole = id !== '' && secret !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isWhole) return
    addIdentity({ ...UNKNOWN, kind: typed.kind, id, secret })
    onClose()
  }
  return (
    <Dialog title={words.ownTitle} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p className="soft">{words.ownText}</p>
        <Credentials typed={typed} onChange={setTyped} error={isTried && !isWhole ? words.both : undefined} />
        <div className="row">
          <Button kind="primary" type="submit">
            {words.use}
          </Button>
          <Button onClick={onClose}>{cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** What the page does not know of an identity that was typed in. */
const UNKNOWN = { origin: 'own', organization: undefined, roles: [], accessList: [] } as const

function Credentials({
  typed,
  onChange,
  error
}: {
  typed: Typed
  onChange: (typed: Typed) => void
  error: string | undefined
}) {
  const words = useWords(integrationWords)
  const { kind, id, secret } = typed
  return (
    <>
      <SelectField
        label={words.kind}
        value={kind}
        onChange={event => onChange({ ...typed, kind: event.target.value as Typed['kind'] })}
      >
        <option value="apiKey">{words.apiKey}</option>
        <option value="serviceAccount">{words.serviceAccount}</option>
      </SelectField>
      <TextField
        label={kind === 'apiKey' ? words.publicKey : words.clientId}
        value={id}
        onChange={event => onChange({ ...typed, id: event.target.value })}
      />
      <TextField
        label={kind === 'apiKey' ? words.privateKey : words.clientSecret}
        type="password"
        autoComplete="new-password"
        value={secret}
        onChange={event => onChange({ ...typed, secret: event.target.value })}
        error={error}
      />
    </>
  )
}

import { useState } from 'react'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { SelectField, TextField } from '../parts/field.tsx'
import { partWords } from '../parts/words.ts'
import { addIdentity } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { integrationWords } from './words.ts'

/** Asks for credentials that the page does not know. */
export function OwnIdentityDialog({ onClose }: { onClose: () => void }) {
  const words = useWords(integrationWords)
  const { cancel } = useWords(partWords)
  const [kind, setKind] = useState<'apiKey' | 'serviceAccount'>('apiKey')
  const [id, setId] = useState('')
  const [secret, setSecret] = useState('')
  const [isTried, setTried] = useState(false)
  const isWhole = id.trim() !== '' && secret.trim() !== ''
  const submit = () => {
    setTried(true)
    if (!isWhole) return
    addIdentity({
      kind,
      id: id.trim(),
      secret: secret.trim(),
      origin: 'own',
      organization: undefined,
      roles: [],
      accessList: []
    })
    onClose()
  }
  return (
    <Dialog title={words.ownTitle} onClose={onClose}>
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <p className="soft">{words.ownText}</p>
        <SelectField
          label={words.kind}
          value={kind}
          onChange={event => setKind(event.target.value as typeof kind)}
        >
          <option value="apiKey">{words.apiKey}</option>
          <option value="serviceAccount">{words.serviceAccount}</option>
        </SelectField>
        <TextField
          label={kind === 'apiKey' ? words.publicKey : words.clientId}
          value={id}
          onChange={event => setId(event.target.value)}
        />
        <TextField
          label={kind === 'apiKey' ? words.privateKey : words.clientSecret}
          type="password"
          autoComplete="new-password"
          value={secret}
          onChange={event => setSecret(event.target.value)}
          error={isTried && !isWhole ? words.both : undefined}
        />
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

import { useState } from 'react'
import { Button } from '../parts/button.tsx'
import { TextField } from '../parts/field.tsx'
import { Notice } from '../parts/notice.tsx'
import { enterToken, refreshSession, useSession } from '../state/session.ts'
import { useWords } from '../state/use-words.ts'
import { shellWords } from './words.ts'

/** What cannot be used of the mock, why, and what to do about it. */
export function ReachNotice() {
  const words = useWords(shellWords)
  const reach = useSession(({ reach }) => reach)
  if (reach === 'starting' || reach === 'ready') return null
  if (reach === 'token') return <TokenForm />
  return (
    <Notice tone="warn" isLive>
      <strong>{words.reach[reach].title}</strong>
      <p>{words.reach[reach].text}</p>
      <div>
        <Button onClick={() => void refreshSession()}>{words.tryAgain}</Button>
      </div>
    </Notice>
  )
}

function TokenForm() {
  const words = useWords(shellWords)
  const isRefused = useSession(({ isTokenRefused }) => isTokenRefused)
  const [token, setToken] = useState('')
  return (
    <Notice tone="warn">
      <strong>{words.tokenTitle}</strong>
      <p>{words.tokenText}</p>
      <form
        className="row token-form"
        onSubmit={event => {
          event.preventDefault()
          if (token.trim() !== '') void enterToken(token.trim())
        }}
      >
        <TextField
          label={words.token}
          type="password"
          value={token}
          onChange={event => setToken(event.target.value)}
          error={isRefused ? words.tokenRefused : undefined}
        />
        <Button kind="primary" type="submit">
          {words.useToken}
        </Button>
      </form>
    </Notice>
  )
}

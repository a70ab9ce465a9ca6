import { Alert, Button, Group, PasswordInput, Text } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { queryClient } from '../data/control.ts'
import { useControlPlaneState } from '../data/queries.ts'
import { setToken, useSession } from '../data/session.ts'
import { useWords } from '../words/words.ts'

/** Shows why the control plane cannot be used, and what to do. */
export function ControlPlaneNotice() {
  const { shell } = useWords()
  const current = useControlPlaneState()
  const last = useRef(current)
  // The form stays while its token is checked.
  if (current !== 'starting') last.current = current
  const { current: state } = last
  if (state === 'starting' || state === 'ready') return null
  return (
    <Alert color="orange" role="status">
      <Text size="sm">{shell.controlPlane[state]}</Text>
      {state === 'token' && <TokenForm />}
    </Alert>
  )
}

function TokenForm() {
  const { shell } = useWords()
  const isRejected = useSession(({ token }) => token !== undefined)
  const [token, set] = useState('')
  // The button that has the focus disappears.
  useEffect(() => () => document.getElementById('main')?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setToken(token.trim())
    void queryClient.invalidateQueries()
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-start" mt="sm">
        <PasswordInput
          aria-label={shell.token}
          placeholder={shell.token}
          required
          value={token}
          onChange={event => set(event.currentTarget.value)}
          error={isRejected && shell.tokenRejected}
          w={{ base: '100%', sm: '20rem' }}
        />
        <Button type="submit">{shell.useToken}</Button>
      </Group>
    </form>
  )
}

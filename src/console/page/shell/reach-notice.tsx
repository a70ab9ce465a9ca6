import { Alert, Button, Group, PasswordInput, Text } from '@mantine/core'
import { useState } from 'react'
import { queryClient } from '../data/control.ts'
import { useReach } from '../data/queries.ts'
import { setToken, useSession } from '../data/session.ts'
import { useWords } from '../words/words.ts'

/** Says why the control plane cannot be used, and what to do. */
export function ReachNotice() {
  const { shell } = useWords()
  const reach = useReach()
  if (reach === 'starting' || reach === 'ready') return null
  if (reach === 'token') return <TokenForm />
  const { title, text } = shell.reach[reach]
  return (
    <Alert color="orange" title={title} role="status">
      <Text size="sm" mb="sm">
        {text}
      </Text>
      <Button variant="default" onClick={() => void queryClient.invalidateQueries()}>
        {shell.tryAgain}
      </Button>
    </Alert>
  )
}

function TokenForm() {
  const { shell } = useWords()
  const isRejected = useSession(({ token }) => token !== undefined)
  const [token, set] = useState('')
  return (
    <Alert color="orange" title={shell.tokenTitle}>
      <Text size="sm" mb="sm">
        {shell.tokenText}
      </Text>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (token.trim() === '') return
          setToken(token.trim())
          void queryClient.invalidateQueries()
        }}
      >
        <Group align="flex-start">
          <PasswordInput
            aria-label={shell.token}
            placeholder={shell.token}
            value={token}
            onChange={event => set(event.currentTarget.value)}
            error={isRejected && shell.tokenRejected}
            w={{ base: '100%', sm: '20rem' }}
          />
          <Button type="submit">{shell.useToken}</Button>
        </Group>
      </form>
    </Alert>
  )
}

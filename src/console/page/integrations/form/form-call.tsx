import { Box, Stack, Title } from '@mantine/core'
import { useEffect } from 'react'
import { useRecorded } from '../../data/recorded.ts'
import { useSession } from '../../data/session.ts'
import { Rejection } from '../../parts/failed-call.tsx'
import { useWords } from '../../words/words.ts'
import { Messages, Outcome } from '../exchange/exchange-panel.tsx'
import type { FormState, SentForm } from './use-form.ts'

/** Shows what a form would send, or its last call: the outcome, why it was rejected, and the messages. */
export function FormCall({
  id,
  form: { call, action, isSaved, submit, forget }
}: {
  id: string
  form: FormState
}) {
  const { form: words, exchange } = useWords()
  return (
    <Stack component="section" gap="sm" p="md" pt={0} className="whole" aria-labelledby={`${id}-call`}>
      <Title order={3} size="h5" id={`${id}-call`} tabIndex={-1}>
        {exchange.title}
      </Title>
      {/* Exists before the outcome, which it announces. */}
      <Box aria-live="polite">
        {action && <Outcome action={action} success={words.saved} isFailed={!isSaved} />}
      </Box>
      {action ? (
        <Sent key={action.last.callId} {...{ action, isSaved, forget }} onRetry={submit} />
      ) : (
        call && <Messages call={call} />
      )}
    </Stack>
  )
}

interface SentProps {
  action: SentForm
  isSaved: boolean
  forget: FormState['forget']
  onRetry: FormState['submit']
}

function Sent({ action, isSaved, forget, onRetry }: SentProps) {
  const isLive = useSession(({ isLive }) => isLive)
  const recorded = useRecorded(action.last)
  const isExecuted = recorded?.fault?.executed === true
  useEffect(() => {
    if (isExecuted) forget()
  }, [isExecuted, forget])
  // What follows the reason would move.
  if (!isSaved && isLive && recorded === undefined) return null
  return (
    <>
      {!isSaved && <Rejection exchange={action.last} onRetry={onRetry} />}
      <Messages call={action.call} action={action} />
    </>
  )
}

import { Box, Stack, Title } from '@mantine/core'
import { Rejection } from '../../parts/failed-call.tsx'
import { useWords } from '../../words/words.ts'
import { Messages, Outcome } from '../exchange/exchange-panel.tsx'
import type { FormState } from './use-form.ts'

const SHOWN = { role: 'region', p: 'md', pt: 0, w: { base: '100vw', xs: '35rem', md: 'min(35rem, 50vw)' } }

/** Shows the last call of a form: its outcome, why it was rejected, and its messages. */
export function FormCall({ id, form: { action, isSaved, submit } }: { id: string; form: FormState }) {
  const { form: words, exchange } = useWords()
  return (
    <Stack gap="sm" className="scroll" aria-labelledby={action && `${id}-call`} {...(action && SHOWN)}>
      {action && (
        <Title order={3} size="h5" id={`${id}-call`} tabIndex={-1}>
          {exchange.title}
        </Title>
      )}
      {/* Exists before the outcome, which it announces. */}
      <Box aria-live="polite">
        {action && <Outcome action={action} success={words.saved} isFailed={!isSaved} />}
      </Box>
      {action && !isSaved && <Rejection exchange={action.last} onRetry={submit} />}
      {action && <Messages action={action} />}
    </Stack>
  )
}

import { Anchor, Box, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { RecordedRequest } from '../../../../../types/wire.d.ts'
import type { Identity } from '../../api/identity.ts'
import { useIdentities, useKnownOrganizations } from '../../data/identity.ts'
import { useFound } from '../../data/journal.ts'
import { recordedOf, sufficientIdentity } from '../../data/rejection.ts'
import { ALL } from '../../data/request-filter.ts'
import { hrefOf } from '../../data/route.ts'
import { Why } from '../../parts/why.tsx'
import { useWords } from '../../words/words.ts'
import { Messages, Outcome } from '../exchange/exchange-panel.tsx'
import { type FormState, isSaved, type SentForm } from './use-form.ts'

const SHOWN = { role: 'region', p: 'md', pt: 0, w: { base: '100vw', xs: '35rem' } }

/** Shows the last call of a form: its outcome, why it was rejected, and its messages. */
export function FormCall({ id, form: { action, submit } }: { id: string; form: FormState }) {
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
        {action && (
          <Outcome key={action.since} action={action} success={isSaved(action) ? words.saved : ''} />
        )}
      </Box>
      {action && !isSaved(action) && <Rejection key={action.since} action={action} onRetry={submit} />}
      {action && <Messages action={action} />}
    </Stack>
  )
}

/** Shows why a call was rejected, and repeats it with sufficient credentials. */
function Rejection({ action, onRetry }: { action: SentForm; onRetry: (caller: Identity) => void }) {
  const { requests: requestWords, exchange: words } = useWords()
  const organizations = useKnownOrganizations()
  const identities = useIdentities()
  const requests = useFound(ALL).data?.results ?? []
  const [found, setFound] = useState<RecordedRequest>()
  // Kept: under traffic, the page drops it.
  const recorded = found ?? recordedOf(action, requests, action.since)
  if (recorded !== found) setFound(recorded)
  if (!recorded) return null
  const sufficient = sufficientIdentity(recorded, identities, organizations)
  return (
    <Box>
      <Text size="sm" fw={600} mb={4}>
        {requestWords.why}
      </Text>
      <Why request={recorded} />
      <Group mt="xs">
        {sufficient && (
          <Button size="xs" onClick={() => onRetry(sufficient)}>
            {words.retryAs(sufficient.id)}
          </Button>
        )}
        <Anchor size="sm" href={hrefOf('requests', String(recorded.id))}>
          {words.recorded(recorded.id)}
        </Anchor>
      </Group>
    </Box>
  )
}

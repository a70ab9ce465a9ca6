import { Alert, Anchor, Box, Button, Group, Text } from '@mantine/core'
import { useIdentity, useProjectId } from '../../data/identity.ts'
import { useWords } from '../../words/words.ts'
import { FailedCall } from '../exchange/failed-call.tsx'
import type { FormState } from './use-form.ts'

/** What came of the last call, and the buttons; always in sight. */
export function FormFooter({
  formId,
  form,
  onShowCall,
  onClose
}: {
  formId: string
  form: FormState
  /** Undefined: the call is in sight. */
  onShowCall: (() => void) | undefined
  onClose: () => void
}) {
  const { form: words, common, exchange } = useWords()
  const identity = useIdentity()
  const projectId = useProjectId()
  const canSend = identity !== undefined && projectId !== undefined
  const { action, message, isBusy } = form
  const isSaved = message === 'responded' && action?.last.response?.status === 200
  const showCall = onShowCall && (
    <Anchor component="button" size="sm" c="inherit" underline="always" onClick={onShowCall}>
      {exchange.title}
    </Anchor>
  )
  return (
    <Box p="md" className="form-footer">
      <Box mb="sm" aria-live="polite">
        {isSaved && (
          <Alert color="teal" p="sm" role="status">
            {words.saved} {showCall}
          </Alert>
        )}
        {message === 'responded' && action && !isSaved && (
          <FailedCall exchange={action.last} hasDetail={Object.keys(form.errors).length === 0}>
            {showCall}
          </FailedCall>
        )}
        {message === 'notSent' && <Text size="sm">{words.notSent}</Text>}
        {!canSend && <Text size="sm">{words.noCredentials}</Text>}
      </Box>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {isSaved ? common.close : common.cancel}
        </Button>
        {message === 'notSent' && (
          <Button variant="default" disabled={!canSend} onClick={() => void form.send()}>
            {words.sendAnyway}
          </Button>
        )}
        {/* A disabled button would lose the focus. */}
        <Button type="submit" form={formId} disabled={!canSend} data-disabled={isBusy} aria-disabled={isBusy}>
          {words.save}
        </Button>
      </Group>
    </Box>
  )
}

import { Box, Checkbox, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { prettyOf } from '../../api/json.ts'
import type { Action } from '../../data/atlas.ts'
import { maskSecrets } from '../../data/fields.ts'
import { useTypes } from '../../data/queries.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { CallError } from '../../parts/failed-call.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import type { AtlasCall } from '../../snippets/call.ts'
import { type Snippets, snippetsOf } from '../../snippets/snippets.ts'
import { useWords } from '../../words/words.ts'
import { RawMessages } from './raw-messages.tsx'

const CLIENTS = { curl: 'curl', atlasCli: 'Atlas CLI', terraform: 'Terraform' }

/** Shows a call: its outcome and its messages. */
export function ExchangePanel({ action }: { action: Action }) {
  return (
    <Stack gap="sm">
      <Outcome action={action} />
      <Messages call={action.call} action={action} />
    </Stack>
  )
}

interface OutcomeProps {
  action: Action
  /** Shown beside the status of a call that did not fail. */
  success?: string
  /** Whether the response lacks what the call is for, whatever its status. */
  isFailed?: boolean
}

/** Shows the status of a call and who sent it. */
export function Outcome({ action: { call, last }, success, isFailed }: OutcomeProps) {
  const { exchange: words } = useWords()
  const { request, response } = last
  return (
    <Stack gap="xs">
      {response && response.status < 400 && !isFailed ? (
        <Group gap="xs" role="status">
          <StatusBadge status={response.status} />
          <Text size="sm" fw={600}>
            {success}
          </Text>
        </Group>
      ) : (
        <CallError key={last.callId} exchange={last} />
      )}
      <Box>
        <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {request.method} {request.target}
        </Text>
        <Text size="xs">{words.as(call.identity.id)}</Text>
      </Box>
    </Stack>
  )
}

/**
 * Shows the response and request of a call, the raw messages, and the same call for other clients; of a call that was
 * not sent, what it would send. Secrets are masked until the user shows them.
 */
export function Messages({ call, action }: { call: AtlasCall; action?: Action | undefined }) {
  const { exchange: words } = useWords()
  const [isShown, setShown] = useState(false)
  const [client, setClient] = useState<keyof Snippets>('curl')
  const info = useTypes(call.resource).find(({ type }) => type === call.type)
  const { body = {} } = call
  const masked = maskSecrets(body, info?.schema.properties)
  const text = JSON.stringify(body, null, 2)
  const maskedText = JSON.stringify(masked, null, 2)
  const shown = isShown ? body : masked
  const { response } = action?.last ?? {}
  return (
    <>
      {response && <CodeBlock text={prettyOf(response.body)} what={words.responseBody} value={call.type} />}
      {call.body && (
        <CodeBlock
          text={text}
          shown={isShown ? text : maskedText}
          what={words.requestBody}
          after={
            maskedText !== text && (
              <Checkbox
                size="xs"
                label={words.showSecrets}
                checked={isShown}
                onChange={event => setShown(event.currentTarget.checked)}
              />
            )
          }
        />
      )}
      {action && <RawMessages action={action} body={call.body && JSON.stringify(shown)} />}
      <Box>
        <Text size="sm" fw={600} mb={4}>
          {words.copyAs}
        </Text>
        <SegmentedControl
          aria-label={words.copyAs}
          data={Object.entries(CLIENTS).map(([value, label]) => ({ value, label }))}
          value={client}
          onChange={value => setClient(value as keyof Snippets)}
          size="xs"
          fullWidth
          mb="xs"
        />
        <CodeBlock
          text={snippetsOf(call, info?.schema)[client]}
          shown={snippetsOf({ ...call, body: shown }, info?.schema)[client]}
          what={CLIENTS[client]}
        />
      </Box>
    </>
  )
}

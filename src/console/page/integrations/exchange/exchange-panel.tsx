import { Box, Checkbox, Code, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { failureOf } from '../../api/exchange.ts'
import { prettyOf } from '../../api/json.ts'
import type { Action } from '../../data/atlas.ts'
import { useIntegrations } from '../../data/integrations.ts'
import { useTypes } from '../../data/queries.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import type { Call } from '../../snippets/call.ts'
import { type Snippets, snippetsOf } from '../../snippets/snippets.ts'
import { useWords } from '../../words/words.ts'
import { RawMessages } from './raw-messages.tsx'

const CLIENTS = { curl: 'curl', go: 'Go SDK', atlasCli: 'Atlas CLI', terraform: 'Terraform' }

/** Shows the response and request of a call, the raw messages, and the same call for other clients. */
export function ExchangePanel({ action }: { action: Action }) {
  const { exchange: words } = useWords()
  const { request, response } = action.last
  const failure = failureOf(action.last)
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <StatusBadge status={response?.status ?? 0} />
        {failure && <Code>{failure.errorCode}</Code>}
        <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {request.method} {request.target}
        </Text>
      </Group>
      {response ? (
        <CodeBlock text={prettyOf(response.body)} what={words.responseBody} />
      ) : (
        <Text size="sm">{words.noResponse}</Text>
      )}
      {request.body !== undefined && <CodeBlock text={prettyOf(request.body)} what={words.requestBody} />}
      <RawMessages action={action} />
      <CallSnippets call={action.call} />
    </Stack>
  )
}

/** Shows the same call for other clients. */
function CallSnippets({ call }: { call: Call }) {
  const { exchange: words } = useWords()
  const [client, setClient] = useState<keyof Snippets>('curl')
  const { integrations = [] } = useIntegrations()
  const [choice, setChoice] = useState<boolean>()
  const canDelete = call.operation === 'create' && call.resource === 'integrations'
  const deletesFirst = canDelete && (choice ?? integrations.some(({ type }) => type === call.type))
  const info = useTypes(call.resource).find(({ type }) => type === call.type)
  return (
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
      {canDelete && (
        <Checkbox
          size="xs"
          mb="xs"
          label={words.deleteFirst}
          checked={deletesFirst}
          onChange={event => setChoice(event.currentTarget.checked)}
        />
      )}
      <CodeBlock text={snippetsOf({ ...call, deletesFirst }, info?.schema)[client]} what={CLIENTS[client]} />
    </Box>
  )
}

import { Code, Group, Stack, Text } from '@mantine/core'
import { failureOf } from '../../api/exchange.ts'
import { prettyOf } from '../../api/json.ts'
import type { Action } from '../../data/atlas.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { StatusBadge } from '../../parts/status-badge.tsx'
import { duration as formatDuration } from '../../words/format.ts'
import { usePreferences } from '../../words/preferences.ts'
import { useWords } from '../../words/words.ts'
import { RawMessages } from './raw-messages.tsx'
import { SnippetTabs } from './snippet-tabs.tsx'

/** A call's response and request, the raw messages, and the same call for other clients. */
export function ExchangePanel({ action }: { action: Action }) {
  const { exchange: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { request, response, duration } = action.last
  const failure = failureOf(action.last)
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <StatusBadge status={response?.status ?? 0} />
        <Text size="sm" ff="monospace">
          {request.method} {shortOf(request.target)}
        </Text>
        {failure && <Code>{failure.errorCode}</Code>}
        <Text size="sm" c="dimmed">
          {formatDuration(Math.round(duration), language)}
        </Text>
      </Group>
      {!response && <Text size="sm">{words.noResponse}</Text>}
      {response?.body === '' && <Text size="sm">{words.noBody}</Text>}
      {response?.body && <CodeBlock text={prettyOf(response.body)} what={words.responseBody} />}
      {request.body !== undefined && <CodeBlock text={prettyOf(request.body)} what={words.requestBody} />}
      <RawMessages action={action} />
      <SnippetTabs call={action.call} />
    </Stack>
  )
}

/** Returns a path without the part that all share. */
function shortOf(target: string): string {
  return target.replace(/^\/api\/atlas\/v2\/groups\/[^/]+/, '…')
}

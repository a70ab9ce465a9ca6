import { Code, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { Why } from '../parts/why.tsx'
import { dateTime, duration } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import type { Row } from './rows.ts'

type Message = Pick<RecordedRequest['request'], 'headers' | 'body'>

/** Shows a recorded request: the reason for its response first, the challenge before it last. */
export function RequestDetail({ row: { request: recorded, challenge } }: { row: Row }) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { request, response } = recorded
  return (
    <Stack>
      <Section title={words.why}>
        <Why request={recorded} />
      </Section>
      <Section title={words.response}>
        <Group gap="xs">
          <StatusBadge status={response?.status ?? 0} />
          {response?.errorCode && <Code>{response.errorCode}</Code>}
          <Text size="sm" c="dimmed">
            {dateTime(recorded.time, language)} · {duration(recorded.duration, language)}
          </Text>
        </Group>
        {response && <Parts message={response} body={words.responseBody} headers={words.responseHeaders} />}
      </Section>
      <Section title={words.request}>
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {`${request.method} ${request.url}`}
        </Code>
        <Parts message={request} body={words.requestBody} headers={words.requestHeaders} />
      </Section>
      {challenge?.response && (
        <CodeBlock
          what={words.challenge(challenge.id)}
          text={`${request.method} ${request.url}
${linesOf(challenge.request)}

${challenge.response.status}
${linesOf(challenge.response)}`}
        />
      )}
    </Stack>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack component="section" gap="xs">
      <Title order={3} size="h5">
        {title}
      </Title>
      {children}
    </Stack>
  )
}

/** Shows the body and headers of a message. */
function Parts({ message, body, headers }: { message: Message; body: string; headers: string }) {
  const { requests: words } = useWords()
  const isRecorded = typeof message.body === 'object' && message.body !== null
  return (
    <>
      {isRecorded ? (
        <CodeBlock text={JSON.stringify(message.body, null, 2)} what={body} />
      ) : (
        <Text size="sm" c="dimmed">
          {message.body === null ? words.noBody : words.notRecorded}
        </Text>
      )}
      <CodeBlock text={linesOf(message)} what={headers} />
    </>
  )
}

function linesOf({ headers }: Pick<Message, 'headers'>): string {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map(value => `${name}: ${value}`)
  )
  return lines.join('\n')
}

import { Accordion, Anchor, Box, Code, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useRequest } from '../data/journal.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { Why } from '../parts/why.tsx'
import { dateTime, duration } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

type Message = Pick<RecordedRequest['request'], 'headers' | 'body'>

/** Shows a recorded request: why it got its response, and below, in up to half of the height, the body of the response. */
export function RequestDetail({ request: recorded }: { request: RecordedRequest }) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { request, response } = recorded
  const { data: challenge } = useRequest(recorded.challenge ?? undefined)
  const status = (
    <>
      <StatusBadge status={response?.status ?? 0} />
      {response?.errorCode && <Code>{response.errorCode}</Code>}
    </>
  )
  return (
    <Stack flex={1} mih={0} gap="xs">
      {/* A scrollable region must be reachable by keyboard. */}
      <Stack className="scroll-part" tabIndex={0} role="region" aria-label={words.details}>
        <Section title={words.why}>
          <EvidenceLine id={recorded.id} />
          <Why request={recorded} />
        </Section>
        <Section title={words.request}>
          <Code block className="wrap">
            {`${request.method} ${request.url}`}
          </Code>
          <Body body={request.body} what={words.requestBody} />
          <CodeBlock text={linesOf(request)} what={words.requestHeaders} />
        </Section>
        <Section title={words.response}>
          <Text size="sm" c="dimmed">
            {dateTime(recorded.time, language)} · {duration(recorded.duration, language)}
          </Text>
          {response && <CodeBlock text={linesOf(response)} what={words.responseHeaders} />}
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
      <Box className="half">
        <Body body={response?.body ?? null} what={words.responseBody} after={status} />
      </Box>
    </Stack>
  )
}

/** Shows how the response is known: label, date and title of its row, and when opened its source and address. */
function EvidenceLine({ id }: { id: number }) {
  const { labels } = useWords()
  const { evidence } = useRequest(id).data ?? {}
  if (!evidence) return null
  const { label, date, title, source, id: row, url } = evidence
  return (
    <Accordion variant="contained" styles={{ label: { paddingBlock: 4 }, control: { paddingInline: 8 } }}>
      <Accordion.Item value="evidence">
        <Accordion.Control>
          <Text size="sm" className="one-line" title={title}>
            <i>{labels[label] ?? label}</i> {date}: <span lang="en">{title}</span>
          </Text>
        </Accordion.Control>
        <Accordion.Panel lang="en">
          <Text size="sm">{source}</Text>
          <Anchor href={url} size="sm">
            {row}
          </Anchor>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
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

/** Shows the body of a message. @param after shown after its heading */
function Body({ body, what, after }: { body: Message['body']; what: string; after?: ReactNode }) {
  const { requests: words } = useWords()
  if (typeof body === 'object' && body !== null) {
    return <CodeBlock text={JSON.stringify(body, null, 2)} what={what} after={after} />
  }
  return (
    <Group gap="xs">
      {after}
      <Text size="sm" c="dimmed">
        {body === null ? words.noBody : words.notRecorded}
      </Text>
    </Group>
  )
}

function linesOf({ headers }: Pick<Message, 'headers'>): string {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map(value => `${name}: ${value}`)
  )
  return lines.join('\n')
}

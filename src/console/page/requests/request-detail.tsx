import { Accordion, Alert, Code, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useNames } from '../data/identity.ts'
import { useFaults } from '../data/queries.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { number } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { explain } from './explain.ts'
import { Checks, Circumstances } from './facts.tsx'

/** Everything about one request, first of all why it got its response. */
export function RequestDetail({ request: recorded }: { request: RecordedRequest }) {
  const { requests: words } = useWords()
  const { request, answer } = recorded
  return (
    <Stack>
      <Section title={words.why}>
        <Why request={recorded} />
        <Checks request={recorded} />
      </Section>
      <Section title={words.response}>
        <Group gap="xs">
          <StatusBadge status={answer?.status ?? 0} />
          {answer?.errorCode && <Code>{answer.errorCode}</Code>}
        </Group>
        {answer && <Body body={answer.body} what={words.responseBody} none={words.noBody} />}
      </Section>
      <Section title={words.sent}>
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {`${request.method} ${request.url}`}
        </Code>
        <Body body={request.body} what={words.requestBody} none={words.noRequestBody} />
      </Section>
      <Accordion multiple variant="contained">
        <Panel name={words.requestHeaders}>
          <CodeBlock text={headersText(request.headers)} what={words.requestHeaders} />
        </Panel>
        {answer && (
          <Panel name={words.responseHeaders}>
            <CodeBlock text={headersText(answer.headers)} what={words.responseHeaders} />
          </Panel>
        )}
        <Panel name={words.details}>
          <Circumstances request={recorded} />
        </Panel>
      </Accordion>
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

function Panel({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Accordion.Item value={name}>
      <Accordion.Control>{name}</Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  )
}

function Why({ request }: { request: RecordedRequest }) {
  const language = usePreferences(({ language }) => language)
  const faults = useFaults()
  const nameOf = useNames()
  const faultOf = (id: string) => faults.find(fault => fault.id === id)
  return (
    <Alert p="sm" color="gray">
      <Text size="sm">{explain(request, language, { nameOf, faultOf })}</Text>
    </Alert>
  )
}

/** A recorded body, or why there is none. */
function Body({
  body,
  what,
  none
}: {
  body: RecordedRequest['request']['body']
  what: string
  none: string
}) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  if (body === null) return <Note text={none} />
  const [, bytes, kind = ''] = /^\[(\d+) bytes(?:, (.+))?\]$/.exec(String(body)) ?? []
  if (bytes !== undefined) {
    const kinds: Readonly<Record<string, string>> = words.bodyKinds
    return <Note text={words.notRecorded(number(Number(bytes), language), kinds[kind] ?? '')} />
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 2)
  return (
    <>
      <CodeBlock text={text} what={what} />
      {/\*{2}/.test(text) && <Note text={words.masked} />}
    </>
  )
}

function Note({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  )
}

function headersText(headers: RecordedRequest['request']['headers']): string {
  return Object.entries(headers)
    .flatMap(([name, values]) => [values].flat().map(value => `${name}: ${value}`))
    .join('\n')
}

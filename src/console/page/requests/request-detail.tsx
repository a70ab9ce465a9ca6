import { Accordion, Alert, Anchor, Code, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useNames } from '../data/identity.ts'
import { usePreferences } from '../data/preferences.ts'
import { useFaults } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { number } from '../words/format.ts'
import { useWords } from '../words/words.ts'
import { explain } from './explain.ts'
import { Checks, Circumstances } from './facts.tsx'
import { shortenUrl } from './shorten.ts'

/** Everything about one request, first of all why it got its response. */
export function RequestDetail({
  request: recorded,
  challenge,
  retry
}: {
  request: RecordedRequest
  /** Ids of the Digest challenge before this request, and of the retry after it. */
  challenge?: number
  retry?: number
}) {
  const { requests: words } = useWords()
  const { request, answer } = recorded
  return (
    <Stack>
      <Group gap="xs" wrap="nowrap">
        <StatusBadge status={answer?.status ?? 0} flex="none" />
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <b>{request.method}</b> {shortenUrl(request.url)}
        </Text>
      </Group>
      <Section title={words.why}>
        <Why request={recorded} />
        {retry !== undefined && <RequestLink id={retry} text={words.retried(retry)} />}
        {challenge !== undefined && <RequestLink id={challenge} text={words.challenge(challenge)} />}
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

function Why({ request }: { request: RecordedRequest }) {
  const language = usePreferences(({ language }) => language)
  const faults = useFaults()
  const nameOf = useNames()
  const faultOf = (id: string) => faults.find(fault => fault.id === id)
  return (
    <Alert p="sm">
      <Text size="sm">{explain(request, language, { nameOf, faultOf })}</Text>
    </Alert>
  )
}

/** A link to a request of the journal. */
export function RequestLink({ id, text }: { id: number; text: string }) {
  return (
    <Anchor size="sm" href={hrefOf('requests', String(id))}>
      {text}
    </Anchor>
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
  if (body !== null && typeof body === 'object') {
    const text = JSON.stringify(body, null, 2)
    return (
      <>
        <CodeBlock text={text} what={what} />
        {/\*{2}/.test(text) && <Note text={words.masked} />}
      </>
    )
  }
  if (body === null) return <Note text={none} />
  const [, bytes, kind = ''] = /^\[(\d+) bytes(?:, (.+))?\]$/.exec(body) ?? []
  if (bytes === undefined) return <CodeBlock text={body} what={what} />
  const kinds: Readonly<Record<string, string>> = words.bodyKinds
  return <Note text={words.notRecorded(number(Number(bytes), language), kinds[kind] ?? '')} />
}

function Note({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
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

function headersText(headers: RecordedRequest['request']['headers']): string {
  return Object.entries(headers)
    .flatMap(([name, values]) => [values].flat().map(value => `${name}: ${value}`))
    .join('\n')
}

import { Accordion, Anchor, Code, Group, Stack, Text } from '@mantine/core'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useRequest } from '../data/journal.ts'
import { Because } from '../parts/because.tsx'
import { CodeBlock } from '../parts/code-block.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { dateTime, duration } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { Why } from './why.tsx'

type Message = Pick<RecordedRequest['request'], 'headers' | 'body'>

interface Props {
  request: RecordedRequest
  /** Whether caller, roles and checks are shown. */
  isOpen: boolean
  onToggle: (isOpen: boolean) => void
}

/** Shows a recorded request: why it got its response and how that is known, the response, the request, and details. */
export function RequestDetail({ request: recorded, isOpen, onToggle }: Props) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { request, response } = recorded
  const { data: challenge } = useRequest(recorded.challenge ?? undefined)
  const { evidence } = useRequest(recorded.id).data ?? {}
  return (
    <Stack gap="xs" className="request">
      <Group gap="xs">
        <StatusBadge status={response?.status ?? 0} />
        {response?.errorCode && <Code>{response.errorCode}</Code>}
        <Because request={recorded} />
      </Group>
      {evidence && <EvidenceLine {...evidence} />}
      <Body body={response?.body ?? null} what={words.responseBody} />
      {response && <CodeBlock text={linesOf(response)} what={words.responseHeaders} />}
      <Text size="sm" c="dimmed">
        {dateTime(recorded.time, language)} · {duration(recorded.duration, language)}
      </Text>
      <Code block className="wrap">
        {`${request.method} ${request.url}`}
      </Code>
      <Body body={request.body} what={words.requestBody} />
      <CodeBlock text={linesOf(request)} what={words.requestHeaders} />
      {challenge?.response && (
        <CodeBlock
          what={words.challenge(challenge.id)}
          text={`${request.method} ${request.url}
${linesOf(challenge.request)}

${challenge.response.status}
${linesOf(challenge.response)}`}
        />
      )}
      <Accordion
        variant="contained"
        order={3}
        value={isOpen ? 'details' : null}
        onChange={value => onToggle(value !== null)}
      >
        <Accordion.Item value="details">
          <Accordion.Control>{words.details}</Accordion.Control>
          <Accordion.Panel>{isOpen && <Why request={recorded} source={evidence?.source} />}</Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  )
}

/** Shows how a response is known: label, date and title of its row. */
function EvidenceLine({ label, date, title, url }: NonNullable<RecordedRequest['evidence']>) {
  const { labels } = useWords()
  return (
    <Text size="sm">
      <i>{labels[label] ?? label}</i> {date}:{' '}
      <Anchor href={url} target="_blank" rel="noreferrer" inherit lang="en">
        {title}
      </Anchor>
    </Text>
  )
}

/** Shows the body of a message. */
function Body({ body, what }: { body: Message['body']; what: string }) {
  const { requests: words } = useWords()
  if (typeof body === 'object' && body !== null) {
    return <CodeBlock text={JSON.stringify(body, null, 2)} what={what} />
  }
  return (
    <Text size="sm" c="dimmed">
      {body === null ? words.noBody : words.notRecorded}
    </Text>
  )
}

function linesOf({ headers }: Pick<Message, 'headers'>): string {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map(value => `${name}: ${value}`)
  )
  return lines.join('\n')
}

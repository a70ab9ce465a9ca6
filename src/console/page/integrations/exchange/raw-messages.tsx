import { Accordion, Stack, Text } from '@mantine/core'
import type { Exchange, HeaderList } from '../../api/exchange.ts'
import type { Action } from '../../data/atlas.ts'
import { CodeBlock } from '../../parts/code-block.tsx'
import { useWords, type Words } from '../../words/words.ts'

/** The requests of a call and their responses as they were sent, also those of Digest or OAuth before the call. */
export function RawMessages({ action: { call, exchanges } }: { action: Action }) {
  const { exchange: words, common } = useWords()
  return (
    <Accordion multiple variant="separated" order={3}>
      {exchanges.map((exchange, index) => {
        const title = titleOf(exchange, index + 1, exchanges.length, words)
        const { request, response } = exchange
        const isSecretShown = call.identity.secret !== undefined
        const sent = [
          `${request.method} ${request.target}`,
          ...linesOf(request.headers, isSecretShown ? undefined : words.hidden)
        ]
        const received = response && [`${response.status} ${response.reason}`, ...linesOf(response.headers)]
        return (
          <Accordion.Item key={title} value={String(index)}>
            <Accordion.Control>
              <Text size="sm">
                {title}
                {exchanges.length > 1 && ` · ${response?.status ?? common.noResponse}`}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                <CodeBlock text={message(sent, request.body)} what={words.requestOf(title)} />
                <Text size="xs" c="dimmed">
                  {words.browserHeaders}
                </Text>
                {received && (
                  <CodeBlock text={message(received, response.body)} what={words.responseOf(title)} />
                )}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        )
      })}
    </Accordion>
  )
}

function titleOf(exchange: Exchange, at: number, of: number, words: Words['exchange']): string {
  return of === 1 ? words.headers : words.part(at, of, words.purposes[purposeOf(exchange, at === of)])
}

function purposeOf({ request, response }: Exchange, isLast: boolean): keyof Words['exchange']['purposes'] {
  if (request.target === '/api/oauth/token') return 'token'
  if (isLast) return 'call'
  const isDigest = response?.headers.some(
    ([name, value]) => name === 'www-authenticate' && /^digest/i.test(value)
  )
  return isDigest ? 'challenge' : 'expired'
}

/** Returns lines of headers. @param hidden replaces Basic credentials */
function linesOf(headers: HeaderList, hidden?: string): string[] {
  return headers.map(([name, value]) => {
    const isHidden = hidden !== undefined && name === 'Authorization' && value.startsWith('Basic ')
    return `${name}: ${isHidden ? `Basic ${hidden}` : value}`
  })
}

function message(head: readonly string[], body = ''): string {
  return [...head, '', body].join('\n').trimEnd()
}

import { Accordion, Code, Text } from '@mantine/core'
import type { HeaderList } from '../../../../client/atlas-client.ts'
import type { Exchange } from '../../api/exchange.ts'
import type { Action } from '../../data/atlas.ts'
import { useWords } from '../../words/words.ts'

/** Shows the raw messages of a call, and of the Digest or OAuth exchange before it. */
export function RawMessages({ action: { call, exchanges } }: { action: Action }) {
  const { exchange: words, common } = useWords()
  return (
    <Accordion multiple variant="separated" order={3}>
      {exchanges.map((exchange, index) => {
        const isToken = exchange.request.target === '/api/oauth/token'
        const title = isToken ? words.token : index === exchanges.length - 1 ? words.raw : words.challenge
        return (
          <Accordion.Item key={title} value={String(index)}>
            <Accordion.Control>
              <Text size="sm">
                {title} · {exchange.response?.status ?? common.noResponse}
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              {/* A scrollable block must be reachable by keyboard. */}
              <Code block className="code" tabIndex={0}>
                {rawOf(exchange, call.identity.secret !== undefined)}
              </Code>
            </Accordion.Panel>
          </Accordion.Item>
        )
      })}
    </Accordion>
  )
}

/** Returns a request and its response as they were sent. @param isSecretShown false: hides Basic credentials */
function rawOf({ request, response }: Exchange, isSecretShown: boolean): string {
  const sent = message(`${request.method} ${request.target}`, request.headers, request.body)
  const shown = isSecretShown ? sent : sent.replace(/^(Authorization: Basic ).*$/m, '$1***')
  if (!response) return shown
  const { status, reason, headers, body } = response
  return `${shown}\n\n${message(`${status} ${reason}`, headers, body)}`
}

function message(start: string, headers: HeaderList, body = ''): string {
  return [start, ...headers.map(([name, value]) => `${name}: ${value}`), '', body].join('\n').trimEnd()
}

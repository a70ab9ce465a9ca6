import { Accordion, Code, Text } from '@mantine/core'
import type { HeaderList } from '../../../../client/atlas-client.ts'
import type { Exchange } from '../../api/exchange.ts'
import type { Action } from '../../data/atlas.ts'
import { useWords } from '../../words/words.ts'

/**
 * Shows the raw messages of a call, and of the Digest or OAuth exchange before it.
 *
 * @param body in place of that of the call
 */
export function RawMessages({
  action: { call, exchanges },
  body
}: {
  action: Action
  body: string | undefined
}) {
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
                {rawOf(exchange, call.identity.secret !== undefined, isToken ? undefined : body)}
              </Code>
            </Accordion.Panel>
          </Accordion.Item>
        )
      })}
    </Accordion>
  )
}

/**
 * Returns a request and its response as they were sent.
 *
 * @param isSecretShown false: hides Basic credentials
 * @param hidden in place of the request's body
 */
function rawOf({ request, response }: Exchange, isSecretShown: boolean, hidden: string | undefined): string {
  const { method, target, headers, body } = request
  const sent = message(`${method} ${target}`, headers, body && (hidden ?? body))
  const shown = isSecretShown ? sent : sent.replace(/^(Authorization: Basic ).*$/m, '$1***')
  if (!response) return shown
  return `${shown}\n\n${message(`${response.status} ${response.reason}`, response.headers, response.body)}`
}

function message(start: string, headers: HeaderList, body = ''): string {
  return [start, ...headers.map(([name, value]) => `${name}: ${value}`), '', body].join('\n').trimEnd()
}

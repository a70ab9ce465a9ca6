import { Alert, Button, Code, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { type Exchange, failureOf } from '../api/exchange.ts'
import { keyOf } from '../api/identity.ts'
import { prettyOf } from '../api/json.ts'
import { sendRaw } from '../data/atlas.ts'
import { queryClient } from '../data/control.ts'
import { useIdentities, useIdentity } from '../data/identity.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { identityOptions } from '../shell/identity-select.tsx'
import { useWords } from '../words/words.ts'
import { DrawerActions } from './drawer-actions.tsx'
import { BODILESS, bodyOf, chosenHeaders, isMasked, parseHeaders, targetOf } from './resend.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

/** Sends a recorded request again, changed as the user likes. */
export function ResendForm({
  request: { request, principal },
  onCancel
}: {
  request: RecordedRequest
  onCancel: () => void
}) {
  const { requests, identity: identityWords, common } = useWords()
  const words = requests.resend
  const identities = useIdentities()
  const selected = useIdentity()
  const caller = identities.find(({ id }) => id === principal?.id) ?? selected
  const [key, setKey] = useState(caller ? keyOf(caller) : null)
  const [method, setMethod] = useState(request.method)
  const [path, setPath] = useState(request.url)
  const [headers, setHeaders] = useState(() =>
    chosenHeaders(request)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')
  )
  const [body, setBody] = useState(() => bodyOf(request) ?? '')
  const [isSubmitted, setSubmitted] = useState(false)

  const identity = identities.find(identity => keyOf(identity) === key)
  const target = targetOf(path, location.origin)
  const list = parseHeaders(headers)
  const problem = 'kind' in list ? words[list.kind](list.text) : undefined
  const isBodiless = BODILESS.includes(method)
  const { mutate, isPending, data } = useMutation({
    mutationFn: sendRequest
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setSubmitted(true)
    if (!identity || target === undefined || 'kind' in list) return
    mutate({
      identity,
      request: { method, target, headers: list, body: isBodiless || body === '' ? undefined : body }
    })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {isMasked(request) && <Alert color="orange">{words.masked}</Alert>}
        {bodyOf(request) === undefined && <Alert color="orange">{words.notRecorded}</Alert>}
        <Select
          label={identityWords.label}
          data={identityOptions(identities, identityWords)}
          value={key}
          onChange={setKey}
          allowDeselect={false}
          error={isSubmitted && !identity && words.noIdentity}
        />
        <Group align="flex-start" wrap="nowrap">
          <Select
            label={words.method}
            data={[...new Set([...METHODS, request.method])]}
            value={method}
            onChange={value => setMethod(value ?? method)}
            allowDeselect={false}
            w={120}
            flex="none"
          />
          <TextInput
            label={words.path}
            value={path}
            onChange={event => setPath(event.currentTarget.value)}
            error={target === undefined && words.pathError}
            flex={1}
          />
        </Group>
        <Textarea
          label={words.headers}
          description={words.headersText}
          value={headers}
          onChange={event => setHeaders(event.currentTarget.value)}
          error={problem}
          autosize
          minRows={2}
          ff="monospace"
        />
        <Textarea
          label={words.body}
          description={isBodiless && words.noBody(method)}
          disabled={isBodiless}
          value={isBodiless ? '' : body}
          onChange={event => setBody(event.currentTarget.value)}
          autosize
          minRows={3}
          maxRows={14}
          ff="monospace"
        />
        {data && <Result exchange={data} />}
      </Stack>
      <DrawerActions>
        <Button variant="default" onClick={onCancel}>
          {common.cancel}
        </Button>
        <Button type="submit" loading={isPending}>
          {words.send}
        </Button>
      </DrawerActions>
    </form>
  )
}

async function sendRequest({
  identity,
  request
}: {
  identity: Parameters<typeof sendRaw>[0]
  request: Parameters<typeof sendRaw>[1]
}): Promise<Exchange | undefined> {
  const exchanges = await sendRaw(identity, request)
  // The journal reports it as a write of this page, after which lists are not fetched again.
  if (!BODILESS.includes(request.method)) void queryClient.invalidateQueries({ queryKey: ['integrations'] })
  return exchanges.at(-1)
}

/** The response, scrolled into view. */
function Result({ exchange }: { exchange: Exchange }) {
  const { requests: words } = useWords()
  const ref = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each response is scrolled to
  useEffect(() => ref.current?.scrollIntoView(), [exchange])
  const { request, response } = exchange
  const failure = failureOf(exchange)
  return (
    <Stack ref={ref} gap="xs" role="status" aria-label={words.response}>
      <Group gap="xs">
        <StatusBadge status={response?.status ?? 0} />
        {failure && <Code>{failure.errorCode}</Code>}
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {request.method} {request.target}
        </Text>
      </Group>
      {response?.body ? (
        <CodeBlock text={prettyOf(response.body)} what={words.responseBody} />
      ) : (
        response && (
          <Text size="sm" c="dimmed">
            {words.noBody}
          </Text>
        )
      )}
    </Stack>
  )
}

import { Alert, Button, Code, Group, Select, Stack, Text, Textarea, TextInput, Title } from '@mantine/core'
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
import { DrawerActions } from '../parts/drawer-actions.tsx'
import { identityOptions } from '../parts/identity-options.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { useWords } from '../words/words.ts'
import { BODILESS, bodyOf, headerLines, isMasked, parseHeaders, targetOf } from './resend.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']

const MONOSPACE = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }

/** Sends a recorded request again, with changes by the user. */
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
  const [{ key, method, path, headers, body }, setForm] = useState(() => ({
    key: caller && keyOf(caller),
    method: request.method,
    path: request.url,
    headers: headerLines(request),
    body: bodyOf(request) ?? ''
  }))
  const set = (part: object) => setForm(form => ({ ...form, ...part }))
  const identity = identities.find(identity => keyOf(identity) === key)
  const target = targetOf(path, location.origin)
  const list = parseHeaders(headers)
  const isBodiless = BODILESS.includes(method)
  const { mutate, isPending, data } = useMutation({ mutationFn: sendRequest })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!identity || target === undefined || 'kind' in list) return
    mutate([identity, { method, target, headers: list, body: isBodiless || body === '' ? undefined : body }])
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Title order={3} size="h5">
          {words.open}
        </Title>
        {isMasked(request) && <Alert color="orange">{words.masked}</Alert>}
        {bodyOf(request) === undefined && <Alert color="orange">{words.notRecorded}</Alert>}
        <Select
          label={identityWords.label}
          data={identityOptions(identities, identityWords)}
          value={key ?? null}
          onChange={key => set({ key })}
          allowDeselect={false}
          required
          withAsterisk={false}
        />
        <Group align="flex-start" wrap="nowrap">
          <Select
            label={words.method}
            data={[...new Set([...METHODS, request.method])]}
            value={method}
            onChange={method => set({ method })}
            allowDeselect={false}
            w={120}
            flex="none"
          />
          <TextInput
            label={words.path}
            value={path}
            onChange={event => set({ path: event.currentTarget.value })}
            error={target === undefined && words.pathError}
            flex={1}
          />
        </Group>
        <Textarea
          label={words.headers}
          description={words.headersText}
          value={headers}
          onChange={event => set({ headers: event.currentTarget.value })}
          error={'kind' in list && words[list.kind](list.text)}
          autosize
          minRows={2}
          styles={MONOSPACE}
        />
        <Textarea
          label={words.body}
          description={isBodiless && words.noBody(method)}
          disabled={isBodiless}
          value={isBodiless ? '' : body}
          onChange={event => set({ body: event.currentTarget.value })}
          autosize
          minRows={3}
          maxRows={14}
          styles={MONOSPACE}
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

async function sendRequest(call: Parameters<typeof sendRaw>): Promise<Exchange | undefined> {
  const exchanges = await sendRaw(...call)
  // Writes of this page do not update the lists by themselves.
  if (!BODILESS.includes(call[1].method)) void queryClient.invalidateQueries({ queryKey: ['integrations'] })
  return exchanges.at(-1)
}

/** The response, scrolled into view. */
function Result({ exchange }: { exchange: Exchange }) {
  const { requests: words } = useWords()
  const ref = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each response is scrolled to
  useEffect(() => {
    ref.current?.scrollIntoView()
  }, [exchange])
  const { request, response } = exchange
  const errorCode = failureOf(exchange)?.errorCode
  return (
    <Stack ref={ref} gap="xs" role="status" aria-label={words.response}>
      <Group gap="xs">
        <StatusBadge status={response?.status ?? 0} />
        {errorCode && <Code>{errorCode}</Code>}
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {request.method} {request.target}
        </Text>
      </Group>
      {response && <CodeBlock text={prettyOf(response.body) || words.noBody} what={words.responseBody} />}
    </Stack>
  )
}

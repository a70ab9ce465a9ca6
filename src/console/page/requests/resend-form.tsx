import { Alert, Button, Code, Group, Select, Stack, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type Ref, useRef, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import type { Exchange } from '../api/exchange.ts'
import { keyOf } from '../api/identity.ts'
import { prettyOf } from '../api/json.ts'
import { sendRaw } from '../data/atlas.ts'
import { queryClient } from '../data/control.ts'
import { identityWithKey } from '../data/identities.ts'
import { useIdentities, useIdentity } from '../data/identity.ts'
import { useAllTypes } from '../data/queries.ts'
import { CodeBlock } from '../parts/code-block.tsx'
import { DrawerActions } from '../parts/drawer-actions.tsx'
import { identityOptions } from '../parts/identity-options.ts'
import { SecretInput } from '../parts/secret-input.tsx'
import { StatusBadge } from '../parts/status-badge.tsx'
import { MONOSPACE } from '../theme.ts'
import { useWords } from '../words/words.ts'
import { headerLines, parseHeaders, replaceMasked, resentBody } from './resend.ts'

/** Resends a recorded request after the user has changed it. */
export function ResendForm({
  request: { request, principal },
  onCancel
}: {
  request: RecordedRequest
  onCancel: () => void
}) {
  const { requests: words, identity: identityWords, form: formWords, common } = useWords()
  const types = useAllTypes()
  const identities = useIdentities()
  const selected = useIdentity()
  const caller = identities.find(({ id }) => id === principal?.id) ?? selected
  const [key, setKey] = useState(caller ? keyOf(caller) : null)
  const [lines, setLines] = useState(headerLines(request))
  const [body, setBody] = useState(resentBody(request) ?? '')
  const result = useRef<HTMLDivElement>(null)
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({})
  const [isTried, setIsTried] = useState(false)
  const { method, url: target } = request
  // Browsers reject a body with these methods.
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const identity = identityWithKey(identities, key)
  const headers = parseHeaders(lines)
  const draft = { target, headers: typeof headers === 'string' ? [] : headers, body: hasBody ? body : '' }
  const masks = new Map<string, string>()
  replaceMasked(draft, (name, mask) => {
    masks.set(name, mask)
    return mask
  })
  const missing = [...masks.keys()].filter(name => !secrets[name])
  const fillIn = () => {
    // `/api/atlas/{version}/groups/{groupId}/{list}/{type}`; a body may name its type.
    const info = types.find(({ type }) => target.split(/[/?]/)[7] === type || body.includes(`"${type}"`))
    const example: Readonly<Record<string, unknown>> = info?.examples[0]?.value ?? {}
    const values = missing.map(name => [name, String(example[name] ?? 'example')])
    setSecrets({ ...secrets, ...Object.fromEntries(values) })
  }
  const { mutate, isPending, data } = useMutation({
    mutationFn: (call: Parameters<typeof sendRaw>) => sendRaw(...call),
    // `live.ts` ignores writes of this page. `/api/atlas/{version}/groups/{groupId}/{list}`
    onSuccess() {
      void queryClient.invalidateQueries({ queryKey: [target.split(/[/?]/)[6]] })
      // It may be out of sight.
      requestAnimationFrame(() => result.current?.focus())
    }
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setIsTried(true)
    if (isPending) return
    if (!identity || typeof headers === 'string' || missing.length > 0) {
      const form = event.currentTarget as HTMLFormElement
      requestAnimationFrame(() =>
        form.querySelector<HTMLElement>(':is(input, textarea)[aria-invalid="true"]')?.focus()
      )
      return
    }
    const { body, ...filled } = replaceMasked(draft, name => secrets[name] ?? '')
    mutate([identity, { method, ...filled, body: body === '' ? undefined : body }])
  }
  return (
    <form onSubmit={submit} noValidate className="column">
      <Stack flex={1}>
        <Code block className="wrap">
          {`${method} ${target}`}
        </Code>
        {masks.size > 0 && (
          <Alert color="orange">
            <Group gap="sm">
              {words.masked}
              <Button size="compact-xs" variant="default" disabled={missing.length === 0} onClick={fillIn}>
                {formWords.example}
              </Button>
            </Group>
          </Alert>
        )}
        {[...masks].map(([name, mask]) => (
          <SecretInput
            key={name}
            what={name}
            label={name}
            placeholder={mask}
            required
            error={isTried && !secrets[name] && formWords.required}
            aria-invalid={isTried && !secrets[name]}
            value={secrets[name] ?? ''}
            onChange={event => setSecrets({ ...secrets, [name]: event.currentTarget.value })}
          />
        ))}
        {resentBody(request) === undefined && <Alert color="orange">{words.notRecorded}</Alert>}
        <Select
          label={words.identity}
          data={identityOptions(identities, identityWords)}
          value={key}
          onChange={setKey}
          allowDeselect={false}
          required
          withAsterisk={false}
        />
        <Textarea
          label={words.requestHeaders}
          description={words.headersHelp}
          value={lines}
          onChange={event => setLines(event.currentTarget.value)}
          error={typeof headers === 'string' && words.headerError(headers)}
          autosize
          minRows={2}
          styles={MONOSPACE}
        />
        {hasBody && (
          <Textarea
            label={words.requestBody}
            value={body}
            onChange={event => setBody(event.currentTarget.value)}
            autosize
            minRows={3}
            maxRows={14}
            styles={MONOSPACE}
          />
        )}
        <Result ref={result} exchange={data?.at(-1)} />
      </Stack>
      <DrawerActions>
        <Button variant="default" onClick={onCancel}>
          {common.cancel}
        </Button>
        {/* A disabled button would lose the focus. */}
        <Button type="submit" data-disabled={isPending} aria-disabled={isPending}>
          {words.send}
        </Button>
      </DrawerActions>
    </form>
  )
}

function Result({ ref, exchange }: { ref: Ref<HTMLDivElement>; exchange: Exchange | undefined }) {
  const { requests: words } = useWords()
  const { response } = exchange ?? {}
  return (
    <Stack gap="xs" ref={ref} tabIndex={-1} role="status" aria-label={words.response}>
      {exchange && <StatusBadge status={response?.status ?? 0} style={{ alignSelf: 'start' }} />}
      {response && <CodeBlock text={prettyOf(response.body)} what={words.responseBody} />}
    </Stack>
  )
}

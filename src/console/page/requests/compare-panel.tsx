import { Button, Code, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { type Identity, keyOf } from '../api/identity.ts'
import { sendRaw } from '../data/atlas.ts'
import { identityWithKey } from '../data/identities.ts'
import { useIdentities, useIdentity } from '../data/identity.ts'
import { useCounterpart } from '../data/journal.ts'
import { DrawerActions } from '../parts/drawer-actions.tsx'
import { identityOptions } from '../parts/identity-options.ts'
import { shortenIds, shortenUrl } from '../parts/shorten.ts'
import { clockTime } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { diffOf, responseJson } from './compare.ts'
import { chosenHeaders, isApiUrl } from './resend.ts'

interface Side {
  title: string
  json: string
}

interface Props {
  request: RecordedRequest
  /** The requests to choose from, oldest first. */
  requests: readonly RecordedRequest[]
  onBack: () => void
}

/** Compares the response of a request with another one, or the responses of a GET as two identities. */
export function ComparePanel({ request: recorded, requests, onBack }: Props) {
  const { requests: words, exchange, identity: identityWords, common } = useWords()
  const language = usePreferences(({ language }) => language)
  // Kept: the list may drop it.
  const [chosenOther, setOther] = useState<RecordedRequest>()
  const { data: counterpart } = useCounterpart(recorded)
  const other = chosenOther ?? counterpart ?? undefined
  const titleOf = ({ id, time, request: { method, url }, response, principal }: RecordedRequest) => {
    const caller = principal ? shortenIds(principal.id) : words.nobody
    const status = response?.status ?? common.noResponse
    return [`#${id} ${method} ${shortenUrl(url)}`, status, caller, clockTime(time, language)].join(' · ')
  }
  const { request, principal } = recorded
  const identities = useIdentities()
  const selected = useIdentity()
  const caller = identities.find(({ id }) => id === principal?.id) ?? selected
  const [keys, setKeys] = useState([caller ? keyOf(caller) : null, null])
  const chosen = keys.flatMap(key => identityWithKey(identities, key) ?? [])
  const send = async (identity: Identity): Promise<Side> => {
    const call = { method: 'GET', target: request.url, headers: chosenHeaders(request) }
    const exchanges = await sendRaw(identity, call)
    return { title: exchange.as(identity.id), json: responseJson(exchanges.at(-1)?.response) }
  }
  const {
    mutate,
    isPending,
    data: sent,
    reset
  } = useMutation({ mutationFn: () => Promise.all(chosen.map(send)) })
  const pair = other && [recorded, other].sort((one, another) => one.id - another.id)
  const sides = sent ?? pair?.map(item => ({ title: titleOf(item), json: responseJson(item.response) }))
  const known = counterpart && !requests.some(({ id }) => id === counterpart.id) ? [counterpart] : []
  const others = [...known, ...requests].filter(({ id }) => id !== recorded.id).toReversed()
  return (
    <>
      <Stack>
        <Select
          label={words.compareWith(recorded.id)}
          placeholder={words.chooseRequest}
          data={others.map(other => ({ value: String(other.id), label: titleOf(other) }))}
          value={other && !sent ? String(other.id) : null}
          onChange={value => {
            setOther(others.find(({ id }) => String(id) === value))
            reset()
          }}
          searchable
          limit={100}
        />
        {request.method === 'GET' && isApiUrl(request.url, location.origin) && (
          <>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              {words.identities.map((label, at) => (
                <Select
                  key={label}
                  label={label}
                  data={identityOptions(identities, identityWords)}
                  value={keys[at] ?? null}
                  onChange={key => setKeys(keys.with(at, key))}
                />
              ))}
            </SimpleGrid>
            <Button
              variant="default"
              disabled={chosen.length < 2}
              loading={isPending}
              onClick={() => mutate()}
            >
              {words.sendBoth}
            </Button>
          </>
        )}
        {sides && <Difference sides={sides} />}
      </Stack>
      <DrawerActions>
        <Button variant="default" onClick={onBack}>
          {words.back}
        </Button>
      </DrawerActions>
    </>
  )
}

const LINES = {
  '-': { Line: 'del', background: 'var(--mantine-color-red-light)' },
  '+': { Line: 'ins', background: 'var(--mantine-color-teal-light)' },
  ' ': { Line: 'span', background: undefined }
} as const

/** Shows two responses as one text. Each line that differs has a sign and a color. */
function Difference({ sides }: { sides: readonly Side[] }) {
  const { requests: words } = useWords()
  const [first = '', second = ''] = sides.map(({ json }) => json)
  const heads = sides.map(({ title }, at) => `${'-+'[at]} ${title}`)
  const lines = useMemo(() => diffOf(first, second), [first, second])
  return (
    <>
      <Text size="sm" role="status">
        {first === second && words.same}
      </Text>
      {/* A scrollable region must be reachable by keyboard. */}
      <Code block tabIndex={0} role="region" aria-label={words.differences}>
        {[...heads, ...lines].map((line, at) => {
          const { Line, background } = LINES[line[0] as keyof typeof LINES]
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
            <Line key={at} style={{ display: 'block', textDecoration: 'none', background }}>
              {line}
            </Line>
          )
        })}
      </Code>
    </>
  )
}

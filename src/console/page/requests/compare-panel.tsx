import { Button, Code, Select, Stack, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { useCounterpart } from '../data/journal.ts'
import { DrawerActions } from '../parts/drawer-actions.tsx'
import { pathOf, shortenIds } from '../parts/shorten.ts'
import { clockTime } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { diffOf, responseJson } from './compare.ts'

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

/** Compares the response of a request with another one. */
export function ComparePanel({ request: recorded, requests, onBack }: Props) {
  const { requests: words, common } = useWords()
  const language = usePreferences(({ language }) => language)
  // Kept: the list may drop it.
  const [chosenOther, setOther] = useState<RecordedRequest>()
  const { data: counterpart } = useCounterpart(recorded)
  const other = chosenOther ?? counterpart ?? undefined
  const titleOf = (request: RecordedRequest) => {
    const { id, time, response, principal } = request
    const caller = principal ? shortenIds(principal.id) : words.nobody
    const status = response?.status ?? common.noResponse
    return [
      `#${id} ${request.request.method} ${pathOf(request)}`,
      status,
      caller,
      clockTime(time, language)
    ].join(' · ')
  }
  const pair = other && [recorded, other].sort((one, another) => one.id - another.id)
  const sides = pair?.map(item => ({ title: titleOf(item), json: responseJson(item.response) }))
  const known = counterpart && !requests.some(({ id }) => id === counterpart.id) ? [counterpart] : []
  const others = [...known, ...requests].filter(({ id }) => id !== recorded.id).toReversed()
  return (
    <>
      <Stack>
        <Select
          label={words.compareWith(recorded.id)}
          placeholder={words.chooseRequest}
          data={others.map(other => ({ value: String(other.id), label: titleOf(other) }))}
          value={other ? String(other.id) : null}
          onChange={value => setOther(others.find(({ id }) => String(id) === value))}
          searchable
          limit={100}
        />
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
      <Code block className="wrap" tabIndex={0} role="region" aria-label={words.differences}>
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

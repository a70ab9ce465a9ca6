import { Alert, Anchor, Group, Spoiler, Stack, Text } from '@mantine/core'
import { create } from 'zustand'
import type { AskedMatcher, FailedVerification } from '../../../../types/wire.d.ts'
import { useNames } from '../data/identity.ts'
import { useFailedVerification } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { useWords } from '../words/words.ts'
import { describeMiss, expectedCount, expectedFacts } from './expectation.ts'
import { shortenUrl } from './shorten.ts'

type Failed = NonNullable<FailedVerification['failed']>

/** Pixels before the rest is folded: the table must stay in sight. */
const HEIGHT = 96

/** The verification that the user dismissed, as JSON. */
const useDismissed = create<{ dismissed: string | undefined }>()(() => ({ dismissed: undefined }))

/** Shows the last failed verification until it is dismissed: what was expected, and the nearest requests. */
export function VerificationNotice() {
  const { verification: words } = useWords()
  const failed = useFailedVerification()
  const { dismissed } = useDismissed()
  if (!failed || JSON.stringify(failed) === dismissed) return null
  const { asked, verification } = failed
  const { ids, offending = [], early = [] } = verification
  return (
    <Alert
      color="orange"
      variant="outline"
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
      title={words.title(expectedCount(asked, words), words.found(verification.matched))}
      withCloseButton
      closeButtonLabel={words.dismiss}
      onClose={() => useDismissed.setState({ dismissed: JSON.stringify(failed) })}
    >
      <Spoiler
        maxHeight={HEIGHT}
        showLabel={words.more}
        hideLabel={words.less}
        fz="sm"
        styles={{ control: { font: 'inherit' } }}
      >
        <Stack gap={4} style={{ overflowWrap: 'anywhere' }}>
          <Expectation failed={failed} />
          <Links title={words.matching} ids={ids.filter(id => !offending.includes(id))} />
          <Links title={words.offending} ids={offending} />
          <Links title={words.early} ids={early} />
          <Nearest failed={failed} />
        </Stack>
      </Spoiler>
    </Alert>
  )
}

function Expectation({ failed: { asked, verification, sandbox } }: { failed: Failed }) {
  const { verification: words, common } = useWords()
  const nameOf = useNames()
  const { match, inOrder = [], since } = asked
  const { step, dropped = 0 } = verification
  const describe = (matcher: AskedMatcher) =>
    expectedFacts(matcher, words, common.noResponse).join(' · ') || words.anything
  const lines = [
    ...(match ? [words.request + common.colon + describe(match)] : []),
    ...inOrder.map((matcher, at) => {
      const missing = at + 1 === step ? common.inBrackets(words.missingStep) : ''
      return words.step(at + 1) + missing + common.colon + describe(matcher)
    }),
    ...(sandbox === null ? [] : [words.sandbox(nameOf(sandbox))]),
    ...(since === undefined ? [] : [words.since(since)]),
    ...(dropped > 0 ? [words.dropped(dropped)] : [])
  ]
  return lines.map(line => (
    <Text key={line} size="sm">
      {line}
    </Text>
  ))
}

/** Maximum number of links. */
const LINKS = 20

function Links({ title, ids }: { title: string; ids: readonly number[] }) {
  if (ids.length === 0) return null
  return (
    <Group gap="xs">
      <Text size="sm">{title}</Text>
      {ids.slice(-LINKS).map(id => (
        <RequestLink key={id} id={id} />
      ))}
      {ids.length > LINKS && '…'}
    </Group>
  )
}

function RequestLink({ id }: { id: number }) {
  const { requests: words } = useWords()
  return (
    <Anchor size="sm" underline="always" href={hrefOf('requests', String(id))}>
      {words.request(id)}
    </Anchor>
  )
}

function Nearest({ failed: { verification } }: { failed: Failed }) {
  const { verification: words, common } = useWords()
  const { nearest } = verification
  if (!nearest) return null
  if (nearest.length === 0) return <Text size="sm">{words.nothingNear}</Text>
  return (
    <>
      <Text size="sm" fw={600}>
        {words.nearest}
      </Text>
      {nearest.map(({ request: { id, method, url, status }, misses }) => (
        <Text key={id} size="sm">
          <RequestLink id={id} /> {method} {shortenUrl(url)} · {status ?? common.noResponse}
          {misses.map(miss => (
            <Text key={miss.at + miss.code} span size="sm" display="block" ml="md">
              {miss.at + common.colon + describeMiss(miss, words)}
            </Text>
          ))}
        </Text>
      ))}
    </>
  )
}

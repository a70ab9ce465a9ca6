import { Alert, Group, List, Stack, Text } from '@mantine/core'
import { create } from 'zustand'
import type { AskedMatcher, FailedVerification, Verification } from '../../../../types/wire.d.ts'
import { useNames } from '../data/identity.ts'
import { useFailedVerification } from '../data/queries.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { useWords } from '../words/words.ts'
import { describeMiss, expectedCount, expectedFacts } from './expectation.ts'
import { RequestLink } from './request-detail.tsx'
import { shortenUrl } from './shorten.ts'

type Failed = NonNullable<FailedVerification['failed']>

/** The verification that the user dismissed, as JSON. */
const useDismissed = create<{ dismissed: string | undefined }>()(() => ({ dismissed: undefined }))

/** Shows the last failed verification until it is dismissed: what was expected, and the nearest requests. */
export function VerificationNotice() {
  const { verification: words } = useWords()
  const nameOf = useNames()
  const failed = useFailedVerification()
  const { dismissed } = useDismissed()
  if (!failed || JSON.stringify(failed) === dismissed) return null
  const { asked, verification, sandbox } = failed
  const { ids, offending = [], early = [], nearest, dropped = 0 } = verification
  return (
    <Alert
      color="orange"
      title={words.title(expectedCount(asked, words), words.found(verification.matched))}
      withCloseButton
      closeButtonLabel={words.dismiss}
      onClose={() => useDismissed.setState({ dismissed: JSON.stringify(failed) })}
    >
      <Stack gap={4}>
        <Expectation failed={failed} />
        {sandbox !== null && <Text size="sm">{words.sandbox(nameOf(sandbox))}</Text>}
        {asked.since !== undefined && <Text size="sm">{words.since(asked.since)}</Text>}
        {dropped > 0 && <Text size="sm">{words.dropped(dropped)}</Text>}
        <Links title={words.matching} ids={ids.filter(id => !offending.includes(id))} />
        <Links title={words.offending} ids={offending} />
        <Links title={words.early} ids={early} />
        {nearest && <Nearest nearest={nearest} />}
      </Stack>
    </Alert>
  )
}

function Expectation({ failed: { asked, verification } }: { failed: Failed }) {
  const { verification: words } = useWords()
  const { match, inOrder = [] } = asked
  return (
    <>
      {match && <Facts name={words.request} matcher={match} />}
      {inOrder.map((matcher, at) => {
        const isMissing = at + 1 === verification.step
        const name = isMissing ? `${words.step(at + 1)} (${words.missingStep})` : words.step(at + 1)
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is identified by its position
        return <Facts key={at} name={name} matcher={matcher} />
      })}
    </>
  )
}

function Facts({ name, matcher }: { name: string; matcher: AskedMatcher }) {
  const { verification: words, common } = useWords()
  const facts = expectedFacts(matcher, words, common.noResponse)
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {name}
      {common.colon}
      {facts.map(([field, values]) => `${field} ${values}`).join(' · ') || words.anything}
    </Text>
  )
}

/** Maximum number of links. */
const LINKS = 20

function Links({ title, ids }: { title: string; ids: readonly number[] }) {
  const { requests: words, common } = useWords()
  if (ids.length === 0) return null
  return (
    <Group gap="xs">
      <Text size="sm">{title + common.colon.trimEnd()}</Text>
      {ids.slice(-LINKS).map(id => (
        <RequestLink key={id} id={id} text={words.request(id)} />
      ))}
      {ids.length > LINKS && '…'}
    </Group>
  )
}

function Nearest({ nearest }: { nearest: NonNullable<Verification['nearest']> }) {
  const { verification: words, requests, common } = useWords()
  if (nearest.length === 0) return <Text size="sm">{words.nothingNear}</Text>
  return (
    <>
      <Text size="sm" fw={600}>
        {words.nearest}
      </Text>
      {nearest.map(({ request: { id, method, url, status }, misses }) => (
        <div key={id}>
          <Group gap="xs">
            <RequestLink id={id} text={requests.request(id)} />
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {method} {shortenUrl(url)}
            </Text>
            <StatusBadge status={status ?? 0} />
          </Group>
          <List size="sm">
            {misses.map(miss => (
              <List.Item key={miss.at + miss.code}>
                {miss.at}
                {common.colon}
                {describeMiss(miss, words)}
              </List.Item>
            ))}
          </List>
        </div>
      ))}
    </>
  )
}

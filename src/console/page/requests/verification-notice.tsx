import { Alert, Anchor, Code, Group, Stack, Text } from '@mantine/core'
import { create } from 'zustand'
import type { FailedVerification, Miss } from '../../../../types/wire.d.ts'
import { useFailedVerification } from '../data/queries.ts'
import { hrefOf } from '../data/route.ts'
import { useWords, type Words } from '../words/words.ts'
import { shortenUrl } from './shorten.ts'

type Verification = NonNullable<FailedVerification['failed']>['verification']

/** Maximum number of links. */
const LINKS = 20

/** Holds the verification that the user dismissed, as JSON. */
const useDismissed = create(() => ({ dismissed: '' }))

/** Shows the last failed verification until it is dismissed: the expectation and the nearest requests. */
export function VerificationNotice() {
  const { verification: words } = useWords()
  const failed = useFailedVerification()
  const { dismissed } = useDismissed()
  const json = JSON.stringify(failed)
  if (!failed || json === dismissed) return null
  const { matched, step, dropped = 0, ids, early = [], nearest = [] } = failed.verification
  return (
    <Alert
      color="orange"
      variant="outline"
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
      title={words.title(matched)}
      withCloseButton
      closeButtonLabel={words.dismiss}
      onClose={() => useDismissed.setState({ dismissed: json })}
    >
      <Stack gap={4}>
        <Code style={{ overflowWrap: 'anywhere' }}>{JSON.stringify(failed.asked)}</Code>
        {step !== undefined && <Text size="sm">{words.missingStep(step)}</Text>}
        {dropped > 0 && <Text size="sm">{words.dropped(dropped)}</Text>}
        <Links title={words.matching} ids={ids} />
        <Links title={words.early} ids={early} />
        {nearest.map(near => (
          <Nearest key={near.request.id} {...near} />
        ))}
      </Stack>
    </Alert>
  )
}

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
      {words.request} {id}
    </Anchor>
  )
}

function Nearest({ request, misses }: NonNullable<Verification['nearest']>[number]) {
  const { verification: words, common } = useWords()
  const { id, method, url, status } = request
  const differences = misses.map(miss => miss.at + common.colon + describeMiss(miss, words))
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {words.nearest} <RequestLink id={id} />{' '}
      {[`${method} ${shortenUrl(url)}`, status ?? common.noResponse, ...differences].join(' · ')}
    </Text>
  )
}

/** Returns how a request differs from the expectation: `expected "a", actual "b"`. */
function describeMiss({ code, expected, actual }: Miss, words: Words['verification']): string {
  if (!expected || (code !== 'different' && code !== 'absent')) return words.misses[code]
  const values = expected.map(value => JSON.stringify(value)).join(' | ')
  return words.differs(values, code === 'absent' ? words.misses.absent : JSON.stringify(actual))
}

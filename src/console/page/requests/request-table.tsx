import { Anchor, Badge, Button, Stack, Table } from '@mantine/core'
import { type MouseEvent, memo, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { hrefOf } from '../data/route.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { clockTime, dateTime, duration } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Number of rows shown at first, and added by each *Show more*. */
const ROWS = 100

/** Columns with their widths; narrow screens show fewer. */
const COLUMNS = [
  { name: 'time', w: { base: 64, sm: 84 } },
  { name: 'request' },
  { name: 'status', w: 108 },
  { name: 'errorCode', w: { base: 220, lg: 300 }, visibleFrom: 'sm' },
  { name: 'identity', w: 150, visibleFrom: 'md' },
  { name: 'type', w: 150, visibleFrom: 'lg' },
  { name: 'duration', w: 90, visibleFrom: 'md' }
] as const

/** Lists requests, newest first. @param requests oldest first */
export const RequestTable = memo(function RequestTable({
  requests
}: {
  requests: readonly RecordedRequest[]
}) {
  const { requests: words, shell } = useWords()
  const [limit, setLimit] = useState(ROWS)
  return (
    <Stack>
      <Table
        aria-label={shell.views.requests}
        layout="fixed"
        stickyHeader
        highlightOnHover
        tabularNums
        horizontalSpacing={6}
        fz={{ base: 'xs', sm: 'sm' }}
      >
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.map(({ name, ...rest }) => (
              <Table.Th key={name} {...rest}>
                {words[name]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {requests
            .slice(-limit)
            .toReversed()
            .map(request => (
              <Row key={request.id} request={request} />
            ))}
        </Table.Tbody>
      </Table>
      {requests.length > limit && (
        <Button variant="default" onClick={() => setLimit(limit + ROWS)} style={{ alignSelf: 'center' }}>
          {words.more}
        </Button>
      )}
    </Stack>
  )
})

const Row = memo(function Row({ request: recorded }: { request: RecordedRequest }) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { id, time, request, response, fault, principal, integrationType } = recorded
  return (
    <Table.Tr onClick={openRequest} style={{ cursor: 'pointer' }}>
      <Table.Td>
        <time dateTime={time} title={dateTime(time, language)}>
          {clockTime(time, language)}
        </time>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Anchor href={hrefOf('requests', String(id))} title={request.url} inherit c="inherit">
          <b>{request.method}</b> {shorten(request.url)}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={response?.status ?? 0} size="sm" />
      </Table.Td>
      <Table.Td visibleFrom="sm" className="one-line" title={response?.errorCode ?? undefined}>
        {fault && (
          <Badge color="red" variant="outline" size="sm" tt="none" mr={6}>
            {words.fault}
          </Badge>
        )}
        {response?.errorCode}
      </Table.Td>
      <Table.Td visibleFrom="md" className="one-line" title={principal?.id}>
        {principal?.id ?? words.nobody}
      </Table.Td>
      <Table.Td visibleFrom="lg" className="one-line">
        {integrationType}
      </Table.Td>
      <Table.Td visibleFrom="md">{duration(recorded.duration, language)}</Table.Td>
    </Table.Tr>
  )
})

/** Shortens a URL: omits the common prefix and the end of IDs. */
export function shorten(url: string): string {
  return url.replace('/api/atlas/v2', '').replace(/\b([0-9a-f]{4})[0-9a-f]{20}\b/g, '$1…')
}

function openRequest({ currentTarget, target }: MouseEvent<HTMLElement>): void {
  const link = currentTarget.querySelector('a')
  if (!link || link.contains(target as Node)) return
  // The drawer returns the focus to the link.
  link.focus({ preventScroll: true })
  link.click()
}

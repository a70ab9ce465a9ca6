import { Anchor, Badge, Button, Stack, Table, Text } from '@mantine/core'
import { createContext, type MouseEvent, memo, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { go, hrefOf } from '../data/route.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { clockTime, dateTime, duration, number } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { shortenCaller, shortenUrl } from './shorten.ts'

/** Number of rows that are shown, and that are added. */
const ROWS = 200

/** Columns with their widths; narrow screens have fewer. */
const COLUMNS = [
  { name: 'time', w: { base: 64, sm: 84 } },
  { name: 'request' },
  { name: 'status', w: 108 },
  { name: 'errorCode', w: { base: 220, lg: 300 }, visibleFrom: 'sm' },
  { name: 'identity', w: 170, visibleFrom: 'md' },
  { name: 'type', w: 150, visibleFrom: 'lg' },
  { name: 'duration', w: 110, visibleFrom: 'md' }
] as const

/** The rows, newest first. A context, because each new `<Table>` renders all its cells again. */
const Rows = createContext<readonly RecordedRequest[]>([])

/** Requests, newest first. @param requests the oldest first */
export function RequestTable({ requests }: { requests: readonly RecordedRequest[] }) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const [limit, setLimit] = useState(ROWS)
  const rest = requests.length - limit
  return (
    <Stack>
      <Rows.Provider value={requests.slice(-limit).toReversed()}>
        <Frame />
      </Rows.Provider>
      {rest > 0 && (
        <Button variant="default" onClick={() => setLimit(limit + ROWS)} style={{ alignSelf: 'center' }}>
          {words.more(number(Math.min(rest, ROWS), language))}
        </Button>
      )}
    </Stack>
  )
}

const Frame = memo(function Frame() {
  const { requests: words } = useWords()
  return (
    <Table
      aria-label={words.table}
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
              {words.columns[name]}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        <Rows.Consumer>
          {requests => requests.map(request => <Row key={request.id} request={request} />)}
        </Rows.Consumer>
      </Table.Tbody>
    </Table>
  )
})

/** Returns the id of a row's link, which gets the focus back when the drawer closes. */
export function linkId(id: number | string): string {
  return `request-${id}`
}

const Row = memo(function Row({ request: recorded }: { request: RecordedRequest }) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { id, time, request, answer, fault, principal, integrationType } = recorded
  const [, project, rest] = /^(\/groups\/[^/?]+)?(.*)$/s.exec(shortenUrl(request.url)) ?? []
  const open = (event: MouseEvent) => {
    if (!(event.target as Element).closest('a')) go('requests', String(id))
  }
  return (
    <Table.Tr onClick={open} style={{ cursor: 'pointer' }}>
      <Table.Td>
        <time dateTime={time} title={dateTime(time, language)}>
          {clockTime(time, language)}
        </time>
      </Table.Td>
      <Table.Td className="one-line">
        <Anchor id={linkId(id)} href={hrefOf('requests', String(id))} title={request.url} inherit c="inherit">
          <b>{request.method}</b>{' '}
          <Text span inherit visibleFrom="sm">
            {project}
          </Text>
          {rest}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={answer?.status ?? 0} size="sm" />
      </Table.Td>
      <Table.Td visibleFrom="sm" className="one-line" title={answer?.errorCode ?? undefined}>
        {fault && (
          <Badge color="red" variant="outline" size="sm" tt="none" mr={6}>
            {words.fault}
          </Badge>
        )}
        {answer?.errorCode}
      </Table.Td>
      <Table.Td visibleFrom="md" className="one-line" title={principal?.id}>
        {principal ? shortenCaller(principal.id) : words.nobody}
      </Table.Td>
      <Table.Td visibleFrom="lg" className="one-line">
        {integrationType}
      </Table.Td>
      <Table.Td visibleFrom="md" className="one-line">
        {duration(recorded.duration, language)}
      </Table.Td>
    </Table.Tr>
  )
})

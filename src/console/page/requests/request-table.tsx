import { Anchor, Badge, Button, Stack, Table, Text } from '@mantine/core'
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { hrefOf } from '../data/route.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { clockTime, dateTime } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import type { Row } from './rows.ts'
import { shortenIds, shortenUrl } from './shorten.ts'

/** Number of rows shown at first, and added by each *Show more*. */
const ROWS = 100

/** Columns with their widths; narrow screens show fewer. */
const COLUMNS = [
  { name: 'time', w: { base: 64, sm: 84 } },
  { name: 'request' },
  { name: 'status', w: 96 },
  { name: 'identity', w: 180, visibleFrom: 'sm' },
  { name: 'project', w: 100, visibleFrom: 'sm' }
] as const

interface Props {
  /** Oldest first. */
  rows: readonly Row[]
  /** ID of the opened request. */
  selected: number | undefined
  /** Parameters of the page's address, which the links keep. */
  search: string
  /** Returns the name of a project. */
  nameOf: (id: string) => string
  /** Whether the arrow keys also open a request, beside the list. */
  opensByKey: boolean
}

/** Lists requests, newest first. */
export const RequestTable = memo(function RequestTable({
  rows,
  selected,
  search,
  nameOf,
  opensByKey
}: Props) {
  const { requests: words, shell } = useWords()
  const [more, setMore] = useState(ROWS)
  const at = rows.findIndex(({ request }) => request.id === selected)
  const limit = at < 0 ? more : Math.max(more, rows.length - at)
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
        <Table.Tbody onKeyDown={event => moveFocus(event, opensByKey)}>
          {rows
            .slice(-limit)
            .toReversed()
            .map(({ request }) => (
              <RequestRow
                key={request.id}
                request={request}
                href={hrefOf('requests', String(request.id)) + search}
                project={request.project && nameOf(request.project)}
                isSelected={request.id === selected}
              />
            ))}
        </Table.Tbody>
      </Table>
      {rows.length > limit && (
        <Button variant="default" onClick={() => setMore(limit + ROWS)} style={{ alignSelf: 'center' }}>
          {words.more}
        </Button>
      )}
    </Stack>
  )
})

interface RowProps {
  request: RecordedRequest
  href: string
  /** Name of its project. */
  project: string | null
  isSelected: boolean
}

const RequestRow = memo(function RequestRow({ request: recorded, href, project, isSelected }: RowProps) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { id, time, request, response, fault, principal } = recorded
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (isSelected) link.current?.scrollIntoView({ block: 'nearest' })
  }, [isSelected])
  return (
    <Table.Tr
      onClick={openRequest}
      style={{ cursor: 'pointer' }}
      {...(isSelected && { bg: 'var(--mantine-primary-color-light)' })}
    >
      <Table.Td>
        <time dateTime={time} title={dateTime(time, language)}>
          {clockTime(time, language)}
        </time>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Anchor
          ref={link}
          id={`request-${id}`}
          // The height of the header, which is sticky.
          style={{ scrollMarginTop: 48 }}
          href={href}
          title={request.url}
          aria-current={isSelected}
          inherit
          c="inherit"
        >
          <b>{request.method}</b> {shortenUrl(request.url)}
        </Anchor>
        <Text size="xs">
          {fault && (
            <Badge color="red" variant="outline" size="sm" tt="none" mr={6}>
              {words.fault}
            </Badge>
          )}
          {response?.errorCode}
        </Text>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={response?.status ?? 0} size="sm" />
      </Table.Td>
      <Table.Td visibleFrom="sm" className="one-line" title={principal?.id}>
        {principal ? shortenIds(principal.id) : words.nobody}
      </Table.Td>
      <Table.Td visibleFrom="sm" className="one-line" title={recorded.project ?? ''}>
        {project && shortenIds(project)}
      </Table.Td>
    </Table.Tr>
  )
})

function openRequest({ currentTarget, target }: MouseEvent<HTMLElement>): void {
  const link = currentTarget.querySelector('a')
  if (!link || link.contains(target as Node)) return
  // The drawer returns the focus to the link.
  link.focus({ preventScroll: true })
  link.click()
}

/** Moves the focus to the row above or below. */
function moveFocus(event: KeyboardEvent<HTMLElement>, opens: boolean): void {
  const row = (event.target as Element).closest('tr')
  const sibling = { ArrowUp: row?.previousElementSibling, ArrowDown: row?.nextElementSibling }[event.key]
  const link = sibling?.querySelector('a')
  if (!link) return
  event.preventDefault()
  link.focus()
  if (opens) link.click()
}

import { Anchor, Badge, Button, Stack, Table } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { hrefOf } from '../data/route.ts'
import { reasonText } from '../parts/reason-text.ts'
import { shortenIds, shortenUrl } from '../parts/shorten.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { clockTime, dateTime } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'

/** Columns with their widths. Narrow screens show fewer; a list beside a request, none of the extra ones. */
const COLUMNS = [
  { name: 'time', w: { base: 64, sm: 76 }, isExtra: false },
  { name: 'request', isExtra: false },
  { name: 'project', w: '8%', visibleFrom: 'sm', isExtra: true },
  { name: 'type', w: '10%', visibleFrom: 'sm', isExtra: true },
  { name: 'status', w: 88, isExtra: false },
  { name: 'identity', w: '11%', visibleFrom: 'sm', isExtra: true },
  { name: 'reason', w: '24%', visibleFrom: 'sm', isExtra: false }
] as const

interface Props {
  /** Oldest first. */
  requests: readonly RecordedRequest[]
  /** ID of the opened request. */
  selected: number | undefined
  /** Parameters of the page's address, which the links keep. */
  search: string
  /** Returns the name of a project. */
  nameOf: (id: string) => string
  /** Whether a request is shown beside the list, where arrow keys open it. */
  isBeside: boolean
  /** Shows older requests; undefined: all are shown. */
  onMore: (() => void) | undefined
}

/** Lists requests, newest first. */
export const RequestTable = memo(function RequestTable({
  requests,
  selected,
  search,
  nameOf,
  isBeside,
  onMore
}: Props) {
  const { requests: words, shell } = useWords()
  const body = useRef<HTMLTableSectionElement>(null)
  // Ignore the keys while a drawer covers the table.
  const move = (key: string) => (isBeside || selected === undefined) && moveFrom(body.current, key, isBeside)
  useHotkeys([
    ['j', () => move('ArrowDown')],
    ['k', () => move('ArrowUp')]
  ])
  const moveFocus = (event: KeyboardEvent<HTMLElement>) => {
    if (move(event.key)) event.preventDefault()
  }
  return (
    <Stack>
      <Table
        aria-label={shell.views.requests}
        layout="fixed"
        stickyHeader
        highlightOnHover
        tabularNums
        horizontalSpacing={6}
        verticalSpacing={2}
        fz={{ base: 'xs', sm: 'sm' }}
      >
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.filter(({ isExtra }) => !(isExtra && isBeside)).map(({ name, isExtra: _, ...rest }) => (
              <Table.Th key={name} {...rest}>
                {words[name]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={body} onKeyDown={moveFocus}>
          {requests.toReversed().map(request => (
            <RequestRow
              key={request.id}
              request={request}
              href={hrefOf('requests', String(request.id)) + search}
              project={request.project && nameOf(request.project)}
              isSelected={request.id === selected}
              isBeside={isBeside}
            />
          ))}
        </Table.Tbody>
      </Table>
      {onMore && (
        <Button variant="default" onClick={onMore} style={{ alignSelf: 'center' }}>
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
  isBeside: boolean
}

const RequestRow = memo(function RequestRow({
  request: recorded,
  href,
  project,
  isSelected,
  isBeside
}: RowProps) {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const { id, time, request, response, fault, principal, integrationType, reason } = recorded
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (isSelected) link.current?.scrollIntoView({ block: 'nearest' })
  }, [isSelected])
  const why = reason ? reasonText(reason, language) : ''
  const extra = (text: string | null | undefined, title = text) =>
    !isBeside && (
      <Table.Td visibleFrom="sm" className="one-line" title={title ?? ''}>
        {text}
      </Table.Td>
    )
  return (
    <Table.Tr onClick={openRequest} className={isSelected ? 'selected' : ''} style={{ cursor: 'pointer' }}>
      <Table.Td>
        <time dateTime={time} title={dateTime(time, language)}>
          {clockTime(time, language)}
        </time>
      </Table.Td>
      <Table.Td className="one-line">
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
      </Table.Td>
      {extra(project && shortenIds(project), recorded.project)}
      {extra(integrationType)}
      <Table.Td>
        <StatusBadge status={response?.status ?? 0} size="sm" />
      </Table.Td>
      {extra(principal ? shortenIds(principal.id) : words.nobody, principal?.id)}
      <Table.Td visibleFrom="sm" className="one-line" title={why}>
        {fault && (
          <Badge color="red" variant="outline" size="sm" tt="none" mr={6}>
            {words.fault}
          </Badge>
        )}
        {response?.errorCode ?? why}
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

/**
 * Moves the focus from its row, else from the opened one, to the row above or below; else to the first one.
 *
 * @param opens whether to open its request too
 * @returns whether it has moved
 */
function moveFrom(body: HTMLElement | null, key: string, opens: boolean): boolean {
  const focused = document.activeElement?.closest('tr')
  const row = focused && body?.contains(focused) ? focused : body?.querySelector('.selected')
  const next = row
    ? { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[key]
    : body?.firstElementChild
  const link = next?.querySelector('a')
  if (!link) return false
  link.focus()
  if (opens) link.click()
  return true
}

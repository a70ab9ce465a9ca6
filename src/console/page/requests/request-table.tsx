import { Anchor, Button, Group, Stack, Table, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, useEffect, useRef } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { hrefOf } from '../data/route.ts'
import { pathOf, shortenIds } from '../parts/shorten.ts'
import { StatusBadge } from '../parts/status-badge.tsx'
import { clockTime, dateTime, duration } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords, type Words } from '../words/words.ts'

/** Columns with their widths. Narrow screens show fewer; a list beside a request, none of the extra ones. */
const COLUMNS = [
  { name: 'id', w: { base: 40, sm: 56 }, isExtra: false },
  { name: 'outcome', w: { base: 136, sm: 330 }, isExtra: false },
  { name: 'request', isExtra: false },
  { name: 'project', w: '12%', visibleFrom: 'xl', isExtra: true },
  { name: 'identity', w: '15%', visibleFrom: 'sm', isExtra: true },
  { name: 'duration', w: 84, visibleFrom: 'sm', isExtra: true },
  { name: 'time', w: 84, visibleFrom: 'sm', isExtra: false }
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
  const isShared = projectsOf(requests).size < 2
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
        stickyHeaderOffset="var(--header-height)"
        highlightOnHover
        tabularNums
        horizontalSpacing={6}
        verticalSpacing={2}
        fz={{ base: 'xs', sm: 'sm' }}
      >
        <Table.Thead>
          <Table.Tr>
            {COLUMNS.filter(
              ({ name, isExtra }) => !(isExtra && isBeside) && !(name === 'project' && isShared)
            ).map(({ name, isExtra: _, ...rest }) => (
              <Table.Th key={name} {...rest} {...(isBeside && name === 'outcome' && { w: 336 })}>
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
              project={isShared ? undefined : request.project && nameOf(request.project)}
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
  /** Name of its project; null: none; undefined: all rows have the same. */
  project: string | null | undefined
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
  const words = useWords()
  const language = usePreferences(({ language }) => language)
  const { id, time, request, response, principal } = recorded
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (isSelected) link.current?.scrollIntoView({ block: 'nearest' })
  }, [isSelected])
  const name = project ? shortenIds(project) : null
  const extra = (text: string | null, from: 'sm' | 'xl', title = text ?? '') =>
    !isBeside && (
      <Table.Td visibleFrom={from} className="one-line" title={title}>
        {text}
      </Table.Td>
    )
  return (
    <Table.Tr onClick={openRequest} className={isSelected ? 'selected' : ''} style={{ cursor: 'pointer' }}>
      <Table.Td>#{id}</Table.Td>
      <Table.Td>
        <Group gap={6} className="outcome">
          <StatusBadge status={response?.status ?? 0} size="sm" flex="none" />
          <Text inherit c={recorded.fault ? 'red' : 'inherit'} style={{ overflowWrap: 'anywhere' }}>
            {withBreaks(outcomeOf(recorded, words))}
          </Text>
        </Group>
      </Table.Td>
      <Table.Td className="one-line">
        <Anchor
          ref={link}
          id={`request-${id}`}
          // The height of the headers, which are sticky.
          style={{ scrollMarginTop: 'calc(var(--header-height) + 48px)' }}
          href={href}
          title={request.url}
          aria-current={isSelected}
          inherit
          c="inherit"
        >
          <b>{request.method}</b>{' '}
          {name && (
            <Text span inherit c="dimmed" {...(isBeside ? {} : { hiddenFrom: 'xl' })}>
              {name}
            </Text>
          )}
          {pathOf(recorded)}
        </Anchor>
      </Table.Td>
      {project !== undefined && extra(name, 'xl')}
      {extra(principal ? shortenIds(principal.id) : words.requests.nobody, 'sm', principal?.id)}
      {extra(duration(Number(recorded.duration.toPrecision(2)), language), 'sm')}
      <Table.Td visibleFrom="sm">
        <time dateTime={time} title={dateTime(time, language)}>
          {clockTime(time, language)}
        </time>
      </Table.Td>
    </Table.Tr>
  )
})

/** Lets a long code break after its words. */
function withBreaks(code: string): ReactNode {
  return code.split(/(?<=_)/).map(word => [word, <wbr key={word} />])
}

/** Returns what a row says beside the status: the fault, or the error code. */
function outcomeOf({ response, fault }: RecordedRequest, { requests, common, faults }: Words): string {
  const { status = 0, errorCode } = response ?? {}
  if (!fault) return errorCode ?? ''
  const effects: Readonly<Record<string, string>> = faults.effects
  const isStatus = fault.effect === 'status' || (status >= 400 && errorCode === undefined)
  const effect = isStatus ? status : (errorCode ?? effects[fault.effect] ?? fault.effect)
  return requests.fault + common.colon + effect
}

/** Returns the projects of requests. */
export function projectsOf(requests: readonly RecordedRequest[]): Set<string> {
  return new Set(requests.flatMap(({ project }) => project ?? []))
}

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

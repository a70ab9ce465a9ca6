import { Badge, Button, Checkbox, Flex, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react'
import { useNames } from '../data/identity.ts'
import { type Found, loadOlder, useFound, useRequest } from '../data/journal.ts'
import {
  ALL,
  goToRequest,
  isFiltered,
  NO_FILTER,
  queryOf,
  searchOf,
  useFilter
} from '../data/request-filter.ts'
import { setParams, useRoute } from '../data/route.ts'
import { useSession } from '../data/session.ts'
import { View } from '../parts/view.tsx'
import { number } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { FilterBar } from './filter-bar.tsx'
import { LogActions } from './log-actions.tsx'
import { OpenedRequest } from './opened-request.tsx'
import { projectsOf, RequestTable } from './request-table.tsx'

/** Shows the journal, live; `#/requests/123` opens a request. */
export function RequestsView() {
  const { shell } = useWords()
  return (
    <View title={shell.views.requests} actions={<LogActions />}>
      <Journal />
    </View>
  )
}

function Journal() {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const [, id] = useRoute()
  const filter = useFilter()
  const query = queryOf(filter)
  const nameOf = useNames()
  // As wide as the columns of `RequestTable` and a request need.
  const isWide = useMediaQuery('(min-width: 75em)', false, { getInitialValueInEffect: false })
  const { totalCount: total = 0 } = useFound(ALL).data ?? {}
  const { data } = useFound(query)
  /** What a paused list shows. */
  const [held, setHeld] = useState<{ found: Found; query: string }>()
  // The requests were deleted or the filter changed: drop the paused list.
  if (held && (held.query !== query || data?.newest === 0 || total === 0)) setHeld(undefined)
  // Under load, typing and clicks have priority over new requests.
  const found = useDeferredValue(held?.found ?? data)
  const isNumber = /^\d+$/.test(id ?? '')
  const { data: opened, isLoading: isOpening } = useRequest(isNumber ? Number(id) : undefined)
  const request = found?.results.find(request => String(request.id) === id) ?? opened
  const hasFilter = isFiltered(filter)
  const last = useRef(id)
  useEffect(() => {
    const { current: closed } = last
    last.current = id
    if (closed === undefined || id !== undefined) return
    const link = document.getElementById(`request-${closed}`)
    // Closed, or left with the browser's Back: what had the focus is gone.
    const next = link ?? document.getElementById('main')
    next?.focus()
  }, [id])
  const close = () => goToRequest()
  const closeByKey = ({ key, target }: KeyboardEvent) => {
    if (key === 'Escape' && isWide && id && !(target as Element).matches('input, textarea')) close()
  }
  const more = found?.next ? () => loadOlder(query) : undefined
  const count = number(found?.totalCount ?? 0, language)
  const [project, ...others] = projectsOf(found?.results ?? [])
  return (
    <Flex gap="md" align="flex-start" onKeyDown={closeByKey}>
      {!found ? (
        <Skeleton h={400} flex={1} role="status" aria-label={words.loading} />
      ) : (
        <Stack flex={1} miw={0} gap="xs">
          <FilterBar principals={found.principals} filter={filter} />
          <Group gap="xs" mih={26}>
            <LiveBadge isPaused={held !== undefined} />
            <Text size="sm" c="dimmed">
              {found.results.length === 0
                ? ''
                : hasFilter || held
                  ? words.count(count, number(total, language))
                  : words.all(count)}
              {project !== undefined && others.length === 0 && ` · ${nameOf(project)}`}
              {!hasFilter &&
                found.searched > found.totalCount &&
                ` · ${words.hiddenCount(number(found.searched - found.totalCount, language))}`}
              {found.dropped > 0 && ` · ${words.dropped(number(found.dropped, language))}`}
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setHeld(held || !data ? undefined : { found: data, query })}
            >
              {held ? words.resume : words.pause}
            </Button>
            {hasFilter && (
              <Button size="compact-sm" variant="default" onClick={() => setParams(NO_FILTER)}>
                {words.clearFilter}
              </Button>
            )}
            {(['reads', 'challenges'] as const).map(name => (
              <Checkbox
                key={name}
                size="xs"
                label={words.hidden[name]}
                checked={filter[name] === undefined}
                onChange={() => setParams({ [name]: filter[name] ? undefined : 'shown' })}
              />
            ))}
          </Group>
          {found.results.length > 0 ? (
            <RequestTable
              requests={found.results}
              selected={request?.id}
              search={searchOf()}
              nameOf={nameOf}
              isBeside={isWide && id !== undefined}
              onMore={more}
            />
          ) : (
            <Text ta="center" p="xl">
              {hasFilter
                ? words.noMatch(number(found.searched, language))
                : found.searched > 0
                  ? words.onlyHidden
                  : words.empty}
            </Text>
          )}
        </Stack>
      )}
      {id !== undefined && (
        <OpenedRequest
          id={id}
          request={request}
          requests={found?.results ?? []}
          loadOlder={more}
          isLoading={isOpening}
          isWide={isWide}
          onClose={close}
        />
      )}
    </Flex>
  )
}

function LiveBadge({ isPaused }: { isPaused: boolean }) {
  const { requests: words } = useWords()
  const isLive = useSession(({ isLive }) => isLive)
  const name = !isLive ? 'notLive' : isPaused ? 'paused' : 'live'
  return (
    <Badge role="status" variant="light" tt="none" color={name === 'live' ? 'teal' : 'orange'}>
      {words[name]}
    </Badge>
  )
}

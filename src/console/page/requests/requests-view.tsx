import { Badge, Button, Checkbox, Flex, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useIsFetching } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useMemo, useRef, useState } from 'react'
import { useNames } from '../data/identity.ts'
import { KEPT, useRequests } from '../data/journal.ts'
import { useControlPlaneState } from '../data/queries.ts'
import { setParams, useRoute } from '../data/route.ts'
import { useSession } from '../data/session.ts'
import { View } from '../parts/view.tsx'
import { number } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { filterRows, goToRequest, NO_FILTER, searchOf, useFilter } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { LogActions } from './log-actions.tsx'
import { OpenedRequest } from './opened-request.tsx'
import { RequestTable } from './request-table.tsx'
import { type Row, rowsOf } from './rows.ts'

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
  const nameOf = useNames()
  // As wide as the columns of `RequestTable` and a request need.
  const isWide = useMediaQuery('(min-width: 75em)', false, { getInitialValueInEffect: false })
  const all = useRequests()
  /** What a paused list shows. */
  const [held, setHeld] = useState<typeof all>()
  // Deleted: nothing is left to hold.
  if (held && all.length === 0) setHeld(undefined)
  // Under load, typing and clicks have priority over new requests.
  const requests = useDeferredValue(held ?? all)
  const deferredFilter = useDeferredValue(filter)
  const deferredSearch = useDeferredValue(searchOf())
  const isFolded = deferredFilter.challenges === undefined
  const rows = useMemo(() => rowsOf(requests, isFolded), [requests, isFolded])
  const matching = useMemo(() => filterRows(rows, deferredFilter, nameOf), [rows, deferredFilter, nameOf])
  const isLoading = useIsLoading()
  // Under load, the list drops the request while the user edits it; a restarted mock gives its id to another one.
  const opened = useRef<Row>(undefined)
  const isOpened = ({ request, challenge }: Row) => [request.id, challenge?.id].map(String).includes(id ?? '')
  if (!opened.current || !isOpened(opened.current)) opened.current = rows.find(isOpened)
  const isFiltered = filter.text || filter.status || filter.identity
  const total = number(all.length, language) + (all.length === KEPT ? '+' : '')
  const close = () => {
    // Beside the list, the button that has the focus disappears.
    const link = document.getElementById(`request-${opened.current?.request.id}`)
    ;(link ?? document.getElementById('main'))?.focus()
    goToRequest()
  }
  const closeByKey = ({ key, target }: KeyboardEvent) => {
    if (key === 'Escape' && isWide && id && !(target as Element).matches('input, textarea')) close()
  }
  return (
    <Flex gap="md" align="flex-start" onKeyDown={closeByKey}>
      {isLoading ? (
        <Skeleton h={400} flex={1} role="status" aria-label={words.loading} />
      ) : (
        <Stack flex={1} miw={0}>
          <FilterBar rows={rows} filter={filter} />
          <Group gap="xs" mih={26}>
            <LiveBadge />
            <Text size="sm" c="dimmed">
              {words.count(number(matching.length, language), total)}
            </Text>
            <Button size="compact-sm" variant="default" onClick={() => setHeld(held ? undefined : all)}>
              {held ? words.resume : words.pause}
            </Button>
            {isFiltered && (
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
          {matching.length > 0 ? (
            <RequestTable
              rows={matching}
              selected={opened.current?.request.id}
              search={deferredSearch}
              nameOf={nameOf}
              opensByKey={isWide}
            />
          ) : (
            <Text ta="center" p="xl">
              {isFiltered ? words.noMatch : all.length > 0 ? words.onlyHidden : words.empty}
            </Text>
          )}
        </Stack>
      )}
      <OpenedRequest
        id={id}
        row={opened.current}
        rows={matching}
        isLoading={isLoading}
        isWide={isWide}
        onClose={close}
      />
    </Flex>
  )
}

function LiveBadge() {
  const { requests: words } = useWords()
  const isLive = useSession(({ isLive }) => isLive)
  return (
    <Badge role="status" variant="light" tt="none" color={isLive ? 'teal' : 'orange'}>
      {isLive ? words.live : words.notLive}
    </Badge>
  )
}

/** Returns whether the list is loading. */
function useIsLoading(): boolean {
  const isStarting = useControlPlaneState() === 'starting'
  const fetching = useIsFetching({
    queryKey: ['requests'],
    predicate: ({ state }) => state.status === 'pending'
  })
  return fetching > 0 || isStarting
}

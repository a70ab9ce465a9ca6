import { Badge, Button, Group, Skeleton, Text } from '@mantine/core'
import { useIsFetching } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import type { RecordedRequest } from '../../../../types/wire.d.ts'
import { KEPT, useRequests } from '../data/journal.ts'
import { useControlPlaneState } from '../data/queries.ts'
import { useRoute } from '../data/route.ts'
import { useSession } from '../data/session.ts'
import { View } from '../parts/view.tsx'
import { number } from '../words/format.ts'
import { usePreferences } from '../words/preferences.ts'
import { useWords } from '../words/words.ts'
import { filterRequests, NO_FILTER } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { HarButton } from './har-button.tsx'
import { RequestDrawer } from './request-drawer.tsx'
import { RequestTable } from './request-table.tsx'
import { VerificationNotice } from './verification-notice.tsx'

/** Shows the journal, live; `#/requests/123` opens a request. */
export function RequestsView() {
  const { shell } = useWords()
  return (
    <View title={shell.views.requests} actions={<HarButton />}>
      <Journal />
    </View>
  )
}

function Journal() {
  const { requests: words } = useWords()
  const language = usePreferences(({ language }) => language)
  const [, id] = useRoute()
  const [filter, setFilter] = useState(NO_FILTER)
  const all = useRequests()
  // Under load, typing and clicks have priority over new requests.
  const requests = useDeferredValue(all)
  const deferredFilter = useDeferredValue(filter)
  const matching = useMemo(() => filterRequests(requests, deferredFilter), [requests, deferredFilter])
  const isLoading = useIsLoading()
  // Under load, the list drops the request while the user edits it; a restarted mock gives its id to another one.
  const opened = useRef<RecordedRequest>(undefined)
  if (String(opened.current?.id) !== id) opened.current = all.find(request => String(request.id) === id)
  const total = number(requests.length, language) + (requests.length === KEPT ? '+' : '')
  return (
    <>
      {isLoading ? (
        <Skeleton h={400} role="status" aria-label={words.loading} />
      ) : (
        <>
          <VerificationNotice />
          <FilterBar requests={requests} filter={filter} onChange={setFilter} />
          <Group gap="xs" mih={26}>
            <LiveBadge />
            <Text size="sm" c="dimmed">
              {words.count(number(matching.length, language), total)}
            </Text>
            {Object.values(filter).some(Boolean) && (
              <Button size="compact-sm" variant="default" onClick={() => setFilter(NO_FILTER)}>
                {words.clearFilter}
              </Button>
            )}
          </Group>
          {matching.length > 0 ? (
            <RequestTable requests={matching} />
          ) : (
            <Text ta="center" p="xl">
              {requests.length === 0 ? words.empty : words.noMatch}
            </Text>
          )}
        </>
      )}
      <RequestDrawer id={id} request={opened.current} isLoading={isLoading} />
    </>
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

/** Returns whether the list, or a failed verification that would shift it, is loading. */
function useIsLoading(): boolean {
  const isStarting = useControlPlaneState() === 'starting'
  return useIsFetching({ predicate: ({ state }) => state.status === 'pending' }) > 0 || isStarting
}

import { Skeleton, Stack } from '@mantine/core'
import { useIsFetching } from '@tanstack/react-query'
import { useDeferredValue, useMemo } from 'react'
import { useRequests } from '../data/journal.ts'
import { useReach } from '../data/queries.ts'
import { useRoute } from '../data/route.ts'
import { View } from '../parts/view.tsx'
import { useWords } from '../words/words.ts'
import { Actions } from './actions.tsx'
import { EmptyList } from './empty-list.tsx'
import { filterRequests, useFilter } from './filter.ts'
import { FilterBar } from './filter-bar.tsx'
import { ListHeader } from './list-header.tsx'
import { RequestDrawer } from './request-drawer.tsx'
import { RequestTable } from './request-table.tsx'
import { usePausedList } from './use-paused-list.ts'
import { VerificationNotice } from './verification-notice.tsx'

/** The journal as it grows; `#/requests/123` opens one request of it. */
export function RequestsView() {
  const { shell, requests: words } = useWords()
  return (
    <View title={shell.views.requests} lead={words.lead} actions={<Actions />}>
      <Journal />
    </View>
  )
}

function Journal() {
  const { requests: words } = useWords()
  const [, id] = useRoute()
  const all = useRequests()
  // Under load, typing and clicks come before new requests.
  const list = usePausedList(useDeferredValue(all))
  const filter = useDeferredValue(useFilter())
  const matching = useMemo(() => filterRequests(list.shown, filter), [list.shown, filter])
  const isLoading = useIsLoading()
  const opened = useMemo(() => all.find(request => String(request.id) === id), [all, id])
  return (
    <>
      {isLoading ? (
        <Stack role="status" aria-label={words.loading}>
          <Skeleton h={36} />
          <Skeleton h={400} />
        </Stack>
      ) : (
        <>
          <VerificationNotice />
          <FilterBar requests={list.shown} />
          <ListHeader list={list} matching={matching.length} />
          {matching.length > 0 ? (
            <RequestTable requests={matching} />
          ) : (
            <EmptyList isFirst={list.shown.length === 0} />
          )}
        </>
      )}
      <RequestDrawer id={id} request={opened ?? (isLoading ? undefined : null)} matching={matching} />
    </>
  )
}

/** Returns whether the list or the failed verification above it has not arrived yet. */
function useIsLoading(): boolean {
  const isStarting = useReach() === 'starting'
  const pending = useIsFetching({
    predicate: ({ queryKey: [key], state }) =>
      state.status === 'pending' && (key === 'requests' || key === 'failed-verification')
  })
  return isStarting || pending > 0
}

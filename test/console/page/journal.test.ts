import './tab.ts'
import { QueryObserver } from '@tanstack/react-query'
import t, { type Test } from 'tap'
import { queryClient } from '../../../src/console/page/data/control.ts'
import { addRequest, type Found, foundQuery, loadOlder } from '../../../src/console/page/data/journal.ts'
import { ALL, queryOf } from '../../../src/console/page/data/request-filter.ts'
import type { RecordedRequest } from '../../../types/wire.d.ts'
import { call, DEMO, integrations } from '../../app.ts'
import { asKey, control, keyOf } from '../../control/control.ts'
import { serve, tab } from './tab.ts'

/** Shows a list until the test ends. Returns a function that waits for a list with some properties. */
function show(t: Test, filter: string) {
  const observer = new QueryObserver(queryClient, foundQuery(filter))
  let notify = () => {}
  const end = observer.subscribe(() => notify())
  t.teardown(() => {
    end()
    queryClient.clear()
  })
  return async (ids: readonly number[]) => {
    for (;;) {
      const found = observer.getCurrentResult().data as Found | undefined
      if (found && String(found.results.map(({ id }) => id)) === String(ids)) return found
      const { promise, resolve } = Promise.withResolvers<void>()
      notify = resolve
      await promise
    }
  }
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)
const report = (id: number) => addRequest({ id } as RecordedRequest)

t.test('adds what is new to a list, and folds a challenge that was a row', async t => {
  const app = await serve(t)
  await call(app, { url: '/api/atlas/v2/nothing' })
  const found = show(t, ALL)
  t.match(await found([1]), { totalCount: 1, searched: 1, next: null, principals: [] })
  tab.calls.length = 0
  await asKey(app, keyOf('orgowner'), { url: integrations(DEMO) })
  report(3)
  t.match(await found([1, 3]), { totalCount: 2, searched: 3, principals: ['orgowner'] })
  t.strictSame(tab.calls, [`GET /_mock/v1/requests?${ALL}&limit=100&since=1`])
})

t.test('shows as many requests as were loaded, however many arrive', async t => {
  const app = await serve(t)
  const send = async (count: number) => {
    for (let at = 0; at < count; at++) await call(app, { url: '/api/atlas/v2/nothing' })
  }
  await send(250)
  const found = show(t, ALL)
  t.match(await found(range(151, 250)), { totalCount: 250, next: 151 })
  t.equal((await loadOlder(ALL))?.id, 150)
  await found(range(51, 250))
  await send(10)
  report(260)
  t.match(await found(range(61, 260)), { totalCount: 260, next: 61 })
  await send(201)
  report(461)
  t.match(await found(range(362, 461)), { totalCount: 461, next: 362 }, 'reloaded')
})

t.test('reads only what matches the filter', async t => {
  const app = await serve(t)
  await asKey(app, keyOf('orgowner'), { url: integrations(DEMO) })
  const found = show(t, queryOf({ text: 'nothing', status: '4xx' }))
  await found([])
  await call(app, { url: '/api/atlas/v2/nothing' })
  await call(app, { url: '/api/atlas/v2/other' })
  report(4)
  t.match(await found([3]), { totalCount: 1, searched: 4, newest: 4 })
  await control(app, 'DELETE', '/requests')
  await queryClient.invalidateQueries({ queryKey: ['requests'] })
  t.match(await found([]), { totalCount: 0, searched: 0 })
})

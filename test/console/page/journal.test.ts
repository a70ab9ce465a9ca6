import './tab.ts'
import t from 'tap'
import { queryClient } from '../../../src/console/page/data/control.ts'
import { addRequest, KEPT, loadRequests, setRequests } from '../../../src/console/page/data/journal.ts'
import type { RecordedRequest } from '../../../types/wire.d.ts'
import { call } from '../../app.ts'
import { serve, tab } from './tab.ts'

const request = (id: number) => ({ id }) as RecordedRequest
const ids = () => queryClient.getQueryData<RecordedRequest[]>(['requests'])?.map(({ id }) => id)
const load = () => queryClient.fetchQuery({ queryKey: ['requests'], queryFn: loadRequests, staleTime: 0 })

/** Waits for the next change to the journal. */
function change(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const unsubscribe = queryClient.getQueryCache().subscribe(() => resolve())
  return promise.finally(unsubscribe)
}

t.afterEach(() => queryClient.clear())

t.test('batches new requests and keeps the newest', async t => {
  setRequests([request(1)])
  addRequest(request(2))
  addRequest(request(3))
  t.strictSame(ids(), [1])
  await change()
  t.strictSame(ids(), [1, 2, 3])
  for (let id = 4; id < 4 + KEPT; id++) addRequest(request(id))
  await change()
  t.strictSame([ids()?.length, ids()?.[0], ids()?.at(-1)], [KEPT, 4, 3 + KEPT])
})

t.test('drops batched requests when all requests are replaced', async t => {
  setRequests([request(1)])
  addRequest(request(2))
  setRequests([request(9)])
  addRequest(request(10))
  await change()
  t.strictSame(ids(), [9, 10])
})

t.test('keeps requests that arrive while the journal is loading', async t => {
  const app = await serve(t)
  for (let count = 0; count < 3; count++) await call(app, { url: '/api/atlas/v2/nothing' })
  setRequests([1, 2, 3].map(request))
  tab.respond = () => {
    addRequest(request(4))
    return undefined
  }
  await load()
  t.strictSame(ids(), [1, 2, 3, 4])
})

t.test('drops requests that the mock has deleted', async t => {
  await serve(t)
  setRequests([1, 2, 3].map(request))
  tab.respond = () => {
    addRequest(request(4))
    return undefined
  }
  await load()
  t.strictSame(ids(), [4])
})

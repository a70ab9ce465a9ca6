import './tab.ts'
import t, { type Test } from 'tap'
import { followMock } from '../../../src/console/page/api/events.ts'
import type { RecordedRequest } from '../../../types/wire.d.ts'
import { as, call, DEMO, integrations } from '../../app.ts'
import { control } from '../../control/control.ts'
import { serve, tab } from './tab.ts'

const TOKEN = 'a-token-of-mine'

/** Milliseconds before a stream is opened again, in place of a second. */
const PAUSE = 20
const startTimer = globalThis.setTimeout

/** Follows the mock until the test ends; collects the values of the callbacks in order. */
function follow(t: Test, { token }: { token?: string } = {}) {
  const value = (run: () => void, time: number) => startTimer(run, time === 1000 ? PAUSE : time)
  t.intercept(globalThis, 'setTimeout', { value, configurable: true, writable: true })
  const events: unknown[] = []
  let notify = () => {}
  const add = (event: unknown) => {
    events.push(event)
    notify()
  }
  const end = followMock({
    token,
    onBegin: ({ startId }, last) => add(!last ? 'begin' : last.startId === startId ? 'resumed' : 'restarted'),
    onRequest: ({ id, request }: RecordedRequest) => add([id, request.url]),
    onChange: add,
    onInterrupted: () => add('interrupted')
  })
  t.teardown(end)
  /** Waits for a number of events and removes them. */
  const next = async (count: number) => {
    while (events.length < count) {
      const { promise, resolve } = Promise.withResolvers<void>()
      notify = resolve
      await promise
    }
    return events.splice(0)
  }
  return { next, end, events }
}

t.test('reports requests and changes until it is stopped', async t => {
  const app = await serve(t)
  for (const path of ['/a', '/b', '/c']) await call(app, { url: `/api/atlas/v2${path}` })
  const { next, end, events } = follow(t)
  t.strictSame(await next(1), ['begin'], 'not the requests before it')
  await call(app, { url: '/api/atlas/v2/d' })
  t.strictSame(await next(1), [[4, '/api/atlas/v2/d']])
  await control(app, 'POST', '/reset')
  t.strictSame(await next(1), [{ operation: 'reset', sandbox: null }])
  await as(app, 'orgowner', { url: integrations(DEMO) })
  t.strictSame(await next(2), [
    [5, integrations(DEMO, 'WEBHOOK')],
    [6, integrations(DEMO)]
  ])
  end()
  await call(app, { url: '/api/atlas/v2/e' })
  t.strictSame(events, [])
})

t.test('resumes an interrupted stream of the same start', async t => {
  const app = await serve(t)
  const { next } = follow(t)
  t.strictSame(await next(1), ['begin'])
  await call(app, { url: '/api/atlas/v2/a' })
  t.strictSame(await next(1), [[1, '/api/atlas/v2/a']])
  tab.respond = () => new Response(null, { status: 502 })
  app.server.server.closeAllConnections()
  t.strictSame(await next(1), ['interrupted'])
  await call(app, { url: '/api/atlas/v2/b' })
  tab.respond = undefined
  while (true) {
    const [event] = await next(1)
    if (event === 'interrupted') continue
    t.equal(event, 'resumed')
    break
  }
  t.strictSame(await next(1), [[2, '/api/atlas/v2/b']])
})

t.test('sends the token', async t => {
  await serve(t, { settings: { controlToken: TOKEN } })
  t.strictSame(await follow(t).next(1), ['interrupted'])
  t.strictSame(await follow(t, { token: TOKEN }).next(1), ['begin'])
})

t.test('parses fragmented events and reopens a broken stream', async t => {
  await serve(t)
  const bytes = new TextEncoder().encode(
    ': requests\n\nevent: other\ndata: not JSON\n\nevent: change\ndata: {"operation":"ключ","sandbox":null}\n\n'
  )
  let streams = [streamOf(...Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))), null]
  tab.respond = target => {
    if (!target.endsWith('/stream')) return undefined
    const [body = streamOf(new TextEncoder().encode('event: request\ndata: not JSON\n\n'))] = streams
    streams = streams.slice(1)
    return new Response(body)
  }
  const { next, end, events } = follow(t)
  t.strictSame(
    await next(3),
    ['begin', { operation: 'ключ', sandbox: null }, 'interrupted'],
    'split within lines and characters'
  )
  t.strictSame(await next(2), ['resumed', 'interrupted'], 'without a body')
  t.strictSame(await next(2), ['resumed', 'interrupted'], 'with invalid JSON')
  end()
  const { length } = tab.calls
  await new Promise(resolve => startTimer(resolve, 2 * PAUSE))
  t.equal(tab.calls.length, length, 'does not open the stream after the end')
  t.strictSame(events, [])
})

function streamOf(...pieces: readonly Uint8Array[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    }
  })
}

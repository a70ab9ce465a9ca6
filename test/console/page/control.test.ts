import './tab.ts'
import t, { type Test } from 'tap'
import { askControl, ControlFailure, reachControl } from '../../../src/console/page/control/client.ts'
import { followMock } from '../../../src/console/page/control/events.ts'
import type { RecordedRequest } from '../../../types/wire.d.ts'
import { as, call, DEMO, integrations } from '../../app.ts'
import { control } from '../../control/control.ts'
import { serve, tab } from './tab.ts'

const TOKEN = 'a-token-of-mine'

/** What a call of the control plane failed with. */
async function failureOf(asked: Promise<unknown>): Promise<ControlFailure> {
  const failure = await asked.then(
    () => undefined,
    (error: unknown) => error
  )
  if (failure instanceof ControlFailure) return failure
  throw new Error(`no failure of the control plane: ${failure}`)
}

t.test('calls of the control plane', async t => {
  const app = await serve(t)
  t.match(await askControl('GET /clock'), { frozen: false })
  t.match(await askControl('PUT /clock', { body: { frozen: true } }), { frozen: true })
  t.equal(await askControl('DELETE /requests'), undefined, 'an answer without a body')
  const failure = await failureOf(askControl('POST /faults', { body: { effect: {} } }))
  t.match(failure, { name: 'ControlFailure', status: 400, message: 'invalid body' })
  t.match(failure.problem.errors?.[0], { path: '/effect' })
  const ending = new AbortController()
  ending.abort()
  t.match(await failureOf(askControl('GET /clock', { signal: ending.signal })), { status: 0, message: '' })

  for (const [answer, expected] of [
    [new Response('no JSON', { status: 502 }), { status: 502, message: '', problem: {} }],
    [new Response('{"title":"Gone"}', { status: 410 }), { status: 410, message: 'Gone' }],
    [new Response('no JSON'), { status: 0 }],
    [brokenOff('{"now":'), { status: 0 }],
    [new Response(brokenOff('{').body, { status: 500 }), { status: 500, problem: {} }]
  ] as const) {
    tab.answer = () => answer
    t.match(await failureOf(askControl('GET /clock')), expected)
  }
  tab.answer = undefined
  await app.server.close()
  t.match(await failureOf(askControl('GET /clock')), { status: 0, problem: {} }, 'nobody is there')
})

t.test('with a token', async t => {
  await serve(t, { settings: { controlToken: TOKEN } })
  t.match(await failureOf(askControl('GET /clock')), { status: 401 })
  t.match(await failureOf(askControl('GET /clock', { token: 'wrong' })), { status: 401 })
  t.match(await askControl('GET /clock', { token: TOKEN }), { frozen: false })
  const answer = await reachControl('GET /requests', { token: TOKEN, headers: { 'last-event-id': '1' } })
  t.equal(answer.status, 200)
  await answer.text()
})

/** A body that ends before it is whole. */
function brokenOff(text: string): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text))
      controller.error(new Error('broken off'))
    }
  })
  return new Response(body)
}

/** Follows the mock and says what it learned, in its order; ended with the test. */
function follow(t: Test, { token, limit = 10 }: { token?: string; limit?: number } = {}) {
  const learned: unknown[] = []
  let notify = () => {}
  const note = (what: unknown) => {
    learned.push(what)
    notify()
  }
  const end = followMock({
    token,
    limit,
    onBegin: requests => note(['begin', ...requests.map(({ id }) => id)]),
    onRequest: ({ id, request }: RecordedRequest) => note([id, request.url]),
    onChange: note,
    onInterrupted: () => note('interrupted')
  })
  t.teardown(end)
  /** Takes what was learned, once it is so much. */
  const next = async (count: number) => {
    while (learned.length < count) {
      const { promise, resolve } = Promise.withResolvers<void>()
      notify = resolve
      await promise
    }
    return learned.splice(0)
  }
  return { next, end, learned }
}

t.test('follows requests and changes', async t => {
  const app = await serve(t)
  for (const path of ['/a', '/b', '/c']) await call(app, { url: `/api/atlas/v2${path}` })
  const { next, end, learned } = follow(t, { limit: 2 })
  t.strictSame(await next(1), [['begin', 2, 3]], 'the newest so many')
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
  t.strictSame(learned, [], 'nothing any more')
})

t.test('a mock that ends, and another in its place', async t => {
  const app = await serve(t)
  await call(app, { url: '/api/atlas/v2/a' })
  const { next } = follow(t)
  t.strictSame(await next(1), [['begin', 1]])
  await app.server.close()
  t.strictSame(await next(1), ['interrupted'])
  const other = await serve(t)
  await next(1).then(learned => t.strictSame(learned, [['begin']], 'what the new one knows'))
  await call(other, { url: '/api/atlas/v2/b' })
  t.strictSame(await next(1), [[1, '/api/atlas/v2/b']])
})

t.test('a token that is wanted', async t => {
  await serve(t, { settings: { controlToken: TOKEN } })
  t.strictSame(await follow(t).next(1), ['interrupted'])
  t.strictSame(await follow(t, { token: TOKEN }).next(1), [['begin']])
})

t.test('events in pieces, and pieces that are none', async t => {
  await serve(t)
  const told = new TextEncoder().encode(
    ': requests\n\nevent: other\ndata: no JSON\n\nevent: change\ndata: {"operation":"ключ","sandbox":null}\n\n'
  )
  let streams = [streamOf(...Array.from(told, (_, at) => told.subarray(at, at + 1))), null]
  tab.answer = target => {
    if (!target.endsWith('/stream')) return undefined
    const [body = streamOf(new TextEncoder().encode('event: request\ndata: no JSON\n\n'))] = streams
    streams = streams.slice(1)
    return new Response(body)
  }
  const { next, end, learned } = follow(t)
  t.strictSame(
    await next(3),
    [['begin'], { operation: 'ключ', sandbox: null }, 'interrupted'],
    'cut within a line, and within a letter'
  )
  t.strictSame(await next(2), [['begin'], 'interrupted'], 'without a body')
  t.strictSame(await next(2), [['begin'], 'interrupted'], 'broken events end a stream')
  end()
  const { length } = tab.calls
  await new Promise(resolve => setTimeout(resolve, 1100))
  t.equal(tab.calls.length, length, 'ended while it waits: not taken up again')
  t.strictSame(learned, [])
})

function streamOf(...pieces: readonly Uint8Array[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    }
  })
}

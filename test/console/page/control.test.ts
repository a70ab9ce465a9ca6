import './tab.ts'
import t from 'tap'
import { askControl, ControlFailure, reachControl } from '../../../src/console/page/api/control.ts'
import { serve, tab } from './tab.ts'

const TOKEN = 'a-token-of-mine'

/** Returns the error of a control plane call. */
async function failureOf(call: Promise<unknown>): Promise<ControlFailure> {
  const failure = await call.then(
    () => undefined,
    (error: unknown) => error
  )
  if (failure instanceof ControlFailure) return failure
  throw new Error(`expected a ControlFailure, got ${failure}`)
}

/** Returns a response with a truncated body. */
function incomplete(text: string, init?: ResponseInit): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text))
      controller.error(new Error('broken off'))
    }
  })
  return new Response(body, init)
}

t.test('returns the response of the control plane or throws its problem', async t => {
  const app = await serve(t)
  t.match(await askControl('GET /clock'), { frozen: false })
  t.match(await askControl('PUT /clock', { body: { frozen: true } }), { frozen: true })
  t.equal(await askControl('DELETE /requests'), undefined, 'a response without a body')
  const failure = await failureOf(askControl('POST /faults', { body: { effect: {} } }))
  t.match(failure, { name: 'ControlFailure', status: 400, message: 'invalid body' })
  t.match(failure.problem.errors?.[0], { path: '/effect' })
  const aborted = AbortSignal.abort()
  t.match(await failureOf(askControl('GET /clock', { signal: aborted })), { status: 0, message: '' })

  for (const [response, expected] of [
    [new Response('not JSON', { status: 502 }), { status: 502, message: '', problem: {} }],
    [new Response('{"title":"Gone"}', { status: 410 }), { status: 410, message: 'Gone' }],
    [new Response('not JSON'), { status: 0 }],
    [incomplete('{"now":'), { status: 0 }],
    [incomplete('{', { status: 500 }), { status: 500, problem: {} }]
  ] as const) {
    tab.respond = () => response
    t.match(await failureOf(askControl('GET /clock')), expected)
  }
  tab.respond = undefined
  await app.server.close()
  t.match(await failureOf(askControl('GET /clock')), { status: 0, problem: {} }, 'a closed server')
})

t.test('sends the token and headers', async t => {
  await serve(t, { settings: { controlToken: TOKEN } })
  t.match(await failureOf(askControl('GET /clock')), { status: 401 })
  for (const token of ['wrong', '错'])
    t.match(await failureOf(askControl('GET /clock', { token })), { status: 401 })
  t.match(await askControl('GET /clock', { token: TOKEN }), { frozen: false })
  const response = await reachControl('GET /requests', { token: TOKEN, headers: { 'last-event-id': '1' } })
  t.equal(response.status, 200)
  await response.text()
})

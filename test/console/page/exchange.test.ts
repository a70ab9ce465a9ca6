import t from 'tap'
import { type Exchange, failureOf } from '../../../src/console/page/api/exchange.ts'

const ERROR = {
  error: 409,
  errorCode: 'CODE',
  detail: 'A text.',
  parameters: ['DATADOG'],
  reason: 'Conflict'
}

function exchange(status: number, body: string): Exchange {
  const request = { method: 'GET', target: '/', headers: [], body: undefined }
  return { request, response: { status, reason: '', headers: [], body }, duration: 1, callId: 'a-1' }
}

t.test("reads errors in Atlas's format", async t => {
  t.strictSame(failureOf(exchange(409, JSON.stringify(ERROR))), {
    errorCode: 'CODE',
    detail: 'A text.',
    parameters: ['DATADOG']
  })
  t.strictSame(
    failureOf(exchange(500, '{"errorCode":7}')),
    { errorCode: '7', detail: '', parameters: [] },
    'the minimum that a fault may return'
  )
  t.equal(failureOf(exchange(200, JSON.stringify(ERROR))), undefined)
  for (const body of ['', 'not JSON', 'null', '"text"', '{}']) {
    t.equal(failureOf(exchange(500, body)), undefined, body)
  }
  t.equal(failureOf(undefined), undefined)
  t.equal(failureOf({ ...exchange(200, ''), response: undefined }), undefined)
})

import type { FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { recordResponse } from '../../src/atlas/recorder.ts'
import { prettyPrint } from '../../src/atlas/responses.ts'
import { RequestRecord } from '../../src/journal/request-record.ts'
import { build, call, challenge, DEMO, digestHeader, integrations, VERSIONED } from '../app.ts'
import { listen, open, requestText, send } from '../control/socket.ts'

t.test('prints JSON like Jackson', async t => {
  t.equal(
    prettyPrint({ a: 1, b: ['x', { c: 2 }], d: [], e: {}, f: [[1], [{}]], g: null }),
    '{\n  "a" : 1,\n  "b" : [ "x", {\n    "c" : 2\n  } ],\n  "d" : [ ],\n  "e" : { },\n  "f" : [ [ 1 ], [ { } ] ],\n  "g" : null\n}'
  )
})

t.test('Prefer returns an error on a path that cannot be decoded', async t => {
  const app = await build(t)
  const headers = { prefer: 'errorCode=INTEGRATION_NOT_CONFIGURED' }
  t.match((await call(app, { url: integrations(DEMO, '%zz'), headers })).json, {
    detail: "The integration of type '%zz' is not configured for this group.",
    parameters: ['%zz']
  })
  t.equal((await call(app, { url: '/elsewhere/%zz', headers })).status, 404)
})

t.test('a method that only the parser knows is not allowed on a known path', async t => {
  const { port } = await listen(t)
  for (const [url, status] of [
    [integrations(DEMO, 'WEBHOOK'), 405],
    ['/_mock/v1/health', 405],
    ['/nope', 404],
    ['/openapi.json', 404],
    ['/api/oauth/nope', 404]
  ] as const) {
    t.equal((await send(port, requestText('QUERY', url))).status, status, url)
  }
})

t.test('a client that disconnects in its body is not a server error', async t => {
  const app = await listen(t, { settings: { logLevel: 'debug' } })
  const request = { method: 'POST', url: integrations(DEMO, 'WEBHOOK') }
  const headers = {
    accept: VERSIONED,
    authorization: digestHeader('orgowner', request, await challenge(app)),
    'content-type': 'application/json',
    'content-length': '100'
  }
  const client = await open(app.port)
  app.server.server.once('request', () => client.destroy())
  client.write(requestText('POST', request.url, headers, '{'))
  await app.line('the client disconnected')
  t.notMatch(app.logged.join(''), '"level":50')
})

t.test('records a request once, and never without the control plane', async t => {
  for (const control of [true, false]) {
    const { services } = await build(t, { settings: { control } })
    const target = '/api/atlas/v2/orgs'
    const received = {
      method: 'GET',
      target,
      headers: {},
      address: '127.0.0.1',
      httpVersion: '1.1',
      isBackground: false,
      params: {}
    }
    const record = new RequestRecord(received, () => undefined)
    const request = { record } as object as FastifyRequest
    const reply = { statusCode: 200, elapsedTime: 1, getHeaders: () => ({}) } as object as FastifyReply
    recordResponse(request, reply, services, { payload: undefined })
    recordResponse(request, reply, services, undefined)
    const statuses = services.control.journal.entries().map(({ status }) => status)
    t.strictSame(statuses, control ? [200] : [])
  }
})

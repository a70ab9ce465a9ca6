import type { FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { recordResponse } from '../../src/atlas/request-recorder.ts'
import { prettyPrint } from '../../src/atlas/responses.ts'
import { ACME, as, build, call, DEMO, integrations, STAGING } from '../app.ts'
import { recordOf } from '../control/journal.ts'

const app = await build(t)

t.test('prints JSON like Jackson', async t => {
  t.equal(
    prettyPrint({ a: 1, b: ['x', { c: 2 }], d: [], e: {}, f: [[1], [{}]], g: null }),
    '{\n  "a" : 1,\n  "b" : [ "x", {\n    "c" : 2\n  } ],\n  "d" : [ ],\n  "e" : { },\n  "f" : [ [ 1 ], [ { } ] ],\n  "g" : null\n}'
  )
})

t.test('Prefer returns an error on a path that cannot be decoded', async t => {
  const headers = { prefer: 'errorCode=INTEGRATION_NOT_CONFIGURED' }
  t.match((await call(app, { url: integrations(DEMO, '%zz'), headers })).json, {
    detail: "The integration of type '%zz' is not configured for this group.",
    parameters: ['%zz']
  })
  t.equal((await call(app, { url: '/elsewhere/%zz', headers })).status, 404)
})

t.test('DELETE ignores the body and its Content-Type', async t => {
  const headers = { 'content-type': ';;' }
  const url = integrations(STAGING, 'DATADOG')
  t.equal((await as(app, 'orgowner', { method: 'DELETE', url, headers, body: '{' })).status, 204)
})

t.test('PUT assigns a new id', async t => {
  const url = integrations(STAGING, 'WEBHOOK')
  const { status } = await as(app, 'orgowner', { method: 'PUT', url, body: { id: 'x', type: 'WEBHOOK' } })
  t.equal(status, 200)
  const { id } = (await as(app, 'orgowner', { url })).json as { id: string }
  t.match(id, /^[0-9a-f]{24}$/)
  t.not(id, '6955b9000000000000000002')
})

t.test('PUT keeps a password that is absent or null', async t => {
  const url = integrations(DEMO, 'PROMETHEUS')
  const body = { enabled: true, serviceDiscovery: 'http', username: 'u', password: 'p' }
  for (const change of [body, { username: 'v' }, { password: null }]) {
    t.equal((await as(app, 'orgowner', { method: 'PUT', url, body: change })).status, 200)
  }
  t.match(app.services.store.integrations.listByProject(DEMO)[0]?.settings, { password: 'p', username: 'v' })
})

t.test('v1.0 serves projects and organizations, too', async t => {
  for (const path of ['/groups', `/groups/${STAGING}`, '/groups/byName/staging', '/orgs', `/orgs/${ACME}`]) {
    t.equal((await as(app, 'orgowner', { url: `/api/atlas/v1.0${path}` })).status, 200, path)
  }
  const removed = await as(app, 'orgowner', { method: 'DELETE', url: `/api/atlas/v1.0/groups/${STAGING}` })
  t.strictSame([removed.status, removed.text], [202, '{}'])
})

t.test('records a request once, and never without the control plane', async t => {
  for (const { services } of [app, await build(t, { settings: { control: false } })]) {
    const target = '/api/atlas/v2/recorded'
    const record = recordOf(target)
    const request = { record } as object as FastifyRequest
    const reply = { statusCode: 200, elapsedTime: 1, getHeaders: () => ({}) } as object as FastifyReply
    recordResponse(request, reply, services, { payload: undefined })
    recordResponse(request, reply, services, undefined)
    const recorded = services.journal.entries().filter(entry => entry.target === target)
    t.equal(recorded.length, services === app.services ? 1 : 0)
  }
})

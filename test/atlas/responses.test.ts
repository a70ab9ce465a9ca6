import t from 'tap'
import { prettyPrint } from '../../src/atlas/responses.ts'
import { build, call, DEMO, integrations } from '../app.ts'

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

import { readFileSync } from 'node:fs'
import t from 'tap'
import { renderTypes } from '../scripts/types.ts'
import { parameterOf } from '../src/atlas/query.ts'
import { prettyPrint } from '../src/atlas/render.ts'
import { BodyValidator } from '../src/body-validator.ts'
import { createCatalogue } from '../src/catalogue.ts'
import { openStore } from '../src/store/store.ts'
import { build, call, DEMO, integrations } from './app.ts'

t.test('types/ is as `npm run docs` writes it', async t => {
  t.equal(readFileSync(new URL('../types/wire.d.ts', import.meta.url), 'utf8'), await renderTypes())
})

t.test("faults of the mock's own files are told, not passed over", async t => {
  t.throws(() => createCatalogue([], 401).row('NOWHERE'), /has no row NOWHERE/)
  t.throws(() => parameterOf('nowhere'), /has no nowhere/)
  const schema = {
    properties: { name: { type: 'string', description: '', const: 'x' } as const },
    required: [],
    requiredToCreate: []
  }
  t.throws(
    () => new BodyValidator().validate(schema, { name: 'y' }, 'create'),
    /no refusal for the keyword const/
  )
  const store = openStore(':memory:')
  const row = { id: 'a', projectId: 'b', type: 'c', settings: {}, created: 0 }
  t.throws(() => store.integrations.replace(row), /no integration of type c to replace/)
  store.close()
})

t.test("Jackson's printing", async t => {
  t.equal(
    prettyPrint({ a: 1, b: ['x', { c: 2 }], d: [], e: {}, f: [[1], [{}]], g: null }),
    '{\n  "a" : 1,\n  "b" : [ "x", {\n    "c" : 2\n  } ],\n  "d" : [ ],\n  "e" : { },\n  "f" : [ [ 1 ], [ { } ] ],\n  "g" : null\n}'
  )
})

t.test('a request without Host, a Prefer with an undecodable path', async t => {
  const app = await build(t)
  t.match((await call(app, { url: '/openapi.json', headers: { host: '' } })).json, {
    servers: [{ url: /^http:\/\/localhost/ }]
  })
  const url = integrations(`${DEMO}/x`, '%zz')
  const prefer = 'errorCode=INTEGRATION_NOT_CONFIGURED'
  t.match((await call(app, { url, headers: { prefer } })).text, /%zz|RESOURCE_NOT_FOUND/)
})

import { readFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
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

t.test('a Prefer with a path that cannot be decoded is answered as any other', async t => {
  const app = await build(t)
  const headers = { prefer: 'errorCode=INTEGRATION_NOT_CONFIGURED' }
  t.match((await call(app, { url: integrations(DEMO, '%zz'), headers })).json, {
    detail: "The integration of type '%zz' is not configured for this group.",
    parameters: ['%zz']
  })
  t.equal((await call(app, { url: '/elsewhere/%zz', headers })).status, 404)
})

t.test('HTTP/1.0 without Host gets links to localhost', async t => {
  const app = await build(t)
  await app.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  socket.end('GET /openapi.json HTTP/1.0\r\n\r\n')
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  t.match(Buffer.concat(chunks).toString(), '"servers":[{"url":"http://localhost"}]')
})

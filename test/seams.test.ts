import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { renderTypes } from '../scripts/types.ts'
import { checkNode } from '../src/app.ts'
import { parameterOf } from '../src/atlas/query.ts'
import { recordResponse } from '../src/atlas/recorder.ts'
import { prettyPrint } from '../src/atlas/responses.ts'
import { BodyValidator } from '../src/body-validator.ts'
import { createCatalogue } from '../src/errors.ts'
import { type Caller, startMock } from '../src/index.ts'
import { RequestRecord } from '../src/journal/request-record.ts'
import { readState } from '../src/state/document.ts'
import { plantSeed, readSeed } from '../src/state/seed.ts'
import { openStore } from '../src/store/store.ts'
import {
  ACME,
  as,
  build,
  call,
  challenge,
  DEMO,
  digestHeader,
  integrations,
  type Request,
  VERSIONED
} from './app.ts'
import { control, newSandbox, tokenFor } from './control/control.ts'
import { listen, open, read, requestText } from './control/socket.ts'

t.test('types/ equals the output of `npm run docs`', async t => {
  t.equal(readFileSync(new URL('../types/wire.d.ts', import.meta.url), 'utf8'), await renderTypes())
})

t.test("reports errors in the mock's own files", async t => {
  t.throws(() => createCatalogue([], 401).row('NOWHERE'), /has no row NOWHERE/)
  t.throws(() => parameterOf('nowhere'), /has no nowhere/)
  const schema = {
    properties: { name: { type: 'string', description: '', const: 'x' } as const },
    required: [],
    requiredToCreate: []
  }
  t.throws(
    () => new BodyValidator().validate(schema, { name: 'y' }, 'create'),
    /no error for the schema keyword const/
  )
})

t.test('prints JSON like Jackson', async t => {
  t.equal(
    prettyPrint({ a: 1, b: ['x', { c: 2 }], d: [], e: {}, f: [[1], [{}]], g: null }),
    '{\n  "a" : 1,\n  "b" : [ "x", {\n    "c" : 2\n  } ],\n  "d" : [ ],\n  "e" : { },\n  "f" : [ [ 1 ], [ { } ] ],\n  "g" : null\n}'
  )
})

t.test('handles Prefer on a path that cannot be decoded', async t => {
  const app = await build(t)
  const headers = { prefer: 'errorCode=INTEGRATION_NOT_CONFIGURED' }
  t.match((await call(app, { url: integrations(DEMO, '%zz'), headers })).json, {
    detail: "The integration of type '%zz' is not configured for this group.",
    parameters: ['%zz']
  })
  t.equal((await call(app, { url: '/elsewhere/%zz', headers })).status, 404)
})

t.test('does not log a private key sent as the public one', async t => {
  const app = await build(t)
  const request = { method: 'POST', url: integrations(DEMO, 'WEBHOOK') }
  const swapped = digestHeader('a-private-key', request, await challenge(app))
  t.equal((await call(app, { ...request, headers: { authorization: swapped } })).status, 401)
  t.notMatch(app.logged.join(''), 'a-private-key')
})

t.test('stores and returns a lone surrogate in a name consistently', async t => {
  const app = await build(t)
  const body = `{"name":"a\\ud800","orgId":"${ACME}"}`
  const made = await as(app, 'orgowner', { method: 'POST', url: '/api/atlas/v2/groups', body })
  t.match(made.json, { name: 'a\ufffd' })
})

/** Sends bytes and returns the bytes received until the server closes the connection. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(text)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

t.test('handles unusual requests on the socket', async t => {
  const app = await build(t)
  await app.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.server.address() as AddressInfo
  const path = integrations(DEMO, 'WEBHOOK')
  const end = 'Host: x\r\nConnection: close\r\n\r\n'
  t.match(await exchange(port, `QUERY ${path} HTTP/1.1\r\n${end}`), /^HTTP\/1.1 405 /)
  for (const unknown of ['/nope', '/openapi.json', '/api/oauth/nope']) {
    t.match(await exchange(port, `QUERY ${unknown} HTTP/1.1\r\n${end}`), /^HTTP\/1.1 404 /, unknown)
  }
  const local = end.replace('Host: x', 'Host: localhost')
  t.match(await exchange(port, `QUERY /_mock/v1/health HTTP/1.1\r\n${local}`), /^HTTP\/1.1 405 /)
  const prefer = `Prefer: errorCode=INTEGRATION_ALREADY_CONFIGURED\r\n${end}`
  const absolute = await exchange(port, `GET http://proxied.example/nowhere HTTP/1.1\r\n${end}`)
  t.match(absolute, '"parameters":["/nowhere"]')
  t.match(await exchange(port, `POST ${path} HTTP/1.1\r\n${prefer}`), /^HTTP\/1.1 409 /)
})

t.test('a client that disconnects in its body is not a server error', async t => {
  const app = await build(t, { settings: { logLevel: 'debug' } })
  await app.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.server.address() as AddressInfo
  const request = { method: 'POST', url: integrations(DEMO, 'WEBHOOK') }
  const authorization = digestHeader('orgowner', request, await challenge(app))
  const head = `POST ${request.url} HTTP/1.1\r\nHost: x\r\nAccept: ${VERSIONED}\r\nAuthorization: ${authorization}`
  const socket = connect(port, '127.0.0.1')
  const closed = new Promise(resolve => socket.on('close', resolve))
  const seen = new Promise<void>(resolve => {
    const look = setInterval(() => {
      if (!app.logged.some(line => line.includes('the client disconnected'))) return
      clearInterval(look)
      resolve()
    }, 5)
  })
  app.server.server.once('request', () => socket.destroy())
  socket.write(`${head}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`)
  await closed
  await seen
  t.notOk(app.logged.some(line => line.includes('"level":50')))
})

t.test('HTTP/1.0 without Host gets links to localhost', async t => {
  const app = await build(t)
  await app.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.server.address() as AddressInfo
  t.match(
    await exchange(port, 'GET /openapi.json HTTP/1.0\r\n\r\n'),
    '"servers":[{"url":"http://localhost"}]'
  )
})

t.test('reports an older Node.js before the database crashes the process', async t => {
  for (const version of ['20.20.2', '22.17.9', '0.1'])
    t.throws(() => checkNode(version), /needs Node\.js >=22\.18/)
  for (const version of ['22.18.0', '23.0.0', '26.10.0']) t.doesNotThrow(() => checkNode(version))
})

t.test('does not report a bug during seeding as a seed error', async t => {
  const app = await build(t)
  const { registry } = app.services
  const { organizations } = readSeed(undefined, registry, new BodyValidator())
  const store = openStore(':memory:')
  t.teardown(() => store.close())
  const broken = {
    ...registry,
    get types(): never {
      throw new TypeError('a fault inside')
    }
  }
  t.throws(() => plantSeed(store, broken, organizations), new TypeError('a fault inside'))
})

t.test('rejects a state document without a version', async t => {
  for (const version of [0, 1.5, '1', undefined]) {
    t.throws(() => readState({ format: 'atlas-integrations-mock/state', version, organizations: [] }), {
      path: '/version',
      message: 'must be a positive integer'
    })
  }
})

t.test('caches a limited number of callers', async t => {
  const store = openStore(':memory:')
  t.teardown(() => store.close())
  store.organizations.insert({ id: ACME, name: 'Acme', created: 0 })
  const principal = { kind: 'apiKey', orgId: ACME, roles: [], accessList: [] } as const
  store.transaction(() => {
    for (let at = 0; at <= 10_000; at++) store.principals.insert({ ...principal, id: `key${at}` })
  })
  for (let at = 0; at <= 10_000; at++) store.principals.findCaller(`key${at}`)
  t.strictSame(store.principals.findCaller('key0'), { ...principal, id: 'key0' })
})

t.test('handles a client that disconnects while a fault reads its body', async t => {
  const mock = await startMock()
  t.teardown(() => mock.close())
  mock.faults.add({ stage: 'edge', effect: { type: 'status', status: 503 } })
  const { port } = new URL(mock.url)
  const socket = connect(Number(port), '127.0.0.1')
  const recorded = mock.requests.wait({ match: { status: 503 } })
  socket.write('POST /api/atlas/v2/groups HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{', () =>
    socket.destroy()
  )
  t.equal((await recorded).pass, true)
  t.strictSame(
    mock.requests.list().map(({ request }) => request.body),
    [null]
  )
})

t.test('serves https in the same process, and describes failed expectations', async t => {
  const { generate } = (await import('selfsigned')).default
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec'
  })
  const mock = await startMock({ tls: { cert, key }, listen: false })
  t.teardown(() => mock.close())
  const request = {
    url: '/api/atlas/v2/groups',
    as: mock.credentials.apiKeys['orgowner'] as object as Caller
  }
  mock.faults.add({ effect: { type: 'reset' }, when: { first: 1 } })
  await t.rejects(mock.inject(request))
  t.equal((await mock.inject(request)).status, 200)
  t.throws(() => mock.requests.assert({ match: { operation: 'listGroups', principal: 'nobody' } }), {
    message: [
      'verification failed: expected at least 1, found 0',
      '  expectation: {"match":{"operation":"listGroups","principal":"nobody"}}',
      '  nearest: #4 GET /api/atlas/v2/groups 200',
      '    principal: expected "nobody", was "orgowner"',
      '  nearest: #2 GET /api/atlas/v2/groups no response',
      '    principal: expected "nobody", was "orgowner"'
    ].join('\n')
  })
  t.throws(() => mock.requests.assert({ match: { operation: 'listGroups' }, count: 1 }), {
    message:
      'verification failed: expected exactly 1, found 2\n  expectation: {"match":{"operation":"listGroups"}}\n  too many: #4'
  })
  t.throws(() => mock.requests.assert({ inOrder: [{ status: 200 }, { status: 418 }] }), {
    message: /^verification failed: expected in order: step 2 of 2, found 1\n {2}expectation: \{"inOrder":\[/
  })
  t.strictSame(await mock.requests.wait({ match: { operation: 'listGroups' }, count: 2 }), {
    pass: true,
    matched: 2,
    ids: [2, 4]
  })
})

t.test('truncate and empty reset the connection if the response has no body', async t => {
  const mock = await startMock()
  t.teardown(() => mock.close())
  const token = await mock.inject({
    method: 'POST',
    url: '/api/oauth/token',
    headers: {
      authorization: `Basic ${Buffer.from('mdb_sa_id_0000000000000000000000a1:mdb_sa_sk_owner0000000000000000000000000000').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded'
    },
    body: 'grant_type=client_credentials'
  })
  const { access_token } = token.json() as { access_token: string }
  const headers = { authorization: `Bearer ${access_token}`, accept: VERSIONED }
  const url = integrations('5e2211c17a3e5a48f5497de3', 'DATADOG')
  for (const type of ['truncate', 'empty'] as const) {
    for (const stage of ['service', 'after-commit'] as const) {
      mock.reset()
      mock.faults.add({ effect: { type }, stage, when: { first: 1 } })
      await t.rejects(fetch(mock.url + url, { method: 'DELETE', headers }), { message: 'fetch failed' })
      const { status } = await mock.inject({ url, headers })
      t.equal(status, stage === 'service' ? 200 : 404, `${type} at ${stage}`)
    }
  }
})

t.test('records a request once, and never without the control plane', async t => {
  for (const control of [true, false]) {
    const { services } = await build(t, { settings: { control } })
    const received = {
      method: 'GET',
      target: '/api/atlas/v2/orgs',
      headers: {},
      address: '127.0.0.1',
      httpVersion: '1.1',
      params: {}
    }
    const record = new RequestRecord(received, () => undefined)
    const request = { record } as object as FastifyRequest
    const reply = { statusCode: 200, elapsedTime: 1, getHeaders: () => ({}) } as object as FastifyReply
    recordResponse(request, reply, services, { payload: undefined })
    recordResponse(request, reply, services, undefined)
    t.strictSame(
      services.control.journal.entries().map(({ status }) => status),
      control ? [200] : []
    )
  }
})

t.test('validates settings of a program like those of the command', async t => {
  for (const [options, message] of [
    [{ prot: 1 }, "unknown setting 'prot'"],
    [{ port: 70_000 }, 'port must be a number from 0 to 65535, not 70000'],
    [{ roleDeniedStatus: 404 }, 'roleDeniedStatus must be 401 or 403, not 404'],
    [{ publicUrl: 'nonsense' }, 'publicUrl must be an http or https URL without query, not "nonsense"'],
    [{ control: 'maybe' }, 'control must be on or off, not "maybe"'],
    [{ import: 'x.json' }, 'import is only available in the command'],
    [{ tlsCert: 'x.pem' }, 'tlsCert is only available in the command'],
    [{ tls: true }, 'tls must be { cert, key } in PEM']
  ] as [object, string][]) {
    await t.rejects(startMock(options), { name: 'StartError', message }, message)
  }
  await t.rejects(startMock({ controlToken: 'x' }), { message: /^controlToken must be [^,]*/ })
  await t.rejects(startMock({ control: false, controlToken: 'a-good-token' }), { name: 'StartError' })
  const seed = { organizations: [{ id: ACME, name: 'Mine' }] }
  const mock = await startMock({
    listen: false,
    seed,
    allowedHosts: ['a.example', 'b.example'],
    port: undefined
  } as object)
  t.teardown(() => mock.close())
  t.match(mock.exportState().organizations, [{ name: 'Mine' }])
})

t.test('a write whose state changes meanwhile gets the response of a later one', async t => {
  const app = await listen(t)
  /** Sends part of a request, changes the state and sends the rest; then repeats the complete request. */
  const overtake = async (
    authorize: (request: Request) => Promise<string>,
    request: Request & { method: string },
    change: () => Promise<unknown> | unknown
  ) => {
    const body = JSON.stringify(request.body)
    const send = async (between: () => unknown) => {
      const headers = {
        accept: VERSIONED,
        authorization: await authorize(request),
        'content-type': 'application/json'
      }
      const text = requestText(request.method, request.url, headers, body)
      const socket = await open(app.port)
      const answer = read(socket)
      const arrived = once(app.server.server, 'request')
      socket.write(text.slice(0, -1))
      await arrived
      // Checking the credentials may take a turn of the event loop.
      await setImmediate()
      await between()
      socket.write(text.slice(-1))
      const { status, body: text_ } = await answer
      return { status, text: text_ }
    }
    const overtaken = await send(change)
    return { overtaken, later: await send(() => undefined) }
  }
  const box = async () => {
    const sandbox = await newSandbox(app)
    const { apiKey, serviceAccount } = sandbox.owner
    const token = await tokenFor(app, serviceAccount)
    const byKey = async (request: Request) =>
      digestHeader(apiKey.publicKey, request, await challenge(app), {}, apiKey.privateKey)
    return {
      id: sandbox.id,
      key: apiKey.publicKey,
      project: String(sandbox.projects[0]?.id),
      byKey,
      byToken: async () => `Bearer ${token}`
    }
  }
  type Box = Awaited<ReturnType<typeof box>>
  const writes = {
    createGroup: ({ id }: Box) => ({
      method: 'POST',
      url: '/api/atlas/v2/groups',
      body: { name: 'overtaken', orgId: id }
    }),
    createIntegration: ({ project }: Box) => ({
      method: 'POST',
      url: integrations(project, 'WEBHOOK'),
      body: { url: 'https://example.com/x' }
    }),
    updateIntegration: ({ project }: Box) => ({
      method: 'PUT',
      url: integrations(project, 'WEBHOOK'),
      body: { url: 'https://example.com/x' }
    }),
    deleteIntegration: ({ project }: Box) => ({
      method: 'DELETE',
      url: integrations(project, 'WEBHOOK'),
      body: {}
    })
  }
  const patch = (change: object) => (box: Box) => control(app, 'PATCH', `/principals/${box.key}`, change)
  const changes: Record<string, [change: (box: Box) => unknown, status: number]> = {
    'everything is reset': [() => control(app, 'POST', '/reset'), 401],
    'the sandbox is removed': [({ id }) => control(app, 'DELETE', `/sandboxes/${id}`), 401],
    'the roles are removed': [patch({ roles: [] }), 401],
    'the access list is changed': [patch({ accessList: ['192.0.2.1'] }), 403]
  }
  for (const [what, [change, status]] of Object.entries(changes)) {
    for (const [write, request] of Object.entries(writes)) {
      const own = await box()
      const { overtaken, later } = await overtake(own.byKey, request(own), () => change(own))
      t.strictSame(overtaken, later, `${write}: ${what}`)
      t.equal(overtaken.status, status)
    }
  }
  const gone = await box()
  const { overtaken, later } = await overtake(gone.byToken, writes.createGroup(gone), () =>
    control(app, 'POST', '/reset')
  )
  t.strictSame(
    [overtaken, later],
    [
      { status: 401, text: '' },
      { status: 401, text: '' }
    ],
    'a service account'
  )
  const revoked = await box()
  t.strictSame(
    await overtake(revoked.byToken, writes.createIntegration(revoked), () =>
      control(app, 'POST', '/tokens/revoke')
    ),
    { overtaken: { status: 401, text: '' }, later: { status: 401, text: '' } },
    'a token'
  )
  const left = await box()
  const lost = await overtake(left.byKey, writes.createIntegration(left), () =>
    app.services.store.projects.remove(left.project)
  )
  t.strictSame(lost.overtaken, lost.later)
  t.match(lost.overtaken.text, /GROUP_NOT_FOUND/)
})

t.test('handles an unexpected error after a body', async t => {
  const app = await build(t)
  await app.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.server.address() as AddressInfo
  const request = { method: 'POST', url: integrations(DEMO, 'WEBHOOK') }
  const authorization = digestHeader('orgowner', request, await challenge(app))
  app.services.integrations.create = () => {
    throw new TypeError('a fault inside')
  }
  const body = '{"url":"https://example.com/x"}'
  const head = `POST ${request.url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: ${VERSIONED}\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`
  t.match(
    await exchange(port, `${head}\r\n\r\n${body}`),
    /^HTTP\/1.1 500 [\s\S]*"errorCode":"UNEXPECTED_ERROR"/
  )
})

t.test('a stream sends a long backlog completely', async t => {
  const mock = await startMock()
  t.teardown(() => mock.close())
  const request = { url: `/api/atlas/v2/nowhere/${'x'.repeat(8_000)}` }
  for (let at = 0; at < 400; at++) await mock.inject(request)
  const answer = await fetch(`${mock.url}/_mock/v1/requests/stream`, { headers: { 'last-event-id': '0' } })
  let text = ''
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString()
    if (/^id: 400\n.*\n\n/m.test(text.slice(-100_000))) break
  }
  t.strictSame(
    [...text.matchAll(/^id: (\d+)$/gm)].map(match => Number(match[1])),
    Array.from({ length: 400 }, (_, at) => at + 1)
  )
})

t.test('the control plane accepts the host of the public URL', async t => {
  const app = await build(t, { settings: { publicUrl: 'https://mock.example:8443/base' } })
  const ask = async (host: string) => (await call(app, { url: '/_mock/v1/clock', headers: { host } })).status
  t.strictSame(
    await Promise.all(['mock.example', 'MOCK.example:443', 'other.example'].map(ask)),
    [200, 200, 403]
  )
})

t.test('waiting for an exact count on a full journal reports that the count is unknown', async t => {
  const mock = await startMock({ listen: false })
  t.teardown(() => mock.close())
  await mock.inject({ url: '/api/atlas/v2/nowhere' })
  await mock.inject({ url: '/api/atlas/v2/orgs' })
  for (let at = 0; at < 9_999; at++) await mock.inject({ url: '/api/atlas/v2/elsewhere' })
  await t.rejects(mock.requests.wait({ match: { path: '/api/atlas/v2/orgs', status: 401 }, count: 1 }), {
    name: 'ControlProblem',
    message: 'the journal dropped requests: the number of matching requests is unknown'
  })
})

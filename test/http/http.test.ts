import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Duplex, PassThrough } from 'node:stream'
import t from 'tap'
import { rejectMalformedRequest } from '../../src/http/connections.ts'
import { integrations, STAGING, VERSIONED } from '../app.ts'
import { ACCOUNT, tokenFor } from '../control/control.ts'
import { addFault } from '../control/journal.ts'
import { listen, open, requestText, send } from '../control/socket.ts'

t.test('rejects invalid HTTP, and the response closes the connection', async t => {
  const { port, logged } = await listen(t, { settings: { logLevel: 'trace' } })
  const secret = 'a-secret-of-the-caller'
  const tooLarge = 'Exceeded maximum allowed HTTP header size'
  const rows: [head: string, statusCode: number, error: string, message: string][] = [
    ['no request at all', 400, 'Bad Request', 'Client Error'],
    [`GET / HTTP/1.1\r\nAuthorization: ${secret}\r\nno header`, 400, 'Bad Request', 'Client Error'],
    [`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`, 431, 'Request Header Fields Too Large', tooLarge]
  ]
  for (const [head, statusCode, error, message] of rows) {
    const { status, headers, body } = await send(port, `${head}\r\n\r\n`)
    const length = String(body.length)
    t.equal(status, statusCode)
    const type = 'application/json'
    t.strictSame(headers, { 'content-length': length, 'content-type': type, connection: 'close' })
    t.strictSame(JSON.parse(body), { error, message, statusCode })
  }
  const bytes = [...Buffer.from(secret)].join(',')
  t.notMatch(logged.join(''), bytes, 'the received bytes are not logged')
  t.notMatch(logged.join(''), secret)
})

t.test('rejects a request that takes too long, and sends nothing to a client that disconnected', async t => {
  const written: string[] = []
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    written.push(String(chunk))
    done()
  }
  const waiting = new Duplex({ read: () => undefined, write })
  rejectMalformedRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, waiting as Socket)
  t.match(
    written.join(''),
    /^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*Connection: close\r\n\r\n\{"error":"Request Timeout","message":"Client Timeout","statusCode":408\}$/
  )
  const gone = new PassThrough().end()
  rejectMalformedRequest({ code: 'ECONNRESET' }, gone as unknown as Socket)
  t.equal(gone.read(), null)
})

t.test('destroys the connection of a rejected client that does not close it', async t => {
  const { port, server } = await listen(t)
  const [[socket], caller] = await Promise.all([
    once(server.server, 'connection'),
    connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  ])
  t.teardown(() => caller.destroy())
  caller.write('no request at all\r\n\r\n')
  await once(socket, 'close')
})

t.test('a client that sends more than the server reads gets the response', async t => {
  const app = await listen(t)
  const { port } = app
  const long = 'x'.repeat(16_000_000)
  const { status, code } = await send(port, `no request at all\r\n\r\n${long}`)
  t.strictSame([status, code], [400, undefined], 'invalid HTTP')

  const accept = VERSIONED
  const authorization = `Bearer ${await tokenFor(app, ACCOUNT.owner)}`
  const bodies: [string, number, Record<string, string>][] = [
    [integrations(STAGING, 'WEBHOOK'), 413, { accept, authorization, 'content-type': 'application/json' }],
    [integrations(STAGING, 'WEBHOOK'), 401, {}],
    ['/api/oauth/token', 400, {}],
    ['/api/atlas/v2/nowhere', 404, {}],
    ['/_mock/v1/sandboxes', 413, {}],
    ['/_mock/v1/nowhere', 404, {}]
  ]
  const health = requestText('GET', '/_mock/v1/health')
  for (const [path, expected, headers] of bodies) {
    // Node.js removes a Connection header that Fastify has set.
    const connection = path === '/_mock/v1/sandboxes' ? undefined : 'keep-alive'
    const request = requestText('POST', path, { connection: 'keep-alive', ...headers }, long)
    const answer = await send(port, request + health)
    t.strictSame([answer.status, answer.headers['connection']], [expected, connection], path)
    t.match(
      answer.body,
      /HTTP\/1\.1 200 OK[\s\S]*\{"status":"ok","startId":"[0-9a-f]{16}","keepsState":false\}$/,
      'the connection can be reused'
    )
  }
})

t.test('a connection serves control plane and Atlas API with the same headers', async t => {
  const { port, ...app } = await listen(t)
  const authorization = `Bearer ${await tokenFor(app, ACCOUNT.owner)}`
  const type = 'application/json'
  const headers = { accept: VERSIONED, authorization, 'content-type': type, connection: 'keep-alive' }
  const settings = '{"url":"https://example.com/x"}'
  const paths = ['/_mock/v1/requests/verify', integrations(STAGING, 'WEBHOOK')]
  const bodies = ['{}'.padEnd(settings.length), settings]
  const requests = paths.map((path, at) => requestText(at === 0 ? 'POST' : 'PUT', path, headers, bodies[at]))
  const { body } = await send(port, [...requests, requestText('GET', '/_mock/v1/health')].join(''))
  t.match(body, /HTTP\/1\.1 200 OK[\s\S]*"results"/, 'the second request has its Content-Type')
})

t.test('a chunked body on the control plane has the limit of its operation', async t => {
  const { port } = await listen(t)
  const chunk = `100001\r\n${'x'.repeat(1_048_577)}\r\n`
  const head = requestText('POST', '/_mock/v1/faults', { 'transfer-encoding': 'chunked' })
  // Without the last chunk: the response does not wait for it.
  const client = await open(port)
  client.write(`${head}${chunk}`)
  const [data] = await once(client, 'data')
  t.match(String(data), /^HTTP\/1\.1 413 /)
  client.destroy()
})

t.test('rejects a caller without waiting for its body, and ignores the body of an unknown path', async t => {
  const app = await listen(t)
  const accept = VERSIONED
  const forged = 'Bearer x.y.z'
  const length = { 'content-length': '100', 'content-type': 'application/json', connection: 'keep-alive' }
  const cases: [method: string, path: string, status: number, headers: Record<string, string>][] = [
    ['POST', integrations(STAGING, 'WEBHOOK'), 401, { accept }],
    ['POST', integrations(STAGING, 'WEBHOOK'), 401, { accept, authorization: forged }],
    ['POST', '/api/atlas/v2/nowhere', 404, { accept }],
    ['POST', '/nowhere', 404, {}],
    ['PUT', '/openapi.json', 404, {}],
    ['PATCH', integrations(STAGING, 'WEBHOOK'), 405, { accept }],
    ['GET', integrations(STAGING), 401, { accept }]
  ]
  for (const [method, path, status, headers] of cases) {
    const client = await open(app.port)
    client.write(requestText(method, path, { ...headers, ...length }, '{'))
    const [head] = await once(client, 'data')
    t.match(String(head), `HTTP/1.1 ${status} `, `${method} ${path}`)
    client.destroy()
  }
})

t.test('rejects invalid HTTP after all pending responses, never within one', async t => {
  const app = await listen(t)
  const authorization = `Bearer ${await tokenFor(app, ACCOUNT.owner)}`
  const headers = { accept: VERSIONED, authorization, connection: 'keep-alive' }
  const path = integrations(STAGING)
  const list = requestText('GET', path, headers)
  const remove = requestText('DELETE', `${path}/WEBHOOK`, headers)
  const many = await send(app.port, `${list}${remove}${list}no request at all\r\n\r\n`)
  t.strictSame([many.status, ...statusesIn(many.body)], [200, 204, 200, 400])

  const whole = (await send(app.port, requestText('GET', path, { ...headers, connection: 'close' }))).body
  await addFault(app, { effect: { type: 'slow', bytesPerSecond: 2_000 }, when: { first: 1 } })
  const slow = await send(app.port, `${list}no request at all\r\n\r\n`)
  t.equal(slow.body.slice(0, whole.length), whole)
  t.strictSame(statusesIn(slow.body), [400])
})

t.test('responds to 16 pending requests of a connection, and closes it if there are more', async t => {
  const app = await listen(t)
  const health = requestText('GET', '/_mock/v1/health', { connection: 'keep-alive' })
  const list = requestText('GET', integrations(STAGING), { connection: 'keep-alive' })
  await addFault(app, { stage: 'edge', effect: { type: 'delay', delay: 50 }, when: { first: 1 } })
  const all = await send(app.port, list + health.repeat(14) + requestText('GET', '/_mock/v1/health'))
  t.strictSame([all.status, statusesIn(all.body).length], [401, 15])

  await addFault(app, { stage: 'edge', effect: { type: 'delay', delay: 600_000 } })
  t.equal((await send(app.port, list.repeat(17))).body, '')
  t.match(app.logged.join(''), 'closed a connection: more than 16 requests without a response')
})

function statusesIn(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))
}

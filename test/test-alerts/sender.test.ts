import { once } from 'node:events'
import http from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import t from 'tap'
import { loadTls } from '../../src/cli/tls.ts'
import { DEFAULTS } from '../../src/config/config.ts'
import type { AlertRequest } from '../../src/test-alerts/request.ts'
import { deliver, isDestination } from '../../src/test-alerts/request.ts'
import { createReceiver, responseText } from './receiver.ts'

const BODY = Buffer.from('{"a":"é"}')

function requestTo(url: URL): AlertRequest {
  const headers = {
    Host: url.host,
    Connection: 'close',
    'Content-Length': String(BODY.length),
    'X-MMS-Event': 'x'
  }
  return { method: 'POST', headers, body: BODY }
}

async function send(address: string, timeout?: number, closing = new AbortController().signal) {
  const url = new URL(address)
  const outcome = await deliver(url, requestTo(url), closing, timeout)
  return { status: outcome.status, error: outcome.error, isTimed: outcome.duration >= 0 }
}

function outcome(status: number | null, error: string | null) {
  return { status, error, isTimed: true }
}

t.test('reports any status code other than 2xx as a failure and does not follow redirects', async t => {
  const other = await createReceiver(t, responseText('200 OK'))
  const failed = 'the response status is not 2xx'
  for (const [status, error] of [
    ['202 Accepted', null],
    ['299 Fine', null],
    ['300 Many', failed],
    ['307 Temporary Redirect', failed],
    ['503 Service Unavailable', failed]
  ] as const) {
    const location = `Location: http://127.0.0.1:${other.port}/`
    const { port } = await createReceiver(t, responseText(status, location))
    t.strictSame(await send(`http://127.0.0.1:${port}/`), outcome(Number.parseInt(status, 10), error))
  }
  t.strictSame(other.received, [])
})

t.test('does not read the body of a response', async t => {
  const endless = await createReceiver(t, socket => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')
  })
  t.strictSame(await send(`http://127.0.0.1:${endless.port}/`), outcome(200, null))
  await endless.idle()
  const early = await createReceiver(t, responseText('100 Continue').repeat(3) + responseText('201 Created'))
  t.strictSame(await send(`http://127.0.0.1:${early.port}/`), outcome(201, null))
})

t.test('reports a failure by its error code, without the address', async t => {
  const secretPath = '/path-with-a-secret?token=secret'
  const gone = await createReceiver(t, socket => socket.end())
  const cut = await createReceiver(t, socket => socket.resetAndDestroy())
  const wrong = await createReceiver(t, 'SSH-2.0-OpenSSH\r\n')
  const upgrade = responseText('101 Switching Protocols', 'Upgrade: x', 'Connection: upgrade')
  const switching = await createReceiver(t, upgrade)
  const long = await createReceiver(t, responseText('200 OK', `X-A: ${'x'.repeat(100_000)}`))
  for (const [{ port }, pattern] of [
    [gone, /^the connection failed: ECONNRESET$/],
    [cut, /^the connection failed: (ECONNRESET|EPIPE)$/],
    [wrong, /^the connection failed: HPE_\w+$/],
    [switching, /^the connection failed: (ECONNRESET|no response)$/],
    [long, /^the connection failed: HPE_HEADER_OVERFLOW$/]
  ] as const) {
    t.match(await send(`http://127.0.0.1:${port}${secretPath}`), { status: null, error: pattern })
  }
  t.strictSame(await send('http://127.0.0.1:1/'), outcome(null, 'the connection failed: ECONNREFUSED'))
})

t.test('times out at every stage of a delivery', async t => {
  const mute = await createReceiver(t, () => {})
  const slow = await createReceiver(t, socket => {
    const timer = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 20)
    socket.on('close', () => clearInterval(timer))
  })
  const late = outcome(null, 'no response within 200 ms')
  for (const { port } of [mute, slow]) {
    t.strictSame(await send(`http://127.0.0.1:${port}/`, 200), late)
    t.strictSame(await send(`https://127.0.0.1:${port}/`, 200), late)
  }
  const closing = AbortSignal.abort(new Error('closing'))
  const closed = await send(`http://127.0.0.1:${mute.port}/`, undefined, closing)
  t.strictSame(closed, outcome(null, 'the mock was closed'))
})

t.test('requires a trusted certificate for https', async t => {
  const { cert, key, authority = '' } = (await loadTls({ ...DEFAULTS, tls: true })) ?? {}
  const received: string[] = []
  const server = createServer({ cert, key }, (request, response) => {
    received.push(`${request.method} ${request.url}`)
    response.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `https://localhost:${(server.address() as AddressInfo).port}/hook`
  t.strictSame(await send(url), outcome(null, 'the connection failed: UNABLE_TO_VERIFY_LEAF_SIGNATURE'))
  t.strictSame(received, [])
  const trusted = getCACertificates('default')
  setDefaultCACertificates([authority])
  t.teardown(() => setDefaultCACertificates(trusted))
  t.strictSame(await send(url), outcome(204, null))
  t.strictSame(received, ['POST /hook'])
})

t.test('ignores the proxy of the environment', async t => {
  const receiver = await createReceiver(t, responseText('200 OK'))
  const proxy = await createReceiver(t, responseText('502 Bad Gateway'))
  const { globalAgent } = http
  t.teardown(() => {
    http.globalAgent = globalAgent
  })
  // NODE_USE_ENV_PROXY creates this agent from HTTP_PROXY.
  http.globalAgent = new http.Agent({ proxyEnv: { HTTP_PROXY: `http://127.0.0.1:${proxy.port}` } })
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const url = `http://127.0.0.1:${receiver.port}/`
  const headers = { 'content-length': '1', connection: 'close' }
  http
    .request(url, { method: 'POST', headers }, ({ statusCode }) => resolve(statusCode))
    .on('error', reject)
    .end('x')
  t.equal(await promise, 502, 'other requests use the proxy')
  t.strictSame(await send(url), outcome(200, null))
  t.equal(receiver.received.length, 1)
})

t.test('matches hosts by name and addresses literally or by range', async t => {
  const entries = ['hooks.example', '192.0.2.7', '10.1.2.3/8', 'fd00::/8', '::1']
  const inside = [
    ...[
      'hooks.example/x',
      'https://HOOKS.Example:8443',
      'user:password@hooks.example',
      '192.0.2.7',
      '3221225991'
    ],
    ...['0xc0.0.519', '10.255.0.1', '0xa.1', '[fd12::1]', '[::1]', '[0:0:0:0:0:0:0:1]:80'],
    ...['[::ffff:192.0.2.7]', '[::ffff:a01:203]']
  ]
  const outside = [
    ...['hooks.example.', 'a.hooks.example', 'hooks.example.org', 'hooks.example@other.example'],
    ...['192.0.2.8', '11.0.0.1', '[fe80::1]', '[::192.0.2.7]', 'localhost', '127.0.0.1']
  ]
  const isInside = (address: string) =>
    isDestination(entries, new URL(address.replace(/^(?!https:)/, 'http://')))
  t.strictSame([...inside, ...outside].filter(isInside), inside)
})

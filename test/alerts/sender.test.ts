import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import t from 'tap'
import { Destinations } from '../../src/alerts/destinations.ts'
import type { AlertRequest } from '../../src/alerts/request.ts'
import { deliver, type Resolve } from '../../src/alerts/sender.ts'
import { loadTls, type TlsIdentity } from '../../src/cli/tls.ts'
import { DEFAULTS } from '../../src/config/config.ts'
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

interface Given {
  to?: string[]
  resolve?: Resolve
  timeout?: number
  closing?: AbortSignal
}

async function send(address: string, { to = [], resolve, timeout, closing }: Given) {
  const url = new URL(address)
  const signal = closing ?? new AbortController().signal
  const outcome = await deliver(url, requestTo(url), signal, new Destinations(to), resolve, timeout)
  return { status: outcome.status, error: outcome.error, isTimed: outcome.duration >= 0 }
}

/** A fake name server that counts its look-ups. */
function names(...addresses: string[]) {
  const asked: string[] = []
  const resolve: Resolve = async hostname => {
    asked.push(hostname)
    return addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  return { asked, resolve }
}

function outcome(status: number | null, error: string | null) {
  return { status, error, isTimed: true }
}

t.test('sends the request byte for byte as built', async t => {
  const receiver = await createReceiver(t, responseText('204 No Content'))
  const url = `http://127.0.0.1:${receiver.port}/hooks/a%20b?c=%C3%A9#nothing`
  t.strictSame(await send(url, { to: ['127.0.0.1'] }), outcome(204, null))
  t.strictSame(receiver.received, [
    `POST /hooks/a%20b?c=%C3%A9 HTTP/1.1\r\nHost: 127.0.0.1:${receiver.port}\r\nConnection: close\r\nContent-Length: ${BODY.length}\r\nX-MMS-Event: x\r\n\r\n${BODY}`
  ])
})

t.test('resolves a name once and connects to a checked address only', async t => {
  const receiver = await createReceiver(t, responseText('200 OK'))
  const url = `http://hooks.example:${receiver.port}/`
  const mixed = names('10.0.0.1', '127.0.0.1', '169.254.169.254')
  t.strictSame(await send(url, { to: ['hooks.example', '127.0.0.1'], ...mixed }), outcome(200, null))
  t.strictSame(mixed.asked, ['hooks.example'])
  t.match(receiver.received, [new RegExp(`\r\nHost: hooks.example:${receiver.port}\r\n`)])
  const local = { to: ['hooks.example', 'localhost'], ...names('127.0.0.1') }
  t.strictSame(await send(url, local), outcome(200, null))
  const notAllowed = '--deliver-to does not allow hooks.example at the address'
  for (const addresses of [['127.0.0.1'], ['::ffff:127.0.0.1'], ['::1', '10.0.0.1']]) {
    t.strictSame(
      await send(url, { to: ['hooks.example'], ...names(...addresses) }),
      outcome(null, `${notAllowed} ${addresses.join(', ')}`)
    )
  }
  t.equal(receiver.received.length, 2)
})

t.test('checks an address in any spelling', async t => {
  const receiver = await createReceiver(t, responseText('200 OK'))
  const to = ['hooks.example', '192.0.2.1']
  for (const host of ['127.0.0.1', '0x7f.1', '[::ffff:127.0.0.1]']) {
    const { status, error } = await send(`http://${host}:${receiver.port}/`, { to })
    t.equal(status, null, host)
    t.match(error, /^--deliver-to does not allow (127\.0\.0\.1|::ffff:7f00:1) at the address /, host)
  }
  t.strictSame(receiver.received, [])
  const mapped = `http://[::ffff:127.0.0.1]:${receiver.port}/`
  t.strictSame(await send(mapped, { to: ['127.0.0.1'] }), outcome(200, null))
})

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
    t.strictSame(
      await send(`http://127.0.0.1:${port}/`, { to: ['127.0.0.1'] }),
      outcome(Number.parseInt(status, 10), error)
    )
  }
  t.strictSame(other.received, [])
})

t.test('does not read the body of a response', async t => {
  const endless = await createReceiver(t, socket => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')
  })
  t.strictSame(await send(`http://127.0.0.1:${endless.port}/`, { to: ['127.0.0.1'] }), outcome(200, null))
  await endless.idle()
  const early = await createReceiver(t, responseText('100 Continue').repeat(3) + responseText('201 Created'))
  t.strictSame(await send(`http://127.0.0.1:${early.port}/`, { to: ['127.0.0.1'] }), outcome(201, null))
})

t.test('reports a failure by its error code, without the address', async t => {
  const secretPath = '/path-with-a-secret?token=secret'
  const to = ['127.0.0.1', 'localhost', 'hooks.example']
  const gone = await createReceiver(t, socket => socket.end())
  const cut = await createReceiver(t, socket => socket.resetAndDestroy())
  const wrong = await createReceiver(t, 'SSH-2.0-OpenSSH\r\n')
  const switching = await createReceiver(
    t,
    responseText('101 Switching Protocols', 'Upgrade: x', 'Connection: upgrade')
  )
  const long = await createReceiver(t, responseText('200 OK', `X-A: ${'x'.repeat(100_000)}`))
  for (const [{ port }, pattern] of [
    [gone, /^the connection failed: ECONNRESET$/],
    [cut, /^the connection failed: (ECONNRESET|EPIPE)$/],
    [wrong, /^the connection failed: HPE_\w+$/],
    [switching, /^the connection (failed: ECONNRESET|ended without a response)$/],
    [long, /^the connection failed: HPE_HEADER_OVERFLOW$/]
  ] as const) {
    t.match(await send(`http://127.0.0.1:${port}${secretPath}`, { to }), { status: null, error: pattern })
  }
  const resolve: Resolve = async () => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND hooks.example'), { code: 'ENOTFOUND' })
  }
  t.strictSame(
    await send(`http://hooks.example${secretPath}`, { to, resolve }),
    outcome(null, 'the connection failed: ENOTFOUND')
  )
  t.strictSame(
    await send('http://127.0.0.1:1/', { to }),
    outcome(null, 'the connection failed: ECONNREFUSED')
  )
})

t.test('times out at every stage of a delivery', async t => {
  const mute = await createReceiver(t, () => {})
  const slow = await createReceiver(t, socket => {
    const timer = setInterval(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'), 20)
    socket.on('close', () => clearInterval(timer))
  })
  const late = outcome(null, 'no response within 200 ms')
  for (const { port } of [mute, slow]) {
    t.strictSame(await send(`http://127.0.0.1:${port}/`, { to: ['127.0.0.1'], timeout: 200 }), late)
    t.strictSame(await send(`https://127.0.0.1:${port}/`, { to: ['127.0.0.1'], timeout: 200 }), late)
  }
  const resolve: Resolve = () => new Promise(() => {})
  t.strictSame(await send('http://hooks.example/', { to: ['hooks.example'], timeout: 200, resolve }), late)
  const closing = AbortSignal.abort(new Error('closing'))
  t.strictSame(
    await send(`http://127.0.0.1:${mute.port}/`, { to: ['127.0.0.1'], closing }),
    outcome(null, 'the mock was closed')
  )
})

t.test('requires a trusted certificate for https', async t => {
  const tlsCaOut = join(t.testdir(), 'ca.pem')
  const { cert, key } = (await loadTls({ ...DEFAULTS, tls: true, tlsCaOut })) as TlsIdentity
  const received: string[] = []
  const server = createServer({ cert, key }, (request, response) => {
    received.push(`${request.method} ${request.url}`)
    response.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = `https://localhost:${(server.address() as AddressInfo).port}/hook`
  const given = { to: ['localhost'], ...names('127.0.0.1') }
  t.strictSame(
    await send(url, given),
    outcome(null, 'the connection failed: UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  )
  t.strictSame(received, [])
  const trusted = getCACertificates('default')
  setDefaultCACertificates([readFileSync(tlsCaOut, 'utf8')])
  t.teardown(() => setDefaultCACertificates(trusted))
  t.strictSame(await send(url, given), outcome(204, null))
  t.strictSame(received, ['POST /hook'])
})

t.test('ignores the proxy of the environment', async t => {
  const [receiver, proxy] = [
    await createReceiver(t, responseText('200 OK')),
    await createReceiver(t, responseText('502 Bad Gateway'))
  ]
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
  t.strictSame(await send(url, { to: ['127.0.0.1'] }), outcome(200, null))
  t.equal(receiver.received.length, 1)
})

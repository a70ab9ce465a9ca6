import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { isolate } from '../../src/cli/isolation.ts'
import { Output, run } from './process.ts'

async function proxyOf(t: Test, url = 'http://127.0.0.1:8080') {
  const stderr = new Output()
  const { environment, stop } = await isolate(url, { stderr })
  t.teardown(stop)
  const port = Number(new URL(environment['HTTPS_PROXY'] ?? '').port)
  return { environment, stop, port, stderr }
}

/** Connects and ignores resets, which a dropped connection may cause. */
function dial(t: Test, port: number): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  t.teardown(() => socket.destroy())
  return socket
}

async function exchange(t: Test, port: number, text: string): Promise<string> {
  const socket = dial(t, port).setEncoding('latin1')
  let response = ''
  socket.on('data', chunk => {
    response += chunk
  })
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return response.split('\r\n')[0] ?? ''
}

t.test('exec --isolate rejects requests to other hosts, and the mock is reachable', async t => {
  const text = `
    import { request } from 'node:http'
    import { once } from 'node:events'
    const { ATLAS_MOCK_URL, HTTPS_PROXY, HTTP_PROXY } = process.env
    const [tunnel] = await once(request(HTTPS_PROXY, { method: 'CONNECT', path: 'cloud.mongodb.com:443' }).end(), 'connect')
    const [plain] = await once(
      request(HTTP_PROXY, { path: 'http://cloud.mongodb.com/api?key=secret', headers: { host: 'cloud.mongodb.com' } }).end(),
      'response'
    )
    const health = await fetch(ATLAS_MOCK_URL + '/_mock/v1/health')
    console.log(tunnel.statusCode, plain.statusCode, health.status)`
  const env = { HTTPS_PROXY: 'http://127.0.0.1:1', no_proxy: '*' }
  const words = ['--', process.execPath, '--input-type=module', '-e', text]
  t.strictSame(await run(t, ['exec', '--isolate', ...words], { env }), {
    code: 0,
    signal: null,
    stdout: '403 403 200\n',
    stderr: `atlas-mock: --isolate rejected a request to cloud.mongodb.com:443
atlas-mock: --isolate rejected a request to cloud.mongodb.com
`
  })
})

t.test('the variables exclude the loopback names and the host of the mock', async t => {
  const hosts = {
    'http://127.0.0.1:8080': '127.0.0.1,localhost,::1',
    'https://[fd00::1]:8080': '127.0.0.1,localhost,::1,fd00::1'
  }
  for (const [url, direct] of Object.entries(hosts)) {
    const { environment, port } = await proxyOf(t, url)
    const proxy = `http://127.0.0.1:${port}`
    t.strictSame(environment, {
      HTTP_PROXY: proxy,
      http_proxy: proxy,
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
      NO_PROXY: direct,
      no_proxy: direct,
      NODE_USE_ENV_PROXY: '1'
    })
  }
})

t.test('rejects malformed targets and prints hosts without control characters and credentials', async t => {
  const { port, stderr } = await proxyOf(t)
  const request = (line: string, host = 'x') => `${line} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
  const cases = [
    [request('GET /', 'a\xff\x9b31m'), '403 Forbidden', 'a??31m'],
    [request('CONNECT user:secret@cloud.mongodb.com:443'), '403 Forbidden', 'cloud.mongodb.com:443'],
    [request('CONNECT :'), '403 Forbidden', ':'],
    [request('CONNECT @'), '403 Forbidden', 'an unknown host'],
    [request(`CONNECT ${'a'.repeat(5_000)}:443`), '403 Forbidden', 'a'.repeat(100)],
    [request('CONNECT \x1b[31m:443'), '400 Bad Request', undefined],
    ['\x16\x03\x01\r\n\r\n', '400 Bad Request', undefined]
  ] as const
  for (const [text, status, host] of cases) {
    stderr.text = ''
    const line = host === undefined ? '' : `atlas-mock: --isolate rejected a request to ${host}\n`
    t.strictSame([await exchange(t, port, text), stderr.text], [`HTTP/1.1 ${status}`, line], host ?? status)
  }
})

t.test('drops connections above its limit, and closes those that are open when it stops', async t => {
  const { port, stop } = await proxyOf(t)
  const closed = Array.from({ length: 150 }, () => once(dial(t, port), 'close'))
  let count = 0
  await new Promise<void>(resolve => {
    for (const close of closed) close.then(() => ++count === 50 && resolve())
  })
  stop()
  await Promise.all(closed)
  const [error] = await once(connect(port, '127.0.0.1'), 'error')
  t.equal(error.code, 'ECONNREFUSED')
})

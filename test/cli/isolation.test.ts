import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { isolate } from '../../src/cli/exec.ts'
import { Output, terminalOf } from './process.ts'

async function proxyOf(url = 'http://127.0.0.1:8080') {
  const stderr = new Output()
  const environment = await isolate(url, terminalOf(stderr))
  const port = Number(new URL(environment['HTTPS_PROXY'] ?? '').port)
  return { environment, port, stderr }
}

async function exchange(t: Test, port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  t.teardown(() => socket.destroy())
  let response = ''
  socket.on('data', chunk => {
    response += chunk
  })
  socket.write(text, 'latin1')
  await once(socket, 'close')
  return response.split('\r\n')[0] ?? ''
}

t.test('the variables exclude the loopback names and the host of the mock', async t => {
  const hosts = {
    'http://127.0.0.1:8080': '127.0.0.1,localhost,::1',
    'https://[fd00::1]:8080': '127.0.0.1,localhost,::1,fd00::1'
  }
  for (const [url, direct] of Object.entries(hosts)) {
    const { environment, port } = await proxyOf(url)
    const proxy = `http://127.0.0.1:${port}`
    t.strictSame(environment, {
      HTTP_PROXY: proxy,
      http_proxy: proxy,
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
      ALL_PROXY: proxy,
      all_proxy: proxy,
      NO_PROXY: direct,
      no_proxy: direct,
      NODE_USE_ENV_PROXY: '1'
    })
  }
})

t.test('rejects malformed targets and prints hosts without control characters and credentials', async t => {
  const { port, stderr } = await proxyOf()
  const request = (line: string) => `${line} HTTP/1.1\r\nHost: x\r\n\r\n`
  const cases = [
    [request('GET http://user:secret@cloud.mongodb.com/api?key=secret'), 'cloud.mongodb.com'],
    [request('CONNECT user:secret@cloud.mongodb.com:443'), 'cloud.mongodb.com:443'],
    [request('CONNECT [::1]:443'), '[::1]:443'],
    [request('get HTTP://example.com'), 'example.com'],
    [request('GET ftp://example.com/a'), 'example.com'],
    [request('GET /'), 'an unknown host'],
    [request('CONNECT @'), 'an unknown host'],
    [request('GET http://example.com/?user=a@secret/x'), 'example.com'],
    [request('GET http://a\\@secret/x'), 'a'],
    ['GET http://user:secret', 'an unknown host'],
    [request(`CONNECT ${'a'.repeat(5_000)}:443`), 'an unknown host'],
    [request('CONNECT a\x1b[31m:443'), 'an unknown host'],
    ['\x16\x03\x01\r\n\r\n', 'an unknown host']
  ] as const
  for (const [text, host] of cases) {
    stderr.text = ''
    const line = `atlas-mock: --isolate rejected a request to ${host}\n`
    t.strictSame([await exchange(t, port, text), stderr.text], ['HTTP/1.1 403 Forbidden', line], host)
  }
})

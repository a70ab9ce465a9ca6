import type { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { refuseBrokenRequest } from '../src/http/broken-request.ts'
import { listen, send } from './control/socket.ts'

t.test('what is no HTTP is refused, and the answer says that the connection ends', async t => {
  const { port, logged } = await listen(t, { settings: { logLevel: 'trace' } })
  const secret = 'a-secret-of-the-caller'
  const requests: [string, number, string, string][] = [
    ['no request at all\r\n\r\n', 400, 'Bad Request', 'Client Error'],
    [`GET / HTTP/1.1\r\nAuthorization: ${secret}\r\nno header\r\n\r\n`, 400, 'Bad Request', 'Client Error'],
    [
      `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'Request Header Fields Too Large',
      'Exceeded maximum allowed HTTP header size'
    ]
  ]
  for (const [text, statusCode, error, message] of requests) {
    const { status, headers, body } = await send(port, text)
    t.equal(status, statusCode)
    t.strictSame(headers, {
      'content-length': String(body.length),
      'content-type': 'application/json',
      connection: 'close'
    })
    t.strictSame(JSON.parse(body), { error, message, statusCode })
  }
  const bytes = [...Buffer.from(secret)].join(',')
  t.notMatch(logged.join(''), bytes, 'the bytes are not logged')
  t.notMatch(logged.join(''), secret)
})

t.test('a request that takes too long is refused, and who has hung up is told nothing', async t => {
  const open = new PassThrough()
  refuseBrokenRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, open as unknown as Socket)
  t.match(
    String(open.read()),
    /^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*Connection: close\r\n\r\n\{"error":"Request Timeout","message":"Client Timeout","statusCode":408\}$/
  )
  t.ok(open.destroyed)

  const gone = new PassThrough().end()
  refuseBrokenRequest({ code: 'ECONNRESET' }, gone as unknown as Socket)
  t.equal(gone.read(), null)
})

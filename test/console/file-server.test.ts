import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { createFileServer } from '../../src/console/file-server.ts'
import { build, call } from '../app.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"

/** Serves a folder with a page, a script and the compressed script. */
async function serve(t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'console-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'console-ABC.js'), 'let a')
  writeFileSync(join(folder, 'console-ABC.js.br'), brotliCompressSync('let a'))
  const server = await createFileServer(folder)
  t.teardown(() => server.close())
  return server
}

t.test('revalidates the page, and caches its files permanently', async t => {
  const server = await serve(t)
  const page = await server.inject({ url: '/' })
  t.equal(page.statusCode, 200)
  t.equal(page.body, '<!doctype html>')
  t.match(page.headers, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY'
  })
  t.notOk('strict-transport-security' in page.headers, 'a browser would cache it')
  const unchanged = await server.inject({
    url: '/',
    headers: { 'if-none-match': String(page.headers['etag']) }
  })
  t.equal(unchanged.statusCode, 304)

  const script = await server.inject({
    url: '/_mock/console/console-ABC.js',
    headers: { 'accept-encoding': 'br' }
  })
  t.match(script.headers, {
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    'content-security-policy': POLICY
  })
  t.equal(brotliDecompressSync(script.rawPayload).toString(), 'let a')
  const plain = await server.inject({ url: '/_mock/console/console-ABC.js' })
  t.equal(plain.body, 'let a')
  t.notOk('content-encoding' in plain.headers)
})

t.test('returns 404 for unknown files', async t => {
  const server = await serve(t)
  const outside = ['..%2fpackage.json', '%2e%2e/%2e%2e/package.json']
  for (const url of ['nope.js', 'index.html', '%69ndex.html', '', 'console-ABC.js/x', ...outside]) {
    const reply = await server.inject({ url: `/_mock/console/${url}` })
    t.ok([403, 404].includes(reply.statusCode), `${url}: ${reply.statusCode}`)
    t.notMatch(reply.body, 'devDependencies')
  }
  const missing = await server.inject({ url: '/_mock/console/nope.js?x=1' })
  t.equal(missing.body, 'not found: /_mock/console/nope.js\n')
  t.equal(missing.headers['content-type'], 'text/plain; charset=utf-8')
  const empty = await createFileServer('/nowhere/at/all')
  t.teardown(() => empty.close())
  for (const url of ['/', '/_mock/console/console.js']) {
    const reply = await empty.inject({ url })
    t.equal(reply.statusCode, 404)
    t.equal(reply.body, 'the console is not built; run npm run build\n')
  }
})

t.test('serves the page, without the control plane a line', async t => {
  for (const settings of [{}, { host: '0.0.0.0', controlToken: 'a-token-of-mine' }]) {
    const app = await build(t, { settings })
    const page = await call(app, { url: '/', headers: { accept: 'text/html' } })
    t.match(page.headers, { 'content-security-policy': POLICY })
    t.notOk('x-java-method' in page.headers)
    t.equal((await call(app, { url: '/', method: 'POST' })).status, 404, 'read-only')
    t.equal((await call(app, { url: '/console' })).status, 404)
  }
  const app = await build(t, { settings: { control: false } })
  const { status, text } = await call(app, { url: '/' })
  t.strictSame([status, text], [200, 'The console needs the control plane, which is off.\n'])
  t.equal((await call(app, { url: '/_mock/console/index.html' })).status, 404)
})

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkHealth } from '../src/cli/healthcheck.ts'
import { loadTls } from '../src/cli/tls.ts'
import { DEFAULTS, loadConfig } from '../src/config.ts'
import { build } from './app.ts'
import { Output } from './cli/process.ts'

interface Reply {
  status: number | undefined
  headers: Record<string, unknown>
}

function ask(url: string, ca: string, headers: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const answered = get(url, { ca, headers }, response => {
      response.resume()
      resolve({ status: response.statusCode, headers: response.headers })
    })
    answered.on('error', reject)
  })
}

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'tls-'))
  t.teardown(() => rmSync(path, { recursive: true }))
  return path
}

t.test('a generated local CA signs for localhost, the loopback addresses and the public name', async t => {
  const tlsCaOut = join(folder(t), 'ca.pem')
  const settings = { ...DEFAULTS, tls: true, tlsCaOut, publicUrl: 'https://atlas.test:9/x' }
  const tls = await loadTls(settings)
  if (!tls) throw new Error('there is an identity')
  const { server, services } = await build(t, { settings, tls })
  await server.listen({ port: 0, host: '127.0.0.1' })
  const address = server.server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const ca = readFileSync(tlsCaOut, 'utf8')

  const challenge = await ask(`https://127.0.0.1:${port}/api/atlas/v2/orgs`, ca)
  t.equal(challenge.status, 401)
  const unknown = await ask(`https://localhost:${port}/nowhere`, ca)
  t.equal(unknown.status, 404)
  t.notOk('strict-transport-security' in unknown.headers, 'a browser would remember it for localhost')
  const named = await ask(`https://127.0.0.1:${port}/nowhere`, ca, { host: 'atlas.test:9' })
  t.ok('strict-transport-security' in named.headers)
  t.ok(await checkHealth({ host: '127.0.0.1', port, tls: true }, { stderr: new Output() }))
  await t.rejects(ask(`https://127.0.0.1:${port}/`, ''), 'other clients do not trust it')
  t.equal(services.settings.tls, true)
})

t.test("serves the user's own certificate and key", async t => {
  const path = folder(t)
  const made = await loadTls({ ...DEFAULTS, tls: true })
  const [tlsCert, tlsKey] = [join(path, 'cert.pem'), join(path, 'key.pem')]
  writeFileSync(tlsCert, made?.cert ?? '')
  writeFileSync(tlsKey, made?.key ?? '')
  t.strictSame(await loadTls({ ...DEFAULTS, tls: true, tlsCert, tlsKey }), made)
  t.equal(await loadTls(DEFAULTS), undefined)
})

t.test('reports an unreadable or unwritable file in one line', async t => {
  const gone = join(folder(t), 'no', 'where.pem')
  await t.rejects(loadTls({ ...DEFAULTS, tls: true, tlsCert: gone, tlsKey: gone }), {
    name: 'StartError',
    message: /^cannot read .*where\.pem: ENOENT/
  })
  await t.rejects(loadTls({ ...DEFAULTS, tls: true, tlsCaOut: gone }), {
    name: 'StartError',
    message: /^cannot write .*where\.pem: ENOENT/
  })
})

t.test('rejects conflicting settings', async t => {
  const rows: [Record<string, string>, RegExp][] = [
    [{ ATLAS_MOCK_TLS_CERT: 'a' }, /require --tls$/],
    [{ ATLAS_MOCK_TLS_CA_OUT: 'a' }, /require --tls$/],
    [{ ATLAS_MOCK_TLS: 'on', ATLAS_MOCK_TLS_KEY: 'a' }, /require each other$/],
    [{ ATLAS_MOCK_TLS: 'on', ATLAS_MOCK_TLS_CERT: 'a' }, /require each other$/],
    [
      { ATLAS_MOCK_TLS: 'on', ATLAS_MOCK_TLS_CERT: 'a', ATLAS_MOCK_TLS_KEY: 'b', ATLAS_MOCK_TLS_CA_OUT: 'c' },
      /must not be used with --tls-cert$/
    ],
    [{ ATLAS_MOCK_TLS: 'yes' }, /^ATLAS_MOCK_TLS must be on or off, not "yes"$/]
  ]
  for (const [env, message] of rows) t.throws(() => loadConfig({}, env), { name: 'StartError', message })
  t.match(loadConfig({ tls: 'on' }, {}), { tls: true, tlsCert: undefined })
})

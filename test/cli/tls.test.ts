import { get } from 'node:https'
import t from 'tap'
import { checkHealth } from '../../src/cli/healthcheck.ts'
import { loadTls } from '../../src/cli/tls.ts'
import { DEFAULTS } from '../../src/config/config.ts'
import { listen } from '../control/socket.ts'
import { terminalOf } from './process.ts'

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

t.test('a generated local CA signs for localhost, the loopback addresses and the public name', async t => {
  const settings = { ...DEFAULTS, tls: true, publicUrl: 'https://atlas.test:9/x' }
  const tls = await loadTls(settings)
  if (!tls) throw new Error('there is an identity')
  const { port, services } = await listen(t, { settings, tls })
  const ca = tls.authority ?? ''

  const challenge = await ask(`https://127.0.0.1:${port}/api/atlas/v2/orgs`, ca)
  t.equal(challenge.status, 401)
  const unknown = await ask(`https://localhost:${port}/nowhere`, ca)
  t.equal(unknown.status, 404)
  t.notOk('strict-transport-security' in unknown.headers, 'a browser would remember it for localhost')
  const named = await ask(`https://127.0.0.1:${port}/nowhere`, ca, { host: 'atlas.test:9' })
  t.ok('strict-transport-security' in named.headers)
  t.ok(await checkHealth({ host: '127.0.0.1', port, tls: true }, terminalOf()))
  await t.rejects(ask(`https://127.0.0.1:${port}/`, ''), 'other clients do not trust it')
  t.equal(services.settings.tls, true)
})

t.test("serves the user's own certificate and key", async t => {
  const made = await loadTls({ ...DEFAULTS, tls: true })
  const path = t.testdir({ 'cert.pem': made?.cert ?? '', 'key.pem': made?.key ?? '' })
  const [tlsCert, tlsKey] = [`${path}/cert.pem`, `${path}/key.pem`]
  t.match(made, await loadTls({ ...DEFAULTS, tls: true, tlsCert, tlsKey }))
  t.equal(await loadTls(DEFAULTS), undefined)
})

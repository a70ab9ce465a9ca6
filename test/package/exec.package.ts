import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import t from 'tap'
import { freePort } from '../../scripts/free-port.ts'
import { BUNDLE, Child, command, ROOT, run } from '../cli/process.ts'

/** A Node.js program as the command. */
function program(text: string): string[] {
  return ['--', process.execPath, '-e', text]
}

t.test('the command can call the server, which stops afterwards', async t => {
  const text = `
    const { ATLAS_MOCK_URL: url } = process.env
    const health = await fetch(url + '/_mock/v1/health')
    const unknown = await fetch(url + '/api/atlas/v2/foo')
    console.log(url, health.status, unknown.status)`
  const words = ['--', process.execPath, '--input-type=module', '-e', text]
  const quiet = await run(t, ['exec', ...words])
  t.match(quiet, { code: 0, stderr: '', stdout: /^http:\/\/127\.0\.0\.1:\d+ 200 404\n$/ })
  t.notMatch(quiet.stdout, ':8080', 'its own port')
  await t.rejects(fetch(quiet.stdout.split(' ')[0] ?? ''), 'nothing listens any more')
  const port = String(await freePort())
  const told = await run(t, ['exec', '--log-level', 'info', ...words], { env: { ATLAS_MOCK_PORT: port } })
  t.match(told, { code: 0, stdout: `http://127.0.0.1:${port} 200 404\n` }, 'the port of the variable')
  t.match(told.stderr, /"msg":"rejected: no route has this path"\}\n$/, 'the log at the configured level')
})

t.test("the command uses the caller's standard streams", async t => {
  const echo = 'process.stdin.pipe(process.stdout); console.error("said")'
  t.strictSame(await run(t, ['exec', ...program(echo)], { stdin: 'from the caller' }), {
    code: 0,
    signal: null,
    stdout: 'from the caller',
    stderr: 'said\n'
  })
})

t.test('with TLS the environment names the CA certificate', async t => {
  const text = `
    const { readFileSync } = require('node:fs')
    const { get } = require('node:https')
    const { ATLAS_MOCK_URL, NODE_EXTRA_CA_CERTS, SSL_CERT_FILE } = process.env
    readFileSync(SSL_CERT_FILE)
    get(ATLAS_MOCK_URL + '/_mock/v1/health', ({ statusCode }) => {
      console.log(JSON.stringify([statusCode, NODE_EXTRA_CA_CERTS, SSL_CERT_FILE]))
      process.exit()
    })`
  const made = await run(t, ['exec', '--tls', ...program(text)])
  t.match(made, { code: 0, stderr: '' })
  const [status, node, others] = JSON.parse(made.stdout)
  t.strictSame([status, node], [200, others])
  t.notOk(existsSync(node), 'the certificate is removed')

  const own = `${t.testdir()}/ca.pem`
  const named = ['exec', '--tls', '--tls-ca-out', own, '--', 'sh', '-c', 'test "$SSL_CERT_FILE" = "$0"', own]
  t.strictSame(await command(named), { code: 0, stdout: '', stderr: '' })
  t.ok(existsSync(own), "the user's own file is kept")
})

/** Says when it is ready, then each signal; a SIGTERM ends it. */
const LISTENER = `
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(signal, () => {
      console.log(signal)
      if (signal === 'SIGTERM') process.exit(3)
    })
  }
  setInterval(() => {}, 1000)
  console.log('ready', process.ppid)`

t.test('forwards signals, and the command decides when to exit', async t => {
  const child = new Child(t, ['exec', ...program(LISTENER)])
  await child.said(/ready/)
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) {
    child.kill(signal)
    await child.said(new RegExp(`^${signal}$`, 'm'))
  }
  t.match(await child.ended(), { code: 3, signal: null, stderr: '' })
  t.match(child.stdout, /^ready \d+\nSIGINT\nSIGHUP\nSIGTERM\n$/)

  const plain = new Child(t, ['exec', ...program("setInterval(() => {}, 1000); console.log('ready')")])
  await plain.said(/ready/)
  plain.kill('SIGTERM')
  t.match(await plain.ended(), { code: 143, signal: null, stderr: '' })
})

/** Runs a command on a terminal of its own. */
const SCRIPT = 'script'
const { stdout: version } = spawnSync(SCRIPT, ['--version'], { encoding: 'utf8' })
const needsTerminal = { skip: version?.includes('util-linux') ? false : 'needs script of util-linux' }

t.test('the command receives Ctrl-C once', needsTerminal, async t => {
  const words = ['unset NODE_OPTIONS; exec', process.execPath, BUNDLE, 'exec --', process.execPath, '-e']
  const terminal = spawn(
    SCRIPT,
    ['-qec', `${words.join(' ')} '${LISTENER.replaceAll("'", '"')}'`, '/dev/null'],
    {
      cwd: ROOT,
      stdio: ['pipe', 'pipe', 'inherit']
    }
  )
  t.teardown(() => terminal.kill('SIGKILL'))
  let shown = ''
  const said = async (pattern: RegExp) => {
    while (!pattern.test(shown)) shown += (await once(terminal.stdout, 'data'))[0]
    return pattern.exec(shown)?.[1]
  }
  const server = Number(await said(/ready (\d+)\r\n/))
  terminal.stdin.write('\x03')
  await said(/SIGINT\r\n/)
  // Behind a second SIGINT, were there one.
  process.kill(server, 'SIGTERM')
  await said(/SIGTERM\r\n/)
  t.match(shown, /ready \d+\r\n\^CSIGINT\r\nSIGTERM\r\n$/)
  t.strictSame(await once(terminal, 'exit'), [3, null])
})

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

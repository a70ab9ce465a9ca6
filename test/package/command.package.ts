import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import t from 'tap'
import { PACKAGE } from '../../src/assets.ts'
import { DEMO } from '../app.ts'
import { Child, requestUnderWay, run } from '../cli/process.ts'

/** Far below the 72 s that an idle connection is kept. */
const SOON = 20_000

t.test('exits with code 0 after one or more signals, without waiting for idle connections', async t => {
  for (const signals of [['SIGTERM'], ['SIGINT', 'SIGINT'], ['SIGINT', 'SIGTERM']]) {
    const child = new Child(t, ['--port', '0', '--log-level', 'silent'])
    const base = await child.address()
    // A connection that is kept alive, and idle.
    const idle = connect(Number(new URL(base).port), '127.0.0.1').setEncoding('latin1')
    idle.write('GET /_mock/v1/health HTTP/1.1\r\nHost: mock.test\r\n\r\n')
    await once(idle, 'data')
    const limit = setTimeout(() => child.kill('SIGKILL'), SOON)
    for (const signal of signals) child.kill(signal as NodeJS.Signals)
    const { code, signal } = await child.ended()
    clearTimeout(limit)
    t.strictSame({ code, signal }, { code: 0, signal: null }, signals.join(', '))
    idle.destroy()
  }
})

t.test(
  'finishes requests in progress on both addresses of localhost, also after a second signal',
  async t => {
    const second = JSON.stringify(networkInterfaces()).includes('"::1"') ? '::1' : '127.0.0.2'
    const addresses = JSON.stringify(
      ['127.0.0.1', second].map(address => ({ address, family: isIP(address) }))
    )
    const resolver = `
    import dns from 'node:dns/promises'
    import { syncBuiltinESMExports } from 'node:module'
    dns.lookup = async () => ${addresses}
    syncBuiltinESMExports()`
    const node = ['--import', `${t.testdir({ 'resolver.mjs': resolver })}/resolver.mjs`]
    for (const address of ['127.0.0.1', second]) {
      const child = new Child(t, ['--port', '0', '--host', 'localhost', '--log-level', 'silent'], { node })
      const url = new URL(await child.address())
      t.equal(url.hostname, 'localhost')
      url.hostname = isIP(address) === 6 ? `[${address}]` : address
      const { finish } = await requestUnderWay(url.origin)
      child.kill('SIGTERM')
      // Send the second signal after the first has taken effect: connections are refused.
      while (
        await fetch(url)
          .then(({ status }) => status !== 503)
          .catch(() => false)
      );
      child.kill('SIGINT')
      t.match(await finish(), /^HTTP\/1\.1 200 OK\r\n[\s\S]*"totalCount":1\}$/, address)
      t.match(await child.ended(), { code: 0, signal: null })
    }
  }
)

t.test('aborts a request that does not finish', async t => {
  const child = new Child(t, ['--port', '0', '--log-level', 'silent'])
  const { socket } = await requestUnderWay(await child.address())
  child.kill('SIGTERM')
  t.match(await child.ended(), { code: 0, signal: null })
  socket.destroy()
})

t.test('reads settings from flags and variables, and writes only log lines to standard error', async t => {
  const env = { ATLAS_MOCK_PORT: '1', ATLAS_MOCK_HOST: '::', ATLAS_MOCK_LOGLEVEL: 'debug' }
  const child = new Child(t, ['serve', '--port', '0'], { env })
  const base = await child.address()
  t.match(base, /^http:\/\/\[::1\]:\d+$/, 'the loopback address, if it listens on all')
  t.equal((await fetch(`${base}/api/atlas/v2/foo`)).status, 404)
  child.kill('SIGTERM')
  const { code, stderr } = await child.ended()
  t.equal(code, 0)
  const [warning, ...lines] = stderr.trimEnd().split('\n')
  t.equal(warning, "atlas-mock: unknown variable ATLAS_MOCK_LOGLEVEL, did you mean 'ATLAS_MOCK_LOG_LEVEL'?")
  const messages = lines.map(line => (JSON.parse(line) as { msg: string }).msg)
  t.ok(messages.includes('rejected: no route has this path'))
})

t.test('ignores a closed pipe but reports a full disk', async t => {
  const words = ['--help']
  const enough = await run(t, words, { into: '| true' })
  t.strictSame([enough.code, enough.stderr], [0, ''])
  if (!existsSync('/dev/full')) return
  const full = await run(t, words, { into: '> /dev/full' })
  t.match(full, { code: 2, stderr: /^atlas-mock: cannot write the output: ENOSPC: [^\n]+\n$/ })
})

t.test('prints one line of JSON when ready with --json', async t => {
  const child = new Child(t, ['--port', '0', '--json', '--control-token', 'a-token-of-mine'])
  const [line] = await child.said(/^.*\n/)
  const ready = JSON.parse(line)
  const { url, pid, environment } = ready
  t.strictSame(ready, {
    ready: true,
    url,
    pid,
    version: PACKAGE.version,
    controlToken: 'a-token-of-mine',
    environment
  })
  t.match(environment, { ATLAS_MOCK_CONTROL_TOKEN: 'a-token-of-mine', MONGODB_ATLAS_PROJECT_ID: DEMO })
  t.equal((await fetch(`${environment.ATLAS_MOCK_URL}/_mock/v1/health`)).status, 200)
  process.kill(pid, 'SIGTERM')
  t.strictSame(await child.ended(), { code: 0, signal: null, stdout: line, stderr: child.stderr })

  const open = new Child(t, ['serve', '--json', '--port', '0'])
  const [other] = await open.said(/^.*\n/)
  const { controlToken, environment: variables } = JSON.parse(other)
  t.strictSame([controlToken, variables.ATLAS_MOCK_CONTROL_TOKEN], [undefined, undefined])
})

t.test('reads the state at startup, and writes it on exit, requests in progress included', async t => {
  const folder = t.testdir()
  const file = `${folder}/state.json`
  const args = ['--port', '0', '--log-level', 'silent', '--export-on-exit', file]
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    const child = new Child(t, args)
    const { finish } = await requestUnderWay(await child.address())
    child.kill(signal)
    t.match(await finish(), /^HTTP\/1\.1 200 OK\r\n/)
    t.match(await child.ended(), { code: 0, signal: null, stderr: '' }, signal)
    t.strictSame(readdirSync(folder), ['state.json'], 'no other file remains')
    t.equal(statSync(file).mode & 0o777, 0o600)
    t.match(readFileSync(file, 'utf8'), /^\{\n[\s\S]*"type": "WEBHOOK",\n[\s\S]*\n\}\n$/)
  }

  const second = new Child(t, [...args, '--import', file])
  const base = await second.address()
  t.match(await (await requestUnderWay(base)).finish(), /"errorCode":"INTEGRATION_ALREADY_CONFIGURED"/)
  rmSync(folder, { recursive: true })
  second.kill('SIGTERM')
  const problem = `ENOENT: no such file or directory, mkdtemp '${file}.XXXXXX'`
  const stderr = `atlas-mock: cannot write the state to ${file}: ${problem}\n`
  t.match(await second.ended(), { code: 1, signal: null, stderr })
})

t.test('seed check reads standard input', async t => {
  const seed = readFileSync('fixtures/seed.json', 'utf8')
  t.match(await run(t, ['seed', 'check', '-'], { stdin: `\ufeff${seed}` }), {
    code: 0,
    stdout: /^standard input: 2 organizations, [^\n]+\n$/,
    stderr: ''
  })
  t.match(await run(t, ['seed', 'check', '-'], { stdin: 'fixtures/seed.json' }), {
    code: 2,
    stdout: '',
    stderr: 'atlas-mock: standard input:1:1: not valid JSON: unexpected text\n'
  })
})

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { CommandRunner } from '../../src/cli/exec.ts'
import { ACME, DEMO, KEYS, STAGING } from '../app.ts'
import { BUNDLE, Child, command, freePort, Output, ROOT, run, serverOf } from './process.ts'

const ACCOUNT = {
  id: 'mdb_sa_id_0000000000000000000000a1',
  secret: 'mdb_sa_sk_owner0000000000000000000000000000'
}
const NAMES = /^(ATLAS_MOCK|MONGODB_ATLAS|MCLI|MDB_MCP)_|^(DO_NOT_TRACK|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/

/** A Node.js program as the command. */
function program(text: string): string[] {
  return ['--', process.execPath, '-e', text]
}

/** What clients read of the environment of a command. */
const NO_KEY = 'atlas-mock: no seeded API key may write from any address: the command gets no credentials\n'

async function environmentOf(
  t: Test,
  flags: string[],
  env: Record<string, string> = {},
  told = ''
): Promise<Record<string, string>> {
  const file = `${t.testdir()}/environment`
  const { code, stderr } = await command(['exec', ...flags, '--', 'sh', '-c', 'env > "$0"', file], {
    NODE_EXTRA_CA_CERTS: '',
    SSL_CERT_FILE: '',
    ...env
  })
  t.strictSame({ code, stderr }, { code: 0, stderr: told })
  const variables = readFileSync(file, 'utf8').matchAll(/^(\w+)=(.+)$/gm)
  return Object.fromEntries(
    [...variables].map(([, name = '', value = '']) => [name, value]).filter(([name = '']) => NAMES.test(name))
  )
}

/** Compares an environment whole; the address is the one in it, on a free port. */
function checkEnvironment(t: Test, env: Record<string, string>, expected: object, name = ''): void {
  const url = env['ATLAS_MOCK_URL'] ?? ''
  t.match(url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  const always = {
    ATLAS_MOCK_URL: url,
    MONGODB_ATLAS_BASE_URL: `${url}/`,
    MONGODB_ATLAS_OPS_MANAGER_URL: `${url}/`,
    MDB_MCP_API_BASE_URL: url,
    MONGODB_ATLAS_SKIP_UPDATE_CHECK: 'yes',
    MONGODB_ATLAS_TELEMETRY_ENABLED: 'false',
    DO_NOT_TRACK: '1'
  }
  t.strictSame(env, { ...always, ...expected }, name)
}

function ofKey(publicKey: string, privateKey = KEYS[publicKey]): Record<string, unknown> {
  return {
    MONGODB_ATLAS_PUBLIC_KEY: publicKey,
    MONGODB_ATLAS_PRIVATE_KEY: privateKey,
    MONGODB_ATLAS_PUBLIC_API_KEY: publicKey,
    MONGODB_ATLAS_PRIVATE_API_KEY: privateKey
  }
}

function ofAccount({ id, secret }: typeof ACCOUNT): Record<string, string> {
  return {
    MONGODB_ATLAS_CLIENT_ID: id,
    MONGODB_ATLAS_CLIENT_SECRET: secret,
    MDB_MCP_API_CLIENT_ID: id,
    MDB_MCP_API_CLIENT_SECRET: secret
  }
}

const DEMO_OF_ACME = { MONGODB_ATLAS_ORG_ID: ACME, MONGODB_ATLAS_PROJECT_ID: DEMO }

t.test('the environment contains the address and exactly one credential', async t => {
  const env = {
    MONGODB_ATLAS_PUBLIC_KEY: 'real',
    MONGODB_ATLAS_CLIENT_ID: 'real',
    MONGODB_ATLAS_CLIENT_SECRET: 'real',
    MONGODB_ATLAS_ACCESS_TOKEN: 'real',
    MONGODB_ATLAS_ORG_ID: 'real',
    MCLI_PUBLIC_API_KEY: 'real',
    MDB_MCP_API_CLIENT_ID: 'real'
  }
  const byKey = { ...DEMO_OF_ACME, ...ofKey('orgowner') }
  checkEnvironment(t, await environmentOf(t, [], env), byKey)
  const byAccount = { ...DEMO_OF_ACME, ...ofAccount(ACCOUNT) }
  checkEnvironment(t, await environmentOf(t, ['--auth', 'service-account'], env), byAccount)
  const token = 'a-token-of-mine'
  const controlled = await environmentOf(t, ['--control-token', token])
  checkEnvironment(t, controlled, { ...byKey, ATLAS_MOCK_CONTROL_TOKEN: token }, 'and the control token')
})

t.test('selects the first owner, else the first credential that may write, else none', async t => {
  const roles = (...names: string[]) =>
    names.map(roleName =>
      roleName.startsWith('ORG') ? { orgId: ACME, roleName } : { groupId: STAGING, roleName }
    )
  const [reader, writer, owner] = [
    { publicKey: 'reader', privateKey: 'r', roles: roles('GROUP_READ_ONLY') },
    { publicKey: 'writer', privateKey: 'w', roles: roles('GROUP_READ_ONLY', 'GROUP_OWNER') },
    { publicKey: 'owner', privateKey: 'o', roles: roles('ORG_OWNER') }
  ]
  const fenced = { ...owner, publicKey: 'fenced', accessList: ['203.0.113.0/24'] }
  const projects = [{ id: STAGING, name: 'staging' }]
  const inStaging = { MONGODB_ATLAS_ORG_ID: ACME, MONGODB_ATLAS_PROJECT_ID: STAGING }
  const cases: [string, object, object][] = [
    [
      'owner before writer',
      { projects, apiKeys: [reader, fenced, writer, owner] },
      { ...inStaging, ...ofKey('owner', 'o') }
    ],
    ['writer', { projects, apiKeys: [reader, fenced, writer] }, { ...inStaging, ...ofKey('writer', 'w') }],
    ['owner of nothing', { apiKeys: [owner] }, { MONGODB_ATLAS_ORG_ID: ACME, ...ofKey('owner', 'o') }],
    ['nobody', { projects, apiKeys: [reader, fenced] }, {}]
  ]
  for (const [name, organization, expected] of cases) {
    const seed = JSON.stringify({ organizations: [{ id: ACME, name: 'Acme', ...organization }] })
    const told = name === 'nobody' ? NO_KEY : ''
    checkEnvironment(t, await environmentOf(t, ['--seed', seed], {}, told), expected, name)
  }
})

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

t.test('exits with the exit code of the command', async t => {
  const folder = t.testdir({ 'text.txt': 'no program' })
  const cases: [string[], number, string][] = [
    [['--', 'sh', '-c', 'exit 7'], 7, ''],
    [['--', 'sh', '-c', 'kill -KILL $$'], 137, ''],
    [['--', 'no-such-command', 'x'], 127, 'atlas-mock: no-such-command: command not found\n'],
    [['--', `${folder}/text.txt`], 126, `atlas-mock: ${folder}/text.txt: cannot run: EACCES\n`]
  ]
  for (const [words, code, stderr] of cases) {
    t.strictSame(await command(['exec', ...words]), { code, stdout: '', stderr }, words.join(' '))
  }
})

t.test('prints one line and exits with code 2 if it cannot run the command', async t => {
  const port = String(await serverOf(t, (_request, response) => response.end()))
  const missing = "error: missing command after '--', for example: exec -- npm test\n"
  const cases: [string[], string][] = [
    [[], missing],
    [['--'], missing],
    [['npm', 'test'], missing],
    [['npm', '--', 'test'], "error: unexpected argument 'npm' before '--'\n"],
    [
      ['--port', port, '--', 'true'],
      `atlas-mock: cannot listen on 127.0.0.1:${port}: the port is in use; port 0 takes a free one\n`
    ],
    [
      ['--control', 'off', '--control-token', 'a-token-of-mine', '--', 'true'],
      'atlas-mock: --control-token (ATLAS_MOCK_CONTROL_TOKEN) and --allowed-hosts (ATLAS_MOCK_ALLOWED_HOSTS) require --control on\n'
    ]
  ]
  for (const [args, stderr] of cases) {
    t.strictSame(await command(['exec', ...args]), { code: 2, stdout: '', stderr }, args.join(' '))
  }
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

t.test('a signal before the start of the command prevents it', async t => {
  const runner = new CommandRunner({ stderr: new Output() })
  t.teardown(() => runner.close())
  process.emit('SIGHUP', 'SIGHUP')
  t.equal(await runner.run([process.execPath, '--version'], {}), 129)
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

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { type AddressInfo, connect, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { PACKAGE } from '../src/assets.ts'
import { createBanner } from '../src/cli/banner.ts'
import { checkHealth } from '../src/cli/healthcheck.ts'
import { main } from '../src/cli/main.ts'
import { SETTINGS } from '../src/config.ts'
import { listeningUrl } from '../src/http/listening.ts'
import { ACME, build, DEMO, KEYS, STAGING } from './app.ts'
import { BUNDLE, Child, freePort, ROOT, requestUnderWay, run, SOURCES, serverOf } from './cli/process.ts'

// Some fifty processes are started one after the other.
t.setTimeout(120_000)

t.before(() => {
  if (existsSync(BUNDLE)) return
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.ts'], {
    cwd: ROOT,
    encoding: 'utf8'
  })
  if (status !== 0) throw new Error(`the build failed: ${stderr}`)
})

t.test('the banner shows the address, the credentials and their roles', async t => {
  const child = new Child(t, ['--port', '0'], { counted: true })
  const url = await child.url()
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.not(url, 'http://127.0.0.1:0')
  t.equal(
    child.stdout,
    `atlas-integrations-mock ${PACKAGE.version} listening on ${url}

Browser console: ${url}/

Seeded credentials (id, then secret):
  API key: orgowner  00000000-0000-4000-8000-000000000001
    ORG_OWNER in organization Acme
  API key: prjowner  00000000-0000-4000-8000-000000000002
    GROUP_OWNER on project demo
  API key: readonly  00000000-0000-4000-8000-000000000003
    GROUP_READ_ONLY on project demo
  API key: orgreadr  00000000-0000-4000-8000-000000000004
    ORG_READ_ONLY in organization Acme
  API key: fencedin  00000000-0000-4000-8000-000000000006
    GROUP_OWNER on project demo, from 203.0.113.0/24 only
  service account: mdb_sa_id_0000000000000000000000a1  mdb_sa_sk_owner0000000000000000000000000000
    ORG_OWNER in organization Acme
  service account: mdb_sa_id_0000000000000000000000a2  mdb_sa_sk_reader000000000000000000000000000
    GROUP_READ_ONLY on project demo
  API key: outsider  00000000-0000-4000-8000-000000000005
    GROUP_OWNER on project elsewhere

Try Digest:
  curl --digest --user 'orgowner:00000000-0000-4000-8000-000000000001' \\
    --header 'Accept: application/vnd.atlas.2023-01-01+json' \\
    --header 'Content-Type: application/json' \\
    --data '{"type":"PAGER_DUTY","serviceKey":"0123456789abcdef0123456789abcdef","region":"US"}' \\
    '${url}/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/integrations/PAGER_DUTY'

Try a service account:
  curl --header "Authorization: Bearer $(curl --silent --user 'mdb_sa_id_0000000000000000000000a1:mdb_sa_sk_owner0000000000000000000000000000' --data grant_type=client_credentials '${url}/api/oauth/token' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')" \\
    --header 'Accept: application/vnd.atlas.2023-01-01+json' \\
    --header 'Content-Type: application/json' \\
    --data '{"type":"SLACK","apiToken":"xoxb-not-a-real-token-0000","channelName":"alerts","teamName":"MongoDB"}' \\
    '${url}/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/integrations/SLACK'

`
  )
  child.kill('SIGTERM')
  t.match(await child.ended(), { code: 0, signal: null })
})

/** Pastes what the banner offers to try into a shell, line after line; what each answers. */
async function paste(child: Child): Promise<unknown[]> {
  await child.url()
  const answers = []
  for (const text of child.stdout.split('\n\n').filter(part => part.startsWith('Try '))) {
    const command = text.slice(text.indexOf('\n'))
    const shell = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'ignore'] })
    let answer = ''
    for await (const chunk of shell.stdout) answer += chunk
    answers.push(answer)
  }
  return answers
}

const needsCurl = { skip: spawnSync('curl', ['--version']).status === 0 ? false : 'curl is not installed' }
const PASTED = [/"type":"PAGER_DUTY"\}\],"totalCount":1\}$/, /"type":"SLACK"\}\],"totalCount":2\}$/]

t.test('both commands of the banner create an integration when pasted', needsCurl, async t => {
  const ca = `${t.testdir()}/it's a CA.pem`
  for (const args of [[], ['--tls'], ['--tls', '--tls-ca-out', ca]]) {
    const child = new Child(t, ['--port', '0', '--log-level', 'silent', ...args], { counted: true })
    t.match(await paste(child), PASTED, args.join(' '))
    child.kill('SIGTERM')
    t.match(await child.ended(), { code: 0 })
  }
})

t.test('quotes secrets with special characters of shells and forms', needsCurl, async t => {
  const roles = [{ groupId: DEMO, roleName: 'GROUP_OWNER' }]
  const clientId = 'mdb_sa_id_0000000000000000000000a1'
  const seedOf = (privateKey: string, clientSecret: string) =>
    JSON.stringify({
      organizations: [
        {
          id: ACME,
          name: 'Acme',
          projects: [{ id: DEMO, name: 'demo' }],
          apiKeys: [{ publicKey: 'mykey', privateKey, roles }],
          serviceAccounts: [{ clientId, clientSecret, roles }]
        }
      ]
    })
  for (const signs of ['$HOME "x" `id` \\ !', "it's", 'a+b%20c&d=e:f']) {
    const seed = seedOf(`key ${signs}`, `mdb_sa_sk_${signs}`)
    const child = new Child(t, ['--port', '0', '--log-level', 'silent', '--seed', seed])
    t.match(await paste(child), PASTED, signs)
  }
})

t.test('the banner shows the active seed', async t => {
  const roles = [{ orgId: ACME, roleName: 'ORG_OWNER' }]
  const seedOf = (organization: object) =>
    JSON.stringify({ organizations: [{ id: ACME, name: 'Acme', ...organization }] })
  const bannerOf = async (settings: object) => {
    const app = await build(t, { settings })
    const text = createBanner(app.services, 'http://mock.test')
    await app.server.close()
    return text
  }
  const db = `${t.testdir()}/state.db`
  const first = {
    projects: [
      { id: DEMO, name: 'demo' },
      { id: STAGING, name: 'staging' }
    ],
    apiKeys: [
      { publicKey: 'mykey', privateKey: 'one', roles: [{ groupId: STAGING, roleName: 'GROUP_OWNER' }] },
      { publicKey: 'nothing', privateKey: 'two', roles: [] }
    ]
  }
  const head = `${PACKAGE.name} ${PACKAGE.version} listening on http://mock.test\n\nBrowser console: http://mock.test/\n\nDatabase: ${db}\n\n`
  const seeded = await bannerOf({ db, seed: seedOf(first) })
  t.equal(
    seeded.slice(0, seeded.indexOf('--header')),
    `${head}Seeded credentials (id, then secret):
  API key: mykey  one
    GROUP_OWNER on project staging
  API key: nothing  two
    no role

Try Digest:
  curl --digest --user 'mykey:one' \\
    `
  )
  t.match(seeded, `/groups/${STAGING}/integrations/`)
  t.notMatch(seeded, 'Try a service account')

  const changed = {
    apiKeys: [
      { publicKey: 'mykey', privateKey: 'changed', roles },
      { publicKey: 'unknown', privateKey: 'one', roles }
    ],
    serviceAccounts: [{ clientId: 'mdb_sa_id_0000000000000000000000a9', clientSecret: 'mdb_sa_sk_x', roles }]
  }
  t.equal(
    await bannerOf({ db, seed: seedOf(changed) }),
    `${head}No seeded credential is valid in this database.\n`,
    'credentials that the database rejects are not shown'
  )

  const gone = {
    apiKeys: [{ ...first.apiKeys[0], roles: [{ groupId: STAGING, roleName: 'GROUP_READ_ONLY' }] }]
  }
  t.equal(
    await bannerOf({ db, seed: seedOf({}) }),
    `${head}No seeded credential is valid in this database.\n`,
    'a seed without credentials'
  )
  t.equal(
    await bannerOf({ db, seed: seedOf(gone) }),
    `${head}Seeded credentials (id, then secret):
  API key: mykey  one
    GROUP_READ_ONLY on project ${STAGING}
`,
    'a project that is not in the seed is named by its id'
  )

  const account = { clientId: 'mdb_sa_id_0000000000000000000000a1', clientSecret: 'mdb_sa_sk_x', roles }
  t.equal(
    await bannerOf({
      seed: seedOf({
        apiKeys: [{ publicKey: 'fenced', privateKey: 'one', roles, accessList: ['::1', '10.0.0.0/8'] }],
        serviceAccounts: [account]
      })
    }),
    `${PACKAGE.name} ${PACKAGE.version} listening on http://mock.test

Browser console: http://mock.test/

Seeded credentials (id, then secret):
  API key: fenced  one
    ORG_OWNER in organization Acme, from ::1, 10.0.0.0/8 only
  service account: mdb_sa_id_0000000000000000000000a1  mdb_sa_sk_x
    ORG_OWNER in organization Acme
`,
    'no command without a writable project'
  )
})

t.test('exits with code 0 within a second of one or more signals', async t => {
  for (const signals of [
    ['SIGTERM'],
    ['SIGINT'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGINT'],
    ['SIGINT', 'SIGTERM']
  ]) {
    const child = new Child(t, ['--port', '0', '--log-level', 'silent'])
    const base = await child.url()
    // A connection that is kept alive, and idle.
    const idle = connect(Number(new URL(base).port), '127.0.0.1').setEncoding('latin1')
    idle.write('GET /_mock/v1/health HTTP/1.1\r\nHost: mock.test\r\n\r\n')
    await once(idle, 'data')
    const start = performance.now()
    for (const signal of signals) child.kill(signal as NodeJS.Signals)
    const { code, signal } = await child.ended()
    const took = performance.now() - start
    t.strictSame({ code, signal }, { code: 0, signal: null }, signals.join(', '))
    t.ok(took < 1000, `${signals.join(', ')}: ${Math.round(took)} ms`)
    idle.destroy()
  }
})

t.test('finishes a request in progress', async t => {
  const child = new Child(t, ['--port', '0', '--log-level', 'silent'], { counted: true })
  const base = await child.url()
  const { finish } = await requestUnderWay(base)
  child.kill('SIGTERM')
  // The second signal comes when the first has shown its effect: nobody is let in any more.
  while (await fetch(base).catch(() => undefined));
  child.kill('SIGINT')
  const answer = await finish()
  t.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
  t.match(answer, /"totalCount":1\}$/)
  t.match(await child.ended(), { code: 0, signal: null })
})

t.test('finishes requests in progress on both addresses of localhost', async t => {
  const second = JSON.stringify(networkInterfaces()).includes('"::1"') ? '::1' : '127.0.0.2'
  const addresses = JSON.stringify(['127.0.0.1', second].map(address => ({ address, family: isIP(address) })))
  const resolver = `
    import dns from 'node:dns/promises'
    import { syncBuiltinESMExports } from 'node:module'
    dns.lookup = async () => ${addresses}
    syncBuiltinESMExports()`
  const node = ['--import', `${t.testdir({ 'resolver.mjs': resolver })}/resolver.mjs`]
  for (const address of ['127.0.0.1', second]) {
    const child = new Child(t, ['--port', '0', '--host', 'localhost', '--log-level', 'silent'], { node })
    const url = new URL(await child.url())
    t.equal(url.hostname, 'localhost')
    url.hostname = isIP(address) === 6 ? `[${address}]` : address
    const { finish } = await requestUnderWay(url.origin)
    child.kill('SIGTERM')
    while (
      await fetch(url).then(
        ({ status }) => status !== 503,
        () => false
      )
    );
    t.match(await finish(), /^HTTP\/1\.1 200 OK\r\n/, address)
    t.match(await child.ended(), { code: 0, signal: null })
  }
})

t.test('aborts a request that does not finish within a second', async t => {
  for (const counted of [true, false]) {
    const child = new Child(t, ['--port', '0', '--log-level', 'silent'], { counted })
    const { socket } = await requestUnderWay(await child.url())
    const start = performance.now()
    child.kill('SIGTERM')
    const { code, signal } = await child.ended()
    const took = performance.now() - start
    t.strictSame({ code, signal }, { code: 0, signal: null })
    if (!counted) t.ok(took < 1000, `${Math.round(took)} ms`)
    socket.destroy()
  }
})

t.test('prints one line and exits with code 2 if it cannot start', async t => {
  const folder = t.testdir({
    'wrong.json': '{"organizations":[]}',
    'broken.json': '{\n  "organizations":\n',
    'text.db': 'x'.repeat(4096)
  })
  const port = String(await serverOf(t, (_request, response) => response.end()))
  const cases: [string[], Record<string, string>, string][] = [
    [['--port', 'http'], {}, '--port (ATLAS_MOCK_PORT) must be a number from 0 to 65535, not "http"'],
    [[], { ATLAS_MOCK_ACCEPT: 'maybe' }, 'ATLAS_MOCK_ACCEPT must be strict or lenient, not "maybe"'],
    [
      ['serve', '--log-level', 'loud'],
      {},
      '--log-level (ATLAS_MOCK_LOG_LEVEL) must be fatal, error, warn, info, debug, trace, silent, not "loud"'
    ],
    [
      ['healthcheck', '--port', '-1'],
      {},
      '--port (ATLAS_MOCK_PORT) must be a number from 0 to 65535, not "-1"'
    ],
    [
      ['--port', port],
      {},
      `cannot listen on 127.0.0.1:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}`
    ],
    [
      ['--port', '0', '--db', `${folder}/none/x.db`],
      {},
      `cannot open the database ${folder}/none/x.db: Cannot open database because the directory does not exist`
    ],
    [
      ['--port', '0', '--db', `${folder}/text.db`],
      {},
      `cannot open the database ${folder}/text.db: file is not a database`
    ],
    [
      ['--port', '0', '--seed', `${folder}/wrong.json`],
      {},
      'invalid seed at /organizations: must NOT have fewer than 1 items'
    ],
    [
      ['--port', '0'],
      { ATLAS_MOCK_SEED: `${folder}/none.json` },
      `cannot read the seed ${folder}/none.json: ENOENT: no such file or directory, open '${folder}/none.json'`
    ],
    [
      ['--port', '0', '--seed', `${folder}/broken.json`],
      {},
      `cannot read the seed ${folder}/broken.json: not valid JSON`
    ],
    [
      ['--port', '0', '--seed', '{"organizations":[]}'],
      {},
      'invalid seed at /organizations: must NOT have fewer than 1 items'
    ]
  ]
  await Promise.all(
    cases.map(async ([args, env, line]) => {
      t.strictSame(
        await run(t, args, { env, counted: args.includes(port) }),
        { code: 2, signal: null, stdout: '', stderr: `atlas-mock: ${line}\n` },
        line
      )
    })
  )
})

t.test('warns about unknown variables at startup and suggests the nearest', async t => {
  const env = {
    ATLAS_MOCK_LOGLEVEL: 'debug',
    ATLAS_MOCK_TLS_CET: 'x',
    ATLAS_MOCK_COLOUR: 'x',
    ATLAS_MOCK_NAME: 'x'
  }
  const warnings = [
    'atlas-mock: unknown variable ATLAS_MOCK_LOGLEVEL, did you mean ATLAS_MOCK_LOG_LEVEL?',
    'atlas-mock: unknown variable ATLAS_MOCK_TLS_CET, did you mean ATLAS_MOCK_TLS_CERT?',
    'atlas-mock: unknown variable ATLAS_MOCK_COLOUR',
    'atlas-mock: unknown variable ATLAS_MOCK_NAME',
    ''
  ]
  const child = new Child(t, ['--port', '0', '--log-level', 'silent'], { env })
  await child.url()
  child.kill('SIGTERM')
  const { code, stderr } = await child.ended()
  t.strictSame([code, stderr.split('\n').sort()], [0, warnings.toSorted()])
  const executed = await run(t, ['exec', '--', process.execPath, '-e', ''], { env })
  t.strictSame([executed.code, executed.stderr.split('\n').sort()], [0, warnings.toSorted()])
})

t.test('writes only log lines to standard error', async t => {
  const child = new Child(t, ['--port', '0'])
  const base = await child.url()
  await fetch(`${base}/api/atlas/v2/foo`)
  child.kill('SIGTERM')
  const { code, stderr } = await child.ended()
  t.equal(code, 0)
  const lines = stderr.trimEnd().split('\n')
  const messages = lines.map(line =>
    line.startsWith('{') ? (JSON.parse(line) as { msg: string }).msg : line
  )
  t.ok(messages.includes('refused: no route has this path'))
  t.strictSame(
    lines.filter(line => !line.startsWith('{')),
    []
  )
})

t.test('prints help and version and exits with code 0', async t => {
  const version = await run(t, ['--version'], { counted: true })
  t.strictSame(version, { code: 0, signal: null, stdout: `${PACKAGE.version}\n`, stderr: '' })
  const help = await run(t, ['--help'])
  t.match(help, { code: 0, signal: null, stderr: '' })
  t.match(
    help.stdout,
    /^Usage: atlas-mock [\s\S]*serve[\s\S]*exec[\s\S]*healthcheck[\s\S]*seed[\s\S]*complete/
  )
  for (const command of ['serve', 'exec', 'healthcheck']) {
    const { code, stdout } = await run(t, [command, '--help'])
    t.equal(code, 0)
    const missing = SETTINGS.filter(
      ({ flag, variable }) => !stdout.includes(flag) || !stdout.includes(variable)
    )
    t.strictSame(missing, [], `${command} --help lists every setting`)
    t.match(
      stdout.replace(/\s+/g, ' '),
      `port to listen on; 0 selects a free one (default: ${command === 'exec' ? 0 : 8080}, env: ATLAS_MOCK_PORT)`
    )
    t.match(stdout.replace(/\s+/g, ' '), '(default: on, env: ATLAS_MOCK_PREFER)')
    t.match(stdout.replace(/\s+/g, ' '), '(env: ATLAS_MOCK_PUBLIC_URL)')
    t.equal(stdout.includes('Terraform'), command === 'exec', 'a warning about the real Atlas')
  }
})

t.test('ignores a closed pipe but reports a full disk', async t => {
  const command = ['complete', 'bash']
  const enough = await run(t, command, { into: '| true', counted: true })
  t.strictSame([enough.code, enough.stderr], [0, ''])
  if (!existsSync('/dev/full')) return
  const full = await run(t, command, { into: '> /dev/full', counted: true })
  t.match(full, { code: 1, stderr: /^atlas-mock: cannot write the output: ENOSPC: [^\n]+\n$/ })
})

t.test('exits with code 2 for an unknown command', async t => {
  for (const args of [
    ['--colour'],
    ['serve', '--colour'],
    ['healthcheck', '--colour'],
    ['start'],
    ['--port'],
    ['serve', 'x'],
    ['seed', 'check'],
    ['complete'],
    ['complete', 'ksh'],
    ['exec', '--auth', 'none', '--', 'true'],
    ['healthcheck', '--json']
  ]) {
    const { code, stdout, stderr } = await run(t, args, {
      counted: ['--colour', 'start'].includes(args[0] ?? '')
    })
    t.strictSame({ code, stdout }, { code: 2, stdout: '' }, args.join(' '))
    t.match(stderr, /^error: [^\n]+\n/, args.join(' '))
    t.equal(stderr.trim().split('\n').length, 1, 'one line')
  }
})

t.test('reads settings from flags and variables, flags first', async t => {
  const child = new Child(t, ['serve', '--port', '0'], {
    env: { ATLAS_MOCK_PORT: '1', ATLAS_MOCK_HOST: '::', ATLAS_MOCK_LOG_LEVEL: 'silent' }
  })
  const base = await child.url()
  t.match(base, /^http:\/\/\[::1\]:\d+$/, 'an address that can be pasted if it listens on all interfaces')
  t.strictSame(await (await fetch(`${base}/_mock/v1/health`)).json(), { status: 'ok' })
})

t.test('healthcheck calls the running server', async t => {
  const app = await build(t)
  await app.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.server.address() as AddressInfo
  const silent = { signal: null, stdout: '' }
  t.strictSame(await run(t, ['healthcheck', '--port', String(port)], { counted: true }), {
    ...silent,
    code: 0,
    stderr: ''
  })
  t.strictSame(
    await run(t, ['healthcheck'], { env: { ATLAS_MOCK_PORT: String(port), ATLAS_MOCK_HOST: '0.0.0.0' } }),
    { ...silent, code: 0, stderr: '' },
    'as in the image'
  )

  const sick = await serverOf(t, (_request, response) => response.writeHead(503).end())
  t.strictSame(await run(t, ['healthcheck', '--port', String(sick)], { counted: true }), {
    ...silent,
    code: 1,
    stderr: 'atlas-mock: unhealthy, status 503\n'
  })
  const closed = await freePort()
  t.strictSame(await run(t, ['healthcheck', '--port', String(closed)]), {
    ...silent,
    code: 1,
    stderr: `atlas-mock: health check failed: connect ECONNREFUSED 127.0.0.1:${closed}\n`
  })
})

t.test('healthcheck times out', async t => {
  const port = await serverOf(t, () => {})
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  const asked = t.capture(AbortSignal, 'timeout', (patience: number) => timeout(patience / 100))
  const written = t.capture(process.stderr, 'write', () => true)
  t.equal(await checkHealth({ host: '127.0.0.1', port, tls: false }), false)
  t.match(
    written().map(({ args }) => args),
    [[/^atlas-mock: health check failed: The operation was aborted[^\n]*\n$/]]
  )
  t.strictSame(
    asked().map(({ args }) => args),
    [[3000]]
  )
  const hosts = ['0.0.0.0', '::', '::1', 'fe80::1', '127.0.0.1', 'localhost']
  t.strictSame(
    hosts.map(host => listeningUrl({ host, tls: host === 'localhost' }, 8080)),
    [
      'http://127.0.0.1:8080',
      'http://[::1]:8080',
      'http://[::1]:8080',
      'http://[fe80::1]:8080',
      'http://127.0.0.1:8080',
      'https://localhost:8080'
    ]
  )
})

t.test('prints one line of JSON when ready with --json', async t => {
  const child = new Child(t, ['--port', '0', '--json', '--control-token', 'a-token-of-mine'], {
    counted: true
  })
  const [line] = await child.said(/^.*\n/)
  const ready = JSON.parse(line)
  const { url, pid, environment } = ready
  t.strictSame(ready, {
    ready: true,
    url,
    pid,
    version: PACKAGE.version,
    controlToken: 'a-token-of-mine',
    environment: {
      ATLAS_MOCK_URL: url,
      ATLAS_MOCK_CONTROL_TOKEN: 'a-token-of-mine',
      MONGODB_ATLAS_BASE_URL: `${url}/`,
      MONGODB_ATLAS_OPS_MANAGER_URL: `${url}/`,
      MDB_MCP_API_BASE_URL: url,
      MONGODB_ATLAS_ORG_ID: ACME,
      MONGODB_ATLAS_PROJECT_ID: DEMO,
      MONGODB_ATLAS_PUBLIC_KEY: 'orgowner',
      MONGODB_ATLAS_PRIVATE_KEY: KEYS['orgowner'],
      MONGODB_ATLAS_PUBLIC_API_KEY: 'orgowner',
      MONGODB_ATLAS_PRIVATE_API_KEY: KEYS['orgowner'],
      MONGODB_ATLAS_SKIP_UPDATE_CHECK: 'yes',
      MONGODB_ATLAS_TELEMETRY_ENABLED: 'false',
      DO_NOT_TRACK: '1'
    }
  })
  t.equal((await fetch(`${environment.ATLAS_MOCK_URL}/_mock/v1/health`)).status, 200)
  process.kill(pid, 'SIGTERM')
  t.strictSame(await child.ended(), { code: 0, signal: null, stdout: line, stderr: child.stderr })

  const open = new Child(t, ['serve', '--json', '--port', '0'])
  const [other] = await open.said(/^.*\n/)
  const { controlToken, environment: variables } = JSON.parse(other)
  t.strictSame([controlToken, variables.ATLAS_MOCK_CONTROL_TOKEN], [undefined, undefined])
})

t.test('prints a generated control token, but not a configured one', async t => {
  const made = new Child(t, ['--port', '0', '--host', '0.0.0.0'], { counted: true })
  const url = await made.url()
  const [, token = ''] = await made.said(/^Bearer token of the control plane at (?:\S+):\n {2}(\S+)\n\n/m)
  t.match(made.stdout, `Bearer token of the control plane at ${url}/_mock/v1:\n`)
  t.match(made.stdout, `\n\nBrowser console with the token: ${url}/#token=${token}\n\n`)
  const reset = async (headers: Record<string, string>) =>
    (await fetch(`${url}/_mock/v1/reset`, { method: 'POST', headers })).status
  t.equal(await reset({}), 401)
  t.equal(await reset({ authorization: `Bearer ${token}` }), 204)

  const given = new Child(t, ['--port', '0', '--host', '0.0.0.0', '--control-token', 'a-token-of-mine'])
  await given.url()
  t.notMatch(given.stdout, /control plane|a-token-of-mine/)
  for (const child of [made, given]) {
    child.kill('SIGTERM')
    t.match(await child.ended(), { code: 0 })
  }
})

/** Status of the health that a server with TLS tells a client which trusts one CA. */
async function healthOver(base: string, ca: string): Promise<number | undefined> {
  const request = get(`${base}/_mock/v1/health`, { ca, agent: false })
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}

t.test('serves https with a certificate of a generated CA or the configured one', async t => {
  const folder = t.testdir()
  const caFile = `${folder}/ca.pem`
  const args = ['--port', '0', '--tls', '--tls-ca-out', caFile, '--log-level', 'silent']
  const child = new Child(t, [...args, '--public-url', 'https://atlas.test'], { counted: true })
  const base = await child.url()
  t.match(base, /^https:\/\/127\.0\.0\.1:\d+$/)
  const { port } = new URL(base)
  const ca = readFileSync(caFile, 'utf8')
  t.equal(await healthOver(base, ca), 200)
  t.equal(await healthOver(`https://localhost:${port}`, ca), 200)
  t.match(await run(t, ['healthcheck', '--tls', '--port', port], { counted: true }), { code: 0, stderr: '' })
  t.match((await run(t, ['healthcheck', '--port', port])).code, 1, 'plain http gets no response there')
  const curious = connectTls({ port: Number(port), host: '127.0.0.1', ca, servername: 'atlas.test' })
  await once(curious, 'secureConnect')
  const { subjectaltname } = curious.getPeerCertificate()
  curious.destroy()
  t.equal(
    subjectaltname,
    'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:atlas-mock, DNS:atlas.test'
  )
  child.kill('SIGTERM')
  t.match(await child.ended(), { code: 0, signal: null })

  const { generate } = (await import('selfsigned')).default
  const own = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }]
  })
  writeFileSync(`${folder}/cert.pem`, own.cert)
  writeFileSync(`${folder}/key.pem`, own.private)
  const files = ['--tls-cert', `${folder}/cert.pem`, '--tls-key', `${folder}/key.pem`]
  const second = new Child(t, ['--port', '0', '--tls', ...files, '--log-level', 'silent'], { counted: true })
  t.equal(await healthOver(await second.url(), own.cert), 200)
  second.kill('SIGTERM')
  t.match(await second.ended(), { code: 0, signal: null })
})

t.test('prints one line and exits with code 2 for unusable TLS files', async t => {
  const folder = t.testdir({ 'text.pem': 'no PEM' })
  const [none, text] = [`${folder}/none.pem`, `${folder}/text.pem`]
  const cases: [string[], RegExp][] = [
    [['--tls-cert', none, '--tls-key', text], /^atlas-mock: cannot read .*none\.pem: ENOENT[^\n]*\n$/],
    [['--tls-cert', text, '--tls-key', none], /^atlas-mock: cannot read .*none\.pem: ENOENT[^\n]*\n$/],
    [['--tls-ca-out', `${folder}/none/ca.pem`], /^atlas-mock: cannot write .*ca\.pem: ENOENT[^\n]*\n$/],
    [['--tls-cert', text, '--tls-key', text], /^atlas-mock: [^\n]*\n$/]
  ]
  for (const [args, line] of cases) {
    const { code, stdout, stderr } = await run(t, ['--port', '0', '--tls', ...args], { counted: true })
    t.strictSame({ code, stdout }, { code: 2, stdout: '' }, args.join(' '))
    t.match(stderr, line)
  }
})

t.test('does not report a bug of the program as a user error', async t => {
  const sick = await serverOf(t, (_request, response) => response.writeHead(503).end())
  t.capture(process.stderr, 'write', () => {
    throw new Error('a fault inside')
  })
  const ended = main(['node', 'atlas-mock', 'healthcheck', '--port', String(sick)])
  await t.rejects(ended, { message: 'a fault inside' })
})

t.test('reports an older Node.js in one line', async t => {
  const older = (version: string) => [
    '--import',
    `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"${version}"})`
  ]
  const needs = `atlas-mock requires Node.js ${PACKAGE.engines.node}, found`
  const cases: { version: string; file: string; counted?: boolean }[] = [
    { version: '20.20.2', file: SOURCES, counted: true },
    { version: '22.17.1', file: SOURCES, counted: true },
    { version: '8.0.0', file: SOURCES },
    { version: '20.20.2', file: BUNDLE }
  ]
  for (const { version, ...options } of cases) {
    t.strictSame(
      await run(t, ['--version'], { ...options, node: older(version) }),
      { code: 2, signal: null, stdout: '', stderr: `${needs} ${version}\n` },
      `${version} ${options.file}`
    )
  }
  for (const version of ['22.18.0', '23.0.0']) {
    t.equal((await run(t, ['--version'], { node: older(version) })).code, 0, version)
  }
})

t.test('the published package behaves the same', async t => {
  const child = new Child(t, ['--port', '0', '--log-level', 'silent'], { file: BUNDLE })
  const base = await child.url()
  const { finish } = await requestUnderWay(base)
  const health = await run(t, ['healthcheck', '--port', new URL(base).port], { file: BUNDLE })
  t.strictSame(health, { code: 0, signal: null, stdout: '', stderr: '' })
  t.match(await finish(), /^HTTP\/1\.1 200 OK\r\n/)
  child.kill('SIGTERM')
  t.match(await child.ended(), { code: 0, signal: null })
  const wrong = await run(t, ['--port', 'x'], { file: BUNDLE })
  t.match(wrong, { code: 2, stdout: '', stderr: /^atlas-mock: --port [^\n]+\n$/ })
})

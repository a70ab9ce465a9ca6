import type { AddressInfo } from 'node:net'
import t from 'tap'
import { freePort } from '../../scripts/free-port.ts'
import { PACKAGE } from '../../src/assets.ts'
import { LABELS } from '../../src/catalogue/evidence.ts'
import { main } from '../../src/cli/main.ts'
import { SETTINGS } from '../../src/config/config.ts'
import { listeningUrl } from '../../src/http/listening.ts'
import type { EvidenceFile } from '../../types/evidence.d.ts'
import { build } from '../app.ts'
import { command, Output, serverOf } from './process.ts'

t.test('prints one line and exits with code 2 if it cannot start', async t => {
  const folder = t.testdir({ 'text.pem': 'no PEM' })
  const [none, text] = [`${folder}/none.pem`, `${folder}/text.pem`]
  const tls = ['--port', '0', '--tls']
  const cannotRead = `cannot read ${none}: ENOENT: no such file or directory, open '${none}'`
  const port = String(await serverOf(t, (_request, response) => response.end()))
  const cases: [string[], Record<string, string>, string][] = [
    [['--port', 'http'], {}, '--port (ATLAS_MOCK_PORT) must be a number from 0 to 65535, not "http"'],
    [[], { ATLAS_MOCK_ACCEPT: 'maybe' }, 'ATLAS_MOCK_ACCEPT must be one of strict, lenient, not "maybe"'],
    [
      ['healthcheck', '--port', '-1'],
      {},
      '--port (ATLAS_MOCK_PORT) must be a number from 0 to 65535, not "-1"'
    ],
    [
      ['--port', port],
      {},
      `cannot listen on 127.0.0.1:${port}: the port is in use; use port 0 for a free one`
    ],
    [[...tls, '--tls-cert', none, '--tls-key', text], {}, cannotRead],
    [[...tls, '--tls-cert', text, '--tls-key', none], {}, cannotRead]
  ]
  for (const [args, env, line] of cases) {
    t.strictSame(await command(args, env), { code: 2, stdout: '', stderr: `atlas-mock: ${line}\n` }, line)
  }
  t.match(await command([...tls, '--tls-cert', text, '--tls-key', text]), {
    code: 2,
    stdout: '',
    stderr: /^atlas-mock: cannot use \S+text\.pem with \S+text\.pem: [^\n]+\n$/
  })
})

t.test('warns about unknown variables and suggests the nearest', async t => {
  const env = {
    ATLAS_MOCK_LOGLEVEL: 'debug',
    ATLAS_MOCK_TLS_CET: 'x',
    ATLAS_MOCK_COLOUR: 'x',
    ATLAS_MOCK_NAME: 'x'
  }
  const { code, stderr } = await command(['exec', '--', 'true'], env)
  t.strictSame(
    [code, stderr.split('\n').sort()],
    [
      0,
      [
        '',
        'atlas-mock: unknown variable ATLAS_MOCK_COLOUR',
        "atlas-mock: unknown variable ATLAS_MOCK_LOGLEVEL, did you mean 'ATLAS_MOCK_LOG_LEVEL'?",
        'atlas-mock: unknown variable ATLAS_MOCK_NAME',
        "atlas-mock: unknown variable ATLAS_MOCK_TLS_CET, did you mean 'ATLAS_MOCK_TLS_CERT'?"
      ]
    ]
  )
})

t.test('prints help and version and exits with code 0', async t => {
  const version = await command(['--version'])
  t.strictSame(version, { code: 0, stdout: `${PACKAGE.version}\n`, stderr: '' })
  const help = await command(['--help'])
  t.match(help, { code: 0, stderr: '' })
  const [head, serveOptions] = help.stdout.split('\nOptions of serve, the default command\n\n')
  t.equal(
    head,
    `Usage: atlas-mock [options] [command]

Mocks MongoDB Atlas's Administration API for third-party integrations.

Options:
  -V, --version                  output the version number
  -h, --help                     display help for command

Commands:
  serve [options]                start the server (default)
  exec [options]                 run a command with a mock of its own; variables
                                 point Atlas clients at it
  compare [options]              compare the mock with Atlas
  calls                          commands for recorded calls
  evidence [options] [words...]  say how behaviours, fields and errors are
                                 known, the least certain first
  healthcheck [options]          check the health of a running server; exit with
                                 code 0 or 1
  seed                           commands for seed data
  help [command]                 display help for command

Example:
  atlas-mock exec -- npm test
`
  )
  const { stdout: serveHelp } = await command(['help', 'serve'])
  t.equal(
    serveHelp,
    `Usage: atlas-mock serve [options]

start the server (default)

${serveOptions?.trimEnd()}

Options:
  -h, --help                      display help for command

Example:
  atlas-mock serve --port 0 --seed seed.json
`
  )
  for (const name of ['serve', 'exec']) {
    const { code, stdout } = await command([name, '--help'])
    t.equal(code, 0)
    const missing = SETTINGS.filter(
      ({ flag, variable }) => !stdout.includes(flag) || !stdout.includes(variable)
    )
    t.strictSame(missing, [], `${name} --help lists every setting`)
    t.match(
      stdout.replace(/\s+/g, ' '),
      `port to listen on; 0 selects a free one (default: ${name === 'exec' ? 0 : 8080}, env: ATLAS_MOCK_PORT)`
    )
    t.match(stdout.replace(/\s+/g, ' '), '(default: on, env: ATLAS_MOCK_PREFER)')
    t.match(stdout.replace(/\s+/g, ' '), '(env: ATLAS_MOCK_PUBLIC_URL)')
    t.equal(stdout.includes('Terraform'), name === 'exec', 'a warning about the real Atlas')
  }
})

t.test('the help of a command lists its own options, with an example', async t => {
  t.equal(
    (await command(['healthcheck', '--help'])).stdout,
    `Usage: atlas-mock healthcheck [options]

check the health of a running server; exit with code 0 or 1

Options:
  --port <number>   port of the server (default: 8080, env: ATLAS_MOCK_PORT)
  --host <address>  address that the server listens on (default: 127.0.0.1, env:
                    ATLAS_MOCK_HOST)
  --tls [on|off]    the server uses HTTPS (default: off, env: ATLAS_MOCK_TLS)
  -h, --help        display help for command

Example:
  atlas-mock healthcheck --port 8080
`
  )
  t.equal(
    (await command(['seed', 'check', '--help'])).stdout,
    `Usage: atlas-mock seed check [options] <file>

validate a seed and count its contents, or list its errors

Arguments:
  file        a seed file; - for standard input

Options:
  --json      print the counts or the errors as JSON
  -h, --help  display help for command

Example:
  atlas-mock seed check seed.json
`
  )
  for (const [name, example] of [
    ['exec', 'atlas-mock exec -- npm test'],
    ['compare', 'atlas-mock compare --target https://cloud.mongodb.com']
  ]) {
    t.match((await command([`${name}`, '--help'])).stdout, `\n\nExample:\n  ${example}\n`)
  }
})

t.test('prints how rows are known by type, label, code and words', async t => {
  const words = ['evidence', 'PROMETHEUS', 'guess', 'would', 'create']
  t.strictSame(await command(words), {
    code: 0,
    stderr: '',
    stdout: `guess: rejects a PUT that would create PROMETHEUS without a password → 400 MISSING_ATTRIBUTE
  a PUT creates in v1.0, the v2 document has a 404; not known: whether the password is required then (2026-08-21)
  docs/fidelity/prometheus.md#rejects-prometheus-without-password-if-not

`
  })
  const { stdout } = await command([...words, '--json'])
  t.strictSame(
    JSON.parse(stdout).rows.map(({ id, types }: { id: string; types: string[] }) => [id, types]),
    [['rejects-prometheus-without-password-if-not', ['PROMETHEUS']]]
  )
  const all = JSON.parse((await command(['evidence', 'PROMETHEUS', '--json'])).stdout) as EvidenceFile
  const places = all.rows.map(({ label }) => LABELS.indexOf(label))
  t.strictSame(
    places,
    places.toSorted((a, b) => b - a),
    'the least certain first'
  )
  for (const [word, row] of [
    ['updateGroupIntegration', 'updates PROMETHEUS without its password → 200'],
    ['INVALID_GROUP_ID', 'error INVALID_GROUP_ID: ']
  ] as const) {
    t.match((await command(['evidence', word])).stdout, row)
  }
  t.strictSame(await command(['evidence', 'PROMETHEUS', 'xyzzy']), {
    code: 2,
    stdout: '',
    stderr: "atlas-mock: no row has 'PROMETHEUS' and 'xyzzy'\n"
  })
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
    ['healthcheck', '--json'],
    ['healthcheck', '--db', 'x']
  ]) {
    const line = /^atlas-mock: [^\n]+\n$/
    t.match(await command(args), { code: 2, stdout: /^$/, stderr: line }, args.join(' '))
  }
  const auth = await command(['exec', '--auth', 'none', '--', 'true'])
  t.equal(auth.stderr, 'atlas-mock: --auth must be one of api-key, service-account, not "none"\n')
  const { stderr } = await command(['exe'])
  t.equal(stderr, "atlas-mock: unknown command 'exe', did you mean 'exec'?\n")
  const early = await command(['--deliver-to', '127.0.0.1', 'exec', '--', 'true'])
  const line = "options must come after 'exec', or be set by their variables, such as ATLAS_MOCK_SEED"
  t.strictSame(early, { code: 2, stdout: '', stderr: `atlas-mock: ${line}\n` })
})

t.test('healthcheck calls the running server', async t => {
  const app = await build(t)
  await app.server.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.server.address() as AddressInfo
  const sick = await serverOf(t, (_request, response) => response.writeHead(503).end())
  const closed = await freePort()
  // As in the image.
  const variables = { ATLAS_MOCK_PORT: String(port), ATLAS_MOCK_HOST: '0.0.0.0' }
  for (const [args, env, stderr] of [
    [['--port', String(port)], {}, ''],
    [[], variables, ''],
    [['--port', String(sick)], {}, 'unhealthy, status 503'],
    [['--port', String(closed)], {}, `health check failed: connect ECONNREFUSED 127.0.0.1:${closed}`]
  ] as const) {
    t.strictSame(await command(['healthcheck', ...args], env), {
      code: stderr ? 1 : 0,
      stdout: '',
      stderr: stderr && `atlas-mock: ${stderr}\n`
    })
  }
})

t.test('healthcheck times out', async t => {
  const port = await serverOf(t, () => {})
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  const asked = t.capture(AbortSignal, 'timeout', (patience: number) => timeout(patience / 100))
  t.match(await command(['healthcheck', '--port', String(port)]), {
    code: 1,
    stderr: /^atlas-mock: health check failed: The operation was aborted[^\n]*\n$/
  })
  t.strictSame(
    asked().map(({ args }) => args),
    [[3000]]
  )
})

t.test('the address of a host to listen on is one that a client can call', async t => {
  for (const [host, name] of [
    ['0.0.0.0', '127.0.0.1'],
    ['::', '[::1]'],
    ['::1', '[::1]'],
    ['fe80::1', '[fe80::1]'],
    ['localhost', 'localhost']
  ] as const) {
    t.equal(listeningUrl({ host, tls: false }, 8080), `http://${name}:8080`)
    t.equal(listeningUrl({ host, tls: true }, 8080), `https://${name}:8080`)
  }
})

t.test('does not report a bug of the program as a user error', async t => {
  const sick = await serverOf(t, (_request, response) => response.writeHead(503).end())
  const stderr = new Output()
  stderr.write = () => {
    throw new Error('a bug')
  }
  const argv = ['node', 'atlas-mock', 'healthcheck', '--port', String(sick)]
  await t.rejects(main(argv, {}, { stdout: new Output(), stderr }), { message: 'a bug' })
})

import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import t, { type Test } from 'tap'
import { CommandRunner } from '../../src/cli/exec.ts'
import { ACME, DEMO, KEYS, STAGING } from '../app.ts'
import { ACCOUNT, type ServiceAccount } from '../control/control.ts'
import { command, terminalOf } from './process.ts'

const NAMES = /^(ATLAS_MOCK|MONGODB_ATLAS|MCLI|MDB_MCP)_|^(DO_NOT_TRACK|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/

/** What clients read of the environment of a command. */
const NO_KEY = 'atlas-mock: no seeded API key may write from any address: the command gets no credentials\n'

async function environmentOf(
  t: Test,
  flags: string[],
  env: Record<string, string> = {},
  warning = ''
): Promise<Record<string, string>> {
  const file = `${t.testdir()}/environment`
  const { code, stderr } = await command(['exec', ...flags, '--', 'sh', '-c', 'env > "$0"', file], {
    NODE_EXTRA_CA_CERTS: '',
    SSL_CERT_FILE: '',
    ...env
  })
  t.strictSame({ code, stderr }, { code: 0, stderr: warning })
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

function ofAccount({ clientId: id, clientSecret: secret }: ServiceAccount): Record<string, string> {
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
  const byAccount = { ...DEMO_OF_ACME, ...ofAccount(ACCOUNT.owner) }
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
    const warning = name === 'nobody' ? NO_KEY : ''
    checkEnvironment(t, await environmentOf(t, ['--seed', seed], {}, warning), expected, name)
  }
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

t.test('runs the command in the folder of --cwd; other paths stay relative to the current one', async t => {
  const script = '#!/bin/sh\necho "$PWD $(pwd) $SSL_CERT_FILE $NODE_EXTRA_CA_CERTS" > ran\n'
  const folder = t.testdir({ tests: { run: script } })
  chmodSync(`${folder}/tests/run`, 0o755)
  const [tests, ca] = [relative('.', `${folder}/tests`), relative('.', `${folder}/ca.pem`)]
  const args = ['exec', '--tls', '--tls-ca-out', ca, '--cwd', tests, '--', './run']
  t.strictSame(await command(args), { code: 0, stdout: '', stderr: '' })
  const shown = ['tests', 'tests', 'ca.pem', 'ca.pem'].map(name => `${folder}/${name}`)
  t.equal(readFileSync(`${folder}/tests/ran`, 'utf8'), `${shown.join(' ')}\n`)
})

t.test('prints one line and exits with code 2 if it cannot run the command', async t => {
  const missing = "atlas-mock: missing command after '--', for example: exec -- npm test\n"
  const cases: [string[], string][] = [
    [[], missing],
    [['--'], missing],
    [['npm', 'test'], missing],
    [['--', ''], "atlas-mock: the command after '--' is empty\n"],
    [['npm', '--', 'test'], "atlas-mock: unexpected argument 'npm' before '--'\n"],
    [['--cwd', 'no-folder', '--', 'true'], 'atlas-mock: --cwd must be an existing folder, not "no-folder"\n'],
    [['--cwd', 'LICENSE', '--', 'true'], 'atlas-mock: --cwd must be an existing folder, not "LICENSE"\n']
  ]
  for (const [args, stderr] of cases) {
    t.strictSame(await command(['exec', ...args]), { code: 2, stdout: '', stderr }, args.join(' '))
  }
})

t.test('a signal before the start of the command prevents it', async t => {
  const runner = new CommandRunner(terminalOf())
  t.teardown(() => runner.close())
  process.emit('SIGHUP', 'SIGHUP')
  t.equal(await runner.run([process.execPath, '--version'], {}), 129)
})

t.test('--calls removes the calls of an earlier run only', async t => {
  const folder = t.testdir({ '1-1.har': '{}', '1-2.har.part': '', 'notes.txt': 'mine' })
  const { code, stderr } = await command(['exec', '--calls', folder, '--', 'true'])
  t.strictSame({ code, stderr }, { code: 0, stderr: '' })
  t.strictSame(readdirSync(folder), ['notes.txt'])
  writeFileSync(`${folder}/1-1.har`, '{}')
  t.equal((await command(['exec', '--calls', folder, '--seed', '{}', '--', 'true'])).code, 2)
  t.strictSame(readdirSync(folder).sort(), ['1-1.har', 'notes.txt'], 'keeps them if it cannot start')
})

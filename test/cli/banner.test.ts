import { spawn, spawnSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { PACKAGE } from '../../src/assets.ts'
import { createBanner } from '../../src/cli/banner.ts'
import { startServer } from '../../src/cli/serve.ts'
import { DEFAULTS, type Settings } from '../../src/config/config.ts'
import { ACME, build, DEMO, STAGING } from '../app.ts'
import { terminalOf } from './process.ts'

/** Starts the command's server in this process. */
async function start(t: Test, settings: Partial<Settings> = {}): Promise<{ url: string; banner: string }> {
  const { services, url, stop } = await startServer(
    { ...DEFAULTS, port: 0, logLevel: 'silent', ...settings },
    terminalOf()
  )
  t.teardown(stop)
  return { url, banner: createBanner(services, url).join('\n') }
}

const OWNER_ROLES = [{ orgId: ACME, roleName: 'ORG_OWNER' }]

/** Returns a seed of one organization. */
const seedOf = (organization: object) =>
  JSON.stringify({ organizations: [{ id: ACME, name: 'Acme', ...organization }] })

t.test('the banner shows the address, the credentials and their roles', async t => {
  const { url, banner } = await start(t)
  t.match(url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  t.equal(
    banner,
    `atlas-integrations-mock ${PACKAGE.version} listening on ${url}
  console        ${url}/
  control plane  ${url}/_mock/v1
  API reference  ${url}/_mock/docs

Seeded credentials (id, secret, role):
  orgowner  00000000-0000-4000-8000-000000000001  ORG_OWNER on Acme a1b2c3d4e5f60718293a4b5c
  prjowner  00000000-0000-4000-8000-000000000002  GROUP_OWNER on demo 32b6e34b3d91647abb20e7b8
  readonly  00000000-0000-4000-8000-000000000003  GROUP_READ_ONLY on demo 32b6e34b3d91647abb20e7b8
  orgreadr  00000000-0000-4000-8000-000000000004  ORG_READ_ONLY on Acme a1b2c3d4e5f60718293a4b5c
  fencedin  00000000-0000-4000-8000-000000000006
    GROUP_OWNER on demo 32b6e34b3d91647abb20e7b8, only from 203.0.113.0/24
  mdb_sa_id_0000000000000000000000a1  mdb_sa_sk_owner0000000000000000000000000000
    ORG_OWNER on Acme a1b2c3d4e5f60718293a4b5c
  mdb_sa_id_0000000000000000000000a2  mdb_sa_sk_reader000000000000000000000000000
    GROUP_READ_ONLY on demo 32b6e34b3d91647abb20e7b8
  outsider  00000000-0000-4000-8000-000000000005  GROUP_OWNER on elsewhere 6c7d8e9f0a1b2c3d4e5f6071

  curl --digest --user 'orgowner:00000000-0000-4000-8000-000000000001' \\
    --header 'Accept: application/vnd.atlas.2023-01-01+json' \\
    '${url}/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/integrations'

More examples: docs/START.md. Ctrl-C ends the mock.
`
  )
})

/** Runs the command of the banner in a shell, and returns its output. */
async function paste(banner: string): Promise<string> {
  const command = banner.split('\n\n').find(part => part.startsWith('  curl '))
  const shell = spawn('sh', ['-c', String(command)], { stdio: ['ignore', 'pipe', 'ignore'] })
  let output = ''
  for await (const chunk of shell.stdout) output += chunk
  return output
}

const needsCurl = { skip: spawnSync('curl', ['--version']).status === 0 ? false : 'curl is not installed' }
const LISTED = /"results":\[\],"totalCount":0\}$/

t.test('the command of the banner lists the integrations when pasted', needsCurl, async t => {
  const ca = `${t.testdir()}/it's a CA.pem`
  for (const settings of [{}, { tls: true }, { tls: true, tlsCaOut: ca }]) {
    const { banner } = await start(t, settings)
    t.match(await paste(banner), LISTED, JSON.stringify(settings))
    t.equal(banner.includes('--insecure'), 'tls' in settings && !('tlsCaOut' in settings))
  }
})

t.test('quotes secrets with special characters of shells', needsCurl, async t => {
  const roles = [{ groupId: DEMO, roleName: 'GROUP_OWNER' }]
  for (const signs of ['$HOME "x" `id` \\ !', "it's", 'a+b%20c&d=e:f']) {
    const apiKeys = [{ publicKey: 'mykey', privateKey: `key ${signs}`, roles }]
    const { banner } = await start(t, { seed: seedOf({ projects: [{ id: DEMO, name: 'demo' }], apiKeys }) })
    t.match(await paste(banner), LISTED, signs)
  }
})

t.test('the banner shows the active seed', async t => {
  const bannerOf = async (settings: object) => {
    const app = await build(t, { settings })
    const text = createBanner(app.services, 'http://mock.test').join('\n')
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
  const head = `${PACKAGE.name} ${PACKAGE.version} listening on http://mock.test
  console        http://mock.test/
  control plane  http://mock.test/_mock/v1
  API reference  http://mock.test/_mock/docs
`
  const stored = `${head}  database       ${db}

`
  const end = '\nMore examples: docs/START.md. Ctrl-C ends the mock.\n'
  t.equal(
    await bannerOf({ db, seed: seedOf(first) }),
    `${stored}Seeded credentials (id, secret, role):
  mykey  one  GROUP_OWNER on staging ${STAGING}
  nothing  two  no role

  curl --digest --user 'mykey:one' \\
    --header 'Accept: application/vnd.atlas.2023-01-01+json' \\
    'http://mock.test/api/atlas/v2/groups/${STAGING}/integrations'
${end}`
  )

  const none = `${stored}No seeded credential is valid in this database.\n${end}`
  const gone = {
    apiKeys: [{ ...first.apiKeys[0], roles: [{ groupId: STAGING, roleName: 'GROUP_READ_ONLY' }] }]
  }
  t.equal(await bannerOf({ db, seed: seedOf({}) }), none, 'a seed without credentials')
  t.equal(
    await bannerOf({ db, seed: seedOf(gone) }),
    `${stored}Seeded credentials (id, secret, role):
  mykey  one  GROUP_READ_ONLY on ${STAGING}
${end}`,
    'a project that is not in the seed has no name'
  )

  const [clientId, clientSecret] = ['mdb_sa_id_0000000000000000000000a1', 'mdb_sa_sk_x']
  const name = 'a name of more than twenty characters'
  const several = [...OWNER_ROLES, { groupId: DEMO, roleName: 'GROUP_OWNER' }]
  t.equal(
    await bannerOf({
      control: false,
      seed: seedOf({
        name,
        projects: [{ id: DEMO, name: 'demo' }],
        apiKeys: [
          { publicKey: 'fenced', privateKey: 'one', roles: several, accessList: ['::1', '10.0.0.0/8'] }
        ],
        serviceAccounts: [{ clientId, clientSecret, roles: OWNER_ROLES }]
      })
    }),
    `${PACKAGE.name} ${PACKAGE.version} listening on http://mock.test
  API reference  http://mock.test/_mock/docs

Seeded credentials (id, secret, role):
  fenced  one
    ORG_OWNER on a name of more than… ${ACME} and 1 more role, only from ::1 and 1 more range
  mdb_sa_id_0000000000000000000000a1  mdb_sa_sk_x
    ORG_OWNER on a name of more than… ${ACME}
${end}`,
    'no command without a key that may write from any address'
  )
})

t.test('the banner shows the first credentials of many', async t => {
  const key = { privateKey: 'secret', roles: OWNER_ROLES }
  const apiKeys = Array.from({ length: 11 }, (_, at) => ({ publicKey: `key${at}`, ...key }))
  const seed = seedOf({ projects: [{ id: DEMO, name: 'demo' }], apiKeys })
  const bannerOf = async (settings: Partial<Settings> = {}) => {
    const { banner } = await start(t, { ...settings, seed })
    return banner.slice(banner.indexOf('Seeded'), banner.indexOf('\n\n', banner.indexOf('Seeded')))
  }
  t.equal(
    await bannerOf(),
    `Seeded credentials (id, secret, role):
${Array.from({ length: 8 }, (_, at) => `  key${at}  secret  ORG_OWNER on Acme ${ACME}\n`).join('')}  … 3 more: GET /_mock/v1/principals`
  )
  const off = await bannerOf({ control: false })
  t.equal(off.slice(off.lastIndexOf('\n')), '\n  … 3 more')
})

t.test("says in a container that the port is the container's, unless the public URL is set", async t => {
  const linesOf = async (settings: Partial<Settings>) => {
    const { banner } = await start(t, { controlToken: 'a-token-of-mine', ...settings })
    return banner.split('\n\n')[0]?.split('\n').slice(4)
  }
  const line = "  In a container, this is the container's port: use the port that you published."
  t.strictSame(await linesOf({ host: '0.0.0.0' }), [line])
  t.strictSame(await linesOf({ host: '0.0.0.0', publicUrl: 'http://127.0.0.1:9000' }), [])
})

t.test('prints a generated control token, but not a configured one', async t => {
  const generated = await start(t, { host: '0.0.0.0' })
  const { url, banner } = generated
  const [, token = ''] = /\n {2}Bearer token {3}(\S+)\n/.exec(banner) ?? []
  t.match(banner, `\n  console        ${url}/#token=${token}\n  control plane  ${url}/_mock/v1\n`)
  const reset = async (headers: Record<string, string>) =>
    (await fetch(`${url}/_mock/v1/reset`, { method: 'POST', headers })).status
  t.equal(await reset({}), 401)
  t.equal(await reset({ authorization: `Bearer ${token}` }), 204)

  const configured = await start(t, { host: '0.0.0.0', controlToken: 'a-token-of-mine' })
  t.notMatch(configured.banner, /Bearer|a-token-of-mine/)
})

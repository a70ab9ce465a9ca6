import { spawn, spawnSync } from 'node:child_process'
import t, { type Test } from 'tap'
import { PACKAGE } from '../../src/assets.ts'
import { createBanner } from '../../src/cli/banner.ts'
import { startServer } from '../../src/cli/serve.ts'
import { DEFAULTS, type Settings } from '../../src/config/config.ts'
import { ACME, build, DEMO, STAGING } from '../app.ts'
import { Output } from './process.ts'

/** Starts the command's server in this process. */
async function start(t: Test, settings: Partial<Settings> = {}): Promise<{ url: string; banner: string }> {
  const terminal = { env: {}, stdout: new Output(), stderr: new Output(), exitCode: 0 }
  const { services, url, stop } = await startServer(
    { ...DEFAULTS, port: 0, logLevel: 'silent', ...settings },
    terminal
  )
  t.teardown(stop)
  return { url, banner: createBanner(services, url) }
}

t.test('the banner shows the address, the credentials and their roles', async t => {
  const { url, banner } = await start(t)
  t.match(url, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
  t.equal(
    banner,
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
})

/** Runs the commands of the banner in a shell, and returns their outputs. */
async function paste(banner: string): Promise<unknown[]> {
  const outputs = []
  for (const text of banner.split('\n\n').filter(part => part.startsWith('Try '))) {
    const command = text.slice(text.indexOf('\n'))
    const shell = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'ignore'] })
    let output = ''
    for await (const chunk of shell.stdout) output += chunk
    outputs.push(output)
  }
  return outputs
}

const needsCurl = { skip: spawnSync('curl', ['--version']).status === 0 ? false : 'curl is not installed' }
const PASTED = [/"type":"PAGER_DUTY"\}\],"totalCount":1\}$/, /"type":"SLACK"\}\],"totalCount":2\}$/]

t.test('both commands of the banner create an integration when pasted', needsCurl, async t => {
  const ca = `${t.testdir()}/it's a CA.pem`
  for (const settings of [{}, { tls: true }, { tls: true, tlsCaOut: ca }]) {
    const { banner } = await start(t, settings)
    t.match(await paste(banner), PASTED, JSON.stringify(settings))
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
    const { banner } = await start(t, { seed })
    t.match(await paste(banner), PASTED, signs)
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

t.test('prints a generated control token, but not a configured one', async t => {
  const generated = await start(t, { host: '0.0.0.0' })
  const { url, banner } = generated
  const [, token = ''] = /^Bearer token of the control plane at \S+:\n {2}(\S+)\n\n/m.exec(banner) ?? []
  t.match(banner, `Bearer token of the control plane at ${url}/_mock/v1:\n`)
  t.match(banner, `\n\nBrowser console with the token: ${url}/#token=${token}\n\n`)
  const reset = async (headers: Record<string, string>) =>
    (await fetch(`${url}/_mock/v1/reset`, { method: 'POST', headers })).status
  t.equal(await reset({}), 401)
  t.equal(await reset({ authorization: `Bearer ${token}` }), 204)

  const configured = await start(t, { host: '0.0.0.0', controlToken: 'a-token-of-mine' })
  t.notMatch(configured.banner, /control plane|a-token-of-mine/)
})

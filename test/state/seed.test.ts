import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { assetUrl } from '../../src/assets.ts'
import { ha1Of, sha256 } from '../../src/auth/digest.ts'
import { reasonText, StartError } from '../../src/catalogue/errors.ts'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import { readSeed, seedIfEmpty } from '../../src/state/seed.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { BodyValidator } from '../../src/validation/body-validator.ts'
import { ACME, as, build, DEMO, integrations, newProjects, STAGING } from '../app.ts'

const UMBRELLA = 'b1b2c3d4e5f60718293a4b5c'
const ID = '6955b9000000000000000001'
const ADDRESS = { ipAddress: '203.0.113.9' }

const registry = createRegistry(readTypeFiles())
const validator = new BodyValidator()

function open(t: Test): Store {
  const store = openStore(':memory:')
  t.teardown(() => store.close())
  return store
}

/** Loads a seed as the server does at the start. */
async function loadSeed(setting: string, store: Store, types = registry) {
  const loaded = await readSeed(setting, { registry: types, validator })
  seedIfEmpty({ store, registry: types }, loaded.organizations)
  return loaded.seed
}

/** Returns a seed with one organization, changed as given. */
function seed(organization: object = {}, others: object[] = [], more: object = {}) {
  const projects = [{ id: DEMO, name: 'demo' }]
  return { organizations: [{ id: ACME, name: 'Acme', projects, ...organization }, ...others], ...more }
}

/** Returns the error for a seed; checks that the database stays empty. */
async function rejectionOf(t: Test, setting: string): Promise<string> {
  const store = open(t)
  try {
    await loadSeed(setting, store)
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    t.equal(store.organizations.isEmpty(), true, 'nothing is kept')
    t.notMatch(error.message, /[\n\r]/, 'one line')
    return error.message
  }
  return 'nothing was rejected'
}

t.test('the built-in seed, which is not validated at startup, is valid and gives the same state', async t => {
  const text = readFileSync(assetUrl('fixtures/seed.json'), 'utf8')
  const types = { registry, validator }
  t.strictSame(await readSeed(text, types), await readSeed(undefined, types))
})

t.test('reads a seed from JSON in the setting or from a file', async t => {
  const roles = [
    { roleName: 'GROUP_OWNER', groupId: DEMO },
    { roleName: 'ORG_MEMBER', orgId: ACME }
  ]
  const key = { publicKey: 'mykey', privateKey: 'secret:with "signs"', roles }
  const account = { clientId: 'mdb_sa_id_0000000000000000000000a1', clientSecret: 'mdb_sa_sk_x', roles }
  const projects = [
    {
      id: DEMO,
      name: 'demo',
      accessList: [ADDRESS, { cidrBlock: '2001:db8::/32', deleteAfterDate: '2020-01-01T01:00:00.5+01:00' }],
      maintenanceWindow: {
        dayOfWeek: 7,
        hourOfDay: 0,
        protectedHours: { startHourOfDay: 9, endHourOfDay: 17 },
        maintenanceScheduled: true
      }
    }
  ]
  const acme = {
    apiAccessListRequired: true,
    projects,
    apiKeys: [{ ...key, accessList: ['::1', '10.0.0.0/8'] }],
    serviceAccounts: [account]
  }
  const bare = { id: UMBRELLA, name: 'without projects and keys' }
  const document = seed(acme, [bare], { created: '2020-02-29T12:00:00+01:00' })
  const text = JSON.stringify(document, null, 2)
  const file = `${t.testdir({ 'seed.json': text })}/seed.json`
  for (const setting of [`\n  ${text}`, file]) {
    const store = open(t)
    t.strictSame(await loadSeed(setting, store), document)
    const created = Date.UTC(2020, 1, 29, 11)
    t.strictSame(store.organizations.list(), [
      { id: ACME, name: 'Acme', created, requiresAccessList: true },
      { ...bare, created, requiresAccessList: false }
    ])
    t.strictSame(store.projects.find(DEMO), {
      id: DEMO,
      orgId: ACME,
      name: 'demo',
      created,
      withDefaultAlertsSettings: true,
      accessList: [
        { cidrBlock: '203.0.113.9/32' },
        { cidrBlock: '2001:db8::/32', deleteAfterDate: '2020-01-01T00:00:00Z' }
      ],
      maintenanceWindow: projects[0]?.maintenanceWindow
    })
    const stored = {
      id: 'mykey',
      kind: 'apiKey',
      orgId: ACME,
      roles: [
        { roleName: 'GROUP_OWNER', orgId: null, projectId: DEMO },
        { roleName: 'ORG_MEMBER', orgId: ACME, projectId: null }
      ],
      accessList: ['10.0.0.0/8', '::1'],
      requiresAccessList: true
    }
    const { clientId: id, clientSecret } = account
    t.strictSame(store.principals.find('mykey'), stored)
    t.strictSame(store.principals.find(id), { ...stored, id, kind: 'serviceAccount', accessList: [] })
    const { credentials } = store
    t.strictSame([credentials.ha1('mykey'), credentials.ha1(id)], [ha1Of('mykey', key.privateKey), undefined])
    const hashes = [credentials.secretHash('mykey'), credentials.secretHash(id)]
    t.strictSame(hashes, [undefined, sha256(clientSecret)])
  }
})

t.test('reports an invalid seed with the path of the error, and keeps nothing of it', async t => {
  const role = { roleName: 'GROUP_OWNER', groupId: DEMO }
  const key = { publicKey: 'mykey', privateKey: 'secret', roles: [role] }
  const account = {
    clientId: 'mdb_sa_id_0000000000000000000000a1',
    clientSecret: 'mdb_sa_sk_x',
    roles: [role]
  }
  const withKey = (more: object) => seed({ apiKeys: [{ ...key, ...more }] })
  const withAccount = (more: object) => seed({ serviceAccounts: [{ ...account, ...more }] })
  const withIntegrations = (...list: object[]) =>
    seed({ projects: [{ id: DEMO, name: 'demo', integrations: list }] })
  const datadog = { id: ID, type: 'DATADOG', apiKey: 'a'.repeat(32) }
  const second = '6955b9000000000000000002'
  const [org, first] = ['/organizations/0', '/organizations/0/projects/0/integrations/0']
  const rejected = `HIPCHAT_NOT_SUPPORTED (${reasonText({ code: 'type-rejected', integrationType: 'HIP_CHAT' })})`

  const [keyAt, accountAt, projectAt] = ['apiKeys', 'serviceAccounts', 'projects'].map(
    name => `${org}/${name}/0`
  )
  const withProject = (more: object) => seed({ projects: [{ id: DEMO, name: 'demo', ...more }] })
  const withWindow = (maintenanceWindow: object) => withProject({ maintenanceWindow })
  const windowAt = `${projectAt}/maintenanceWindow`
  const fields = 'apiAccessListRequired, apiKeys, id, name, projects, serviceAccounts'
  const offered = registry.thirdParty.filter(({ facts }) => !facts.rejectedWith)
  const types = offered.map(({ name }) => name).join(', ')
  const control = 'must not contain control characters'
  const wrongHour = /^ATLAS_INVALID_MAINTENANCE_WINDOW_HOUR_OF_DAY \(/
  const wrongDay = /^ATLAS_INVALID_MAINTENANCE_WINDOW_DAY_OF_WEEK \(/
  const unleaked = /^INVALID_INTEGRATION_SETTINGS \((?!.*hunter2)/

  const rows: [document: object, path: string | undefined, told: string | RegExp][] = [
    [{}, '/', "needs 'organizations'"],
    [seed({ plan: 'M0' }), org, `unknown field 'plan'; allowed: ${fields}`],
    [seed({}, [], { created: 'yesterday' }), '/created', 'must be a time such as 2026-01-01T00:00:00Z'],
    [
      withAccount({ clientId: 'me' }),
      `${accountAt}/clientId`,
      'must be mdb_sa_id_ and 24 hexadecimal digits'
    ],
    [withAccount({ clientSecret: 'me' }), `${accountAt}/clientSecret`, 'must start with mdb_sa_sk_'],
    ...['\n', '\r', '\u0000', '\u007f', '\u0085'].flatMap((character): [object, string, string][] => [
      [withKey({ privateKey: `a${character}B=1` }), `${keyAt}/privateKey`, control],
      [withAccount({ clientSecret: `mdb_sa_sk_${character}` }), `${accountAt}/clientSecret`, control]
    ]),
    [withKey({ publicKey: 'a\u0000' }), `${keyAt}/publicKey`, control],
    [
      withIntegrations({ ...datadog, type: 'FOO' }),
      `${first}/type`,
      `unknown integration type 'FOO'; allowed: ${types}`
    ],
    [withIntegrations({ id: second, type: 'HIP_CHAT' }), first, rejected],
    [withIntegrations({ ...datadog, colour: 'red' }), `${first}/colour`, /^INVALID_ATTRIBUTE \(/],
    [withIntegrations({ ...datadog, apiKey: 'hunter2' }), `${first}/apiKey`, unleaked],
    [withIntegrations({ id: ID, type: 'DATADOG' }), `${first}/apiKey`, /^MISSING_ATTRIBUTE \(/],
    [withProject({ accessList: [1] }), `${projectAt}/accessList/0`, /^INVALID_JSON \(/],
    [withWindow({ dayOfWeek: 1, hourOfDay: 24 }), `${windowAt}/hourOfDay`, wrongHour],
    [withWindow({ dayOfWeek: 1 }), `${windowAt}/hourOfDay`, wrongHour],
    [withWindow({ maintenanceScheduled: true }), `${windowAt}/dayOfWeek`, wrongDay],
    [withWindow({ maintenanceScheduled: 1 }), `${windowAt}/maintenanceScheduled`, 'must be a boolean'],
    [seed({ apiAccessListRequired: 'yes' }), `${org}/apiAccessListRequired`, 'must be a boolean'],
    [seed({ projects: newProjects(10_001, 'many') }), `${org}/projects`, 'must have at most 10000 items']
  ]
  for (const [document, path, told] of rows) {
    const message = await rejectionOf(t, JSON.stringify(document))
    const start = `invalid seed at ${path}: `
    t.equal(message.slice(0, start.length), start)
    if (typeof told === 'string') t.equal(message.slice(start.length), told)
    else t.match(message.slice(start.length), told)
  }
})

t.test('reports an unreadable seed', async t => {
  const broken = '{\n  "organizations": [\n    nope\n  ]\n}\n'
  const folder = t.testdir({ 'broken.json': broken, 'list.json': '[]', 'empty.json': '' })
  const rows: [setting: string, message: RegExp][] = [
    [`${folder}/none.json`, /^cannot read the seed .*none\.json: ENOENT/],
    [folder, /^cannot read the seed .*: it is a folder$/],
    [`${folder}/broken.json`, /broken\.json:3:5: not valid JSON: unexpected text$/],
    [`${folder}/empty.json`, /empty\.json:1:1: not valid JSON: expected a value$/],
    [`${folder}/list.json`, /^invalid seed at \/: must be an object$/],
    [broken, /^seed:3:5: not valid JSON: unexpected text$/],
    [`'{"privateKey":"s3cret"}'`, /^cannot read the seed: neither a file nor JSON that begins with {$/]
  ]
  for (const [setting, message] of rows) t.match(await rejectionOf(t, setting), message)
})

t.test('does not report a bug of the program as a seed error', async t => {
  const ofPath = () => {
    throw new TypeError('a fault inside')
  }
  const projects = [{ id: DEMO, name: 'demo', integrations: [{ id: ID, type: 'WEBHOOK' }] }]
  await t.rejects(
    loadSeed(JSON.stringify(seed({ projects })), open(t), { ...registry, ofPath }),
    new TypeError('a fault inside')
  )
})

t.test('does not seed a database that has content, and rejects an invalid seed anyway', async t => {
  const db = `${t.testdir()}/state.db`
  const first = await build(t, { settings: { db } })
  await first.server.close()
  const second = await build(t, { settings: { db, seed: JSON.stringify(seed({ id: 'c'.repeat(24) })) } })
  t.equal((await as(second, 'orgowner', { url: integrations(STAGING, 'WEBHOOK') })).status, 200)
  await second.server.close()
  await t.rejects(build(t, { settings: { db, seed: '{"organizations":[]}' } }), StartError)
})

import { readFileSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { assetUrl } from '../src/assets.ts'
import { ha1Of, sha256 } from '../src/auth/secrets.ts'
import { BodyValidator } from '../src/body-validator.ts'
import { reasonText, StartError } from '../src/errors.ts'
import { createRegistry, type Registry, readTypeFiles } from '../src/integrations/registry.ts'
import { plantSeed, readSeed } from '../src/state/seed.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { ACME, as, build, DEMO, ELSEWHERE, integrations, KEYS, STAGING } from './app.ts'

const UMBRELLA = 'b1b2c3d4e5f60718293a4b5c'
const ID = '6955b9000000000000000001'
const CREATED = Date.UTC(2026, 0, 1)

const registry = createRegistry(readTypeFiles())
const validator = new BodyValidator()

function open(t: Test, path = ':memory:') {
  const store = openStore(path)
  t.teardown(() => store.close())
  return store
}

/** Loads a seed as the server does at the start. */
function loadSeed(setting: string | undefined, store: Store, types: Registry, validator: BodyValidator) {
  const loaded = readSeed(setting, types, validator)
  plantSeed(store, types, loaded.organizations)
  return loaded.seed
}

/** Returns a seed with one organization, changed as given. */
function seed(organization: object = {}, others: object[] = [], more: object = {}) {
  const projects = [{ id: DEMO, name: 'demo' }]
  return { organizations: [{ id: ACME, name: 'Acme', projects, ...organization }, ...others], ...more }
}

/** Returns the error for a seed; checks that the database stays empty. */
function refusal(t: Test, setting: string): string {
  const store = open(t)
  try {
    loadSeed(setting, store, registry, validator)
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    t.equal(store.organizations.isEmpty(), true, 'nothing is kept')
    return error.message
  }
  return 'nothing was rejected'
}

t.test('the built-in seed, which is not validated at startup, is valid and gives the same state', async t => {
  const text = readFileSync(assetUrl('fixtures/seed.json'), 'utf8')
  t.strictSame(readSeed(text, registry, validator), readSeed(undefined, registry, validator))
})

t.test('the built-in seed is the documented one', async t => {
  const store = open(t)
  const { organizations } = loadSeed(undefined, store, registry, validator)
  t.strictSame(
    organizations.map(({ id, name }) => ({ id, name })),
    [
      { id: ACME, name: 'Acme' },
      { id: UMBRELLA, name: 'Umbrella' }
    ]
  )
  for (const [id, orgId, name] of [
    [DEMO, ACME, 'demo'],
    [STAGING, ACME, 'staging'],
    [ELSEWHERE, UMBRELLA, 'elsewhere']
  ] as const) {
    t.strictSame(store.projects.find(id), {
      id,
      orgId,
      name,
      created: CREATED,
      withDefaultAlertsSettings: true
    })
  }
  t.strictSame(store.integrations.listByProject(DEMO), [])
  t.strictSame(store.integrations.listByProject(ELSEWHERE), [])
  t.strictSame(store.integrations.listByProject(STAGING), [
    {
      id: '6955b9000000000000000001',
      projectId: STAGING,
      type: 'DATADOG',
      settings: { apiKey: '1234567890abcdef1234567890abcdef', region: 'EU' },
      created: CREATED
    },
    {
      id: '6955b9000000000000000002',
      projectId: STAGING,
      type: 'WEBHOOK',
      settings: { url: 'https://example.com/hooks/atlas', secret: 'staging-webhook-secret' },
      created: CREATED
    }
  ])

  const onDemo = (roleName: string) => [{ roleName, orgId: null, projectId: DEMO }]
  const inAcme = (roleName: string) => [{ roleName, orgId: ACME, projectId: null }]
  const keys = {
    orgowner: { orgId: ACME, roles: inAcme('ORG_OWNER'), accessList: [] },
    prjowner: { orgId: ACME, roles: onDemo('GROUP_OWNER'), accessList: [] },
    readonly: { orgId: ACME, roles: onDemo('GROUP_READ_ONLY'), accessList: [] },
    orgreadr: { orgId: ACME, roles: inAcme('ORG_READ_ONLY'), accessList: [] },
    outsider: {
      orgId: UMBRELLA,
      roles: [{ roleName: 'GROUP_OWNER', orgId: null, projectId: ELSEWHERE }],
      accessList: []
    },
    fencedin: { orgId: ACME, roles: onDemo('GROUP_OWNER'), accessList: ['203.0.113.0/24'] }
  }
  for (const [id, facts] of Object.entries(keys)) {
    t.strictSame(store.principals.find(id), { id, kind: 'apiKey', ...facts })
    t.equal(store.credentials.ha1(id), ha1Of(id, KEYS[id] ?? ''), `${id}: only HA1 of the key`)
    t.equal(store.credentials.secretHash(id), undefined)
  }
  const accounts = {
    mdb_sa_id_0000000000000000000000a1: ['mdb_sa_sk_owner0000000000000000000000000000', inAcme('ORG_OWNER')],
    mdb_sa_id_0000000000000000000000a2: [
      'mdb_sa_sk_reader000000000000000000000000000',
      onDemo('GROUP_READ_ONLY')
    ]
  } as const
  for (const [id, [secret, roles]] of Object.entries(accounts)) {
    t.strictSame(store.principals.find(id), {
      id,
      kind: 'serviceAccount',
      orgId: ACME,
      roles,
      accessList: []
    })
    t.equal(store.credentials.secretHash(id), sha256(secret), `${id}: only the hash of the secret`)
    t.equal(store.credentials.ha1(id), undefined)
  }
  const seeded = organizations.flatMap(({ apiKeys = [], serviceAccounts = [] }) => [
    ...apiKeys.map(key => key.publicKey),
    ...serviceAccounts.map(account => account.clientId)
  ])
  t.strictSame(seeded.sort(), [...Object.keys(keys), ...Object.keys(accounts)].sort(), 'no other caller')
  t.strictSame(
    organizations.flatMap(({ projects = [] }) => projects.map(({ id }) => id)),
    [DEMO, STAGING, ELSEWHERE],
    'no other project'
  )
})

t.test('reads a seed from JSON in the setting or from a file', async t => {
  const key = {
    publicKey: 'mykey',
    privateKey: 'secret:with "signs"',
    roles: [
      { roleName: 'GROUP_OWNER', groupId: DEMO },
      { roleName: 'ORG_MEMBER', orgId: ACME }
    ]
  }
  const document = seed(
    { apiKeys: [{ ...key, accessList: ['::1', '10.0.0.0/8'] }] },
    [{ id: UMBRELLA, name: 'U' }],
    {
      created: '2020-02-29T12:00:00+01:00'
    }
  )
  const text = JSON.stringify(document, null, 2)
  const file = `${t.testdir({ 'seed.json': text })}/seed.json`
  for (const setting of [text, `\n  ${text}`, file]) {
    const store = open(t)
    t.strictSame(loadSeed(setting, store, registry, validator), document)
    t.strictSame(store.projects.find(DEMO), {
      id: DEMO,
      orgId: ACME,
      name: 'demo',
      created: Date.UTC(2020, 1, 29, 11),
      withDefaultAlertsSettings: true
    })
    t.strictSame(store.principals.find('mykey'), {
      id: 'mykey',
      kind: 'apiKey',
      orgId: ACME,
      roles: [
        { roleName: 'GROUP_OWNER', orgId: null, projectId: DEMO },
        { roleName: 'ORG_MEMBER', orgId: ACME, projectId: null }
      ],
      accessList: ['10.0.0.0/8', '::1']
    })
  }
  const bare = open(t)
  loadSeed('{"organizations":[{"id":"a1b2c3d4e5f60718293a4b5c","name":"Acme"}]}', bare, registry, validator)
  t.equal(bare.organizations.isEmpty(), false, 'an organization needs neither projects nor keys')
})

t.test('reports an invalid seed in one line with the path of the error, and keeps nothing of it', async t => {
  const role = { roleName: 'GROUP_OWNER', groupId: DEMO }
  const key = { publicKey: 'mykey', privateKey: 'secret', roles: [role] }
  const account = {
    clientId: 'mdb_sa_id_0000000000000000000000a1',
    clientSecret: 'mdb_sa_sk_x',
    roles: [role]
  }
  const withKey = (more: object) => seed({ apiKeys: [{ ...key, ...more }] })
  const withRole = (changed: object) => withKey({ roles: [role, changed] })
  const withIntegrations = (...list: object[]) =>
    seed({ projects: [{ id: DEMO, name: 'demo', integrations: list }] })
  const datadog = { id: ID, type: 'DATADOG', apiKey: 'a'.repeat(32) }
  const second = '6955b9000000000000000002'

  const cases: [object, path: string, told: string][] = [
    [{}, '/', "must have required property 'organizations'"],
    [{ organizations: [] }, '/organizations', 'must NOT have fewer than 1 items'],
    [seed({}, [], { extra: 1 }), '/', 'must NOT have additional properties: extra'],
    [seed({ plan: 'M0' }), '/organizations/0', 'must NOT have additional properties: plan'],
    [seed({ id: 'ABC' }), '/organizations/0/id', 'must match pattern "^[a-f0-9]{24}$"'],
    [seed({ name: '' }), '/organizations/0/name', 'must NOT have fewer than 1 characters'],
    [seed({ projects: {} }), '/organizations/0/projects', 'must be array'],
    [seed({}, [], { created: 'yesterday' }), '/created', 'must match format "date-time"'],
    [
      withKey({ publicKey: 'a:b' }),
      '/organizations/0/apiKeys/0/publicKey',
      'must match pattern "^[^":,\\s]+$"'
    ],
    [
      seed({ serviceAccounts: [{ ...account, clientId: 'me' }] }),
      '/organizations/0/serviceAccounts/0/clientId',
      'must match pattern "^mdb_sa_id_[a-fA-F\\d]{24}$"'
    ],
    [
      seed({ serviceAccounts: [{ ...account, clientSecret: 'me' }] }),
      '/organizations/0/serviceAccounts/0/clientSecret',
      'must match pattern "^mdb_sa_sk_"'
    ],
    [
      withRole({ roleName: 'GROUP_OWNER' }),
      '/organizations/0/apiKeys/0/roles/1',
      "must have required property 'orgId'"
    ],
    [
      withRole({ roleName: 'GROUP_OWNER', groupId: DEMO, orgId: ACME }),
      '/organizations/0/apiKeys/0/roles/1',
      'must match exactly one schema in oneOf'
    ],
    [seed({}, [{ id: ACME, name: 'B' }]), '/organizations/1', 'duplicate id'],
    [
      seed({}, [{ id: UMBRELLA, name: 'U', projects: [{ id: DEMO, name: 'x' }] }]),
      '/organizations/1/projects/0',
      'duplicate id'
    ],
    [
      seed({
        projects: [
          { id: DEMO, name: 'demo' },
          { id: STAGING, name: 'demo' }
        ]
      }),
      '/organizations/0/projects/1',
      'the organization already has a project named demo'
    ],
    [seed({ apiKeys: [key, key] }), '/organizations/0/apiKeys/1', 'duplicate id'],
    [seed({ serviceAccounts: [account, account] }), '/organizations/0/serviceAccounts/1', 'duplicate id'],
    [withRole(role), '/organizations/0/apiKeys/0/roles/1', 'duplicate role'],
    [
      withRole({ roleName: 'ORG_OWNER', groupId: DEMO }),
      '/organizations/0/apiKeys/0/roles/1',
      'roleName must be one of GROUP_OWNER, GROUP_CLUSTER_MANAGER, GROUP_STREAM_PROCESSING_OWNER, GROUP_DATA_ACCESS_ADMIN, GROUP_DATA_ACCESS_READ_WRITE, GROUP_DATA_ACCESS_READ_ONLY, GROUP_DATABASE_ACCESS_ADMIN, GROUP_BACKUP_MANAGER, GROUP_OBSERVABILITY_VIEWER, GROUP_READ_ONLY, GROUP_SEARCH_INDEX_EDITOR'
    ],
    [
      withRole({ roleName: 'GROUP_OWNER', orgId: ACME }),
      '/organizations/0/apiKeys/0/roles/1',
      'roleName must be one of ORG_OWNER, ORG_GROUP_CREATOR, ORG_BILLING_ADMIN, ORG_BILLING_READ_ONLY, ORG_STREAM_PROCESSING_ADMIN, ORG_READ_ONLY, ORG_MEMBER'
    ],
    ...[
      { roleName: 'ORG_OWNER', orgId: UMBRELLA },
      { roleName: 'GROUP_OWNER', groupId: ELSEWHERE }
    ].map((foreign): [object, string, string] => [
      seed({ apiKeys: [key, { ...key, publicKey: 'other', roles: [foreign] }] }, [
        { id: UMBRELLA, name: 'U', projects: [{ id: ELSEWHERE, name: 'x' }] }
      ]),
      '/organizations/0/apiKeys/1/roles/0',
      "a role must be on the principal's organization or on one of its projects"
    ]),
    [
      withKey({ accessList: ['::1', '203.0.113.0/33'] }),
      '/organizations/0/apiKeys/0/accessList/1',
      'must be an IPv4 or IPv6 address or a CIDR block, without a zone'
    ],
    [
      withKey({ accessList: ['::1', '::1'] }),
      '/organizations/0/apiKeys/0',
      'duplicate principal_id and cidr'
    ],
    [
      withIntegrations({ ...datadog, type: 'FOO' }),
      '/organizations/0/projects/0/integrations/0/type',
      'must be one of PAGER_DUTY, SLACK, DATADOG, NEW_RELIC, OPS_GENIE, VICTOR_OPS, WEBHOOK, PROMETHEUS, MICROSOFT_TEAMS'
    ],
    [
      withIntegrations(datadog, { id: second, type: 'HIP_CHAT' }),
      '/organizations/0/projects/0/integrations/1',
      `HIPCHAT_NOT_SUPPORTED (${reasonText({ code: 'type-refused', integrationType: 'HIP_CHAT' })})`
    ],
    [
      withIntegrations(datadog, { ...datadog, id: second }),
      '/organizations/0/projects/0/integrations/1',
      'the project already has a DATADOG integration'
    ],
    [
      withIntegrations(datadog, { id: ID, type: 'WEBHOOK', url: 'https://example.com/x' }),
      '/organizations/0/projects/0/integrations/1',
      'duplicate id'
    ],
    [
      withIntegrations({ type: 'DATADOG' }),
      '/organizations/0/projects/0/integrations/0',
      "must have required property 'id'"
    ]
  ]
  for (const [document, path, told] of cases) {
    t.equal(refusal(t, JSON.stringify(document)), `invalid seed at ${path}: ${told}`)
  }

  const place = '/organizations/0/projects/0/integrations/0'
  for (const [settings, start] of [
    [{ ...datadog, colour: 'red' }, `invalid seed at ${place}/colour: INVALID_ATTRIBUTE (`],
    [{ ...datadog, apiKey: 'hunter2' }, `invalid seed at ${place}/apiKey: INVALID_INTEGRATION_SETTINGS (`],
    [{ ...datadog, region: 'MOON' }, `invalid seed at ${place}/region: INVALID_ENUM_VALUE (`],
    [{ id: ID, type: 'DATADOG' }, `invalid seed at ${place}/apiKey: MISSING_ATTRIBUTE (`]
  ] as const) {
    const message = refusal(t, JSON.stringify(withIntegrations(settings)))
    t.equal(message.slice(0, start.length), start, message)
    t.notMatch(message, /hunter2|\n/)
  }
})

t.test('reports an unreadable seed in one line', async t => {
  const broken = '{\n  "organizations": [\n    nope\n  ]\n}\n'
  const folder = t.testdir({
    'broken.json': broken,
    'list.json': '[]',
    'null.json': 'null',
    'empty.json': ''
  })
  const messages = {
    [`${folder}/none.json`]: /^cannot read the seed .*none\.json: ENOENT/,
    [folder]: /^cannot read the seed .*: EISDIR/,
    [`${folder}/broken.json`]: /^cannot read the seed .*broken\.json: not valid JSON$/,
    [`${folder}/empty.json`]: /^cannot read the seed .*empty\.json: not valid JSON$/,
    [`${folder}/list.json`]: /^invalid seed at \/: must be object$/,
    [`${folder}/null.json`]: /^invalid seed at \/: must be object$/,
    [broken]: /^cannot read the seed: not valid JSON$/,
    '{': /^cannot read the seed: not valid JSON$/,
    [`'{"privateKey":"s3cret"}'`]: /^cannot read the seed: neither a file nor JSON that begins with {$/,
    '{"created":"2026-12-31T23:59:60Z","organizations":[{"id":"a1b2c3d4e5f60718293a4b5c","name":"A"}]}':
      /^invalid seed at \/created: is not a valid time$/
  }
  for (const [setting, expected] of Object.entries(messages)) {
    const message = refusal(t, setting)
    t.match(message, expected)
    t.notMatch(message, /[\n\r]/, 'one line')
  }
})

t.test('does not report a bug of the program as a seed error', async t => {
  const broken = {
    ...registry,
    resolve: () => {
      throw new TypeError('a fault inside')
    }
  }
  const projects = [{ id: DEMO, name: 'demo', integrations: [{ id: ID, type: 'WEBHOOK' }] }]
  t.throws(
    () => loadSeed(JSON.stringify(seed({ projects })), open(t), broken, validator),
    new TypeError('a fault inside')
  )
})

t.test('does not seed a database that has content', async t => {
  const db = `${t.testdir()}/state.db`
  const url = integrations(DEMO, 'WEBHOOK')
  const post = { method: 'POST', url, body: { url: 'https://example.com/x' } }
  const first = await build(t, { settings: { db } })
  t.equal((await as(first, 'prjowner', post)).status, 200)
  await first.server.close()

  const other = JSON.stringify({ organizations: [{ id: 'c'.repeat(24), name: 'Other' }] })
  const second = await build(t, { settings: { db, seed: other } })
  t.equal(
    (await as(second, 'prjowner', post)).status,
    409,
    'the stored content is there, including the first seed'
  )
  t.equal(second.services.store.integrations.listByProject(STAGING).length, 2)
  await second.server.close()

  const file = `${db}.seed.json`
  writeFileSync(file, '{"organizations":[]}')
  await t.rejects(
    build(t, { settings: { db, seed: file } }),
    StartError,
    'an invalid seed is rejected anyway'
  )
})

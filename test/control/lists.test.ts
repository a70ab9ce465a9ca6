import t from 'tap'
import type { App } from '../../src/app.ts'
import { readAsset } from '../../src/assets.ts'
import type { IntegrationTypeFile } from '../../src/catalogue/vocabulary.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import type { EvidenceFile } from '../../types/evidence.d.ts'
import type {
  CreatedSandbox,
  IntegrationField,
  IntegrationTypeInfo,
  OrganizationList,
  Principal
} from '../../types/wire.d.ts'
import { ACME, as, build, DEMO, ELSEWHERE, KEYS, STAGING } from '../app.ts'
import { ACCOUNT, control, faultsOf, get, newSandbox } from './control.ts'

/** Reads a resource of the control plane; it must match its schema. */
async function read<T>(app: App, path: string, shape: string, sandbox?: string): Promise<T> {
  const json = await get<T>(app, path, { sandbox })
  const fault = faultsOf(shape, json)
  if (fault) throw new Error(fault)
  return json
}

async function typesOf(app: App): Promise<IntegrationTypeInfo[]> {
  return (await read<{ results: IntegrationTypeInfo[] }>(app, '/types', 'IntegrationTypeList')).results
}

async function principalsOf(app: App, sandbox?: string): Promise<Principal[]> {
  return (await read<{ results: Principal[] }>(app, '/principals', 'PrincipalList', sandbox)).results
}

async function organizationsOf(app: App, sandbox?: string): Promise<OrganizationList['results']> {
  return (await read<OrganizationList>(app, '/organizations', 'OrganizationList', sandbox)).results
}

const RESOURCES = ['integrations', 'logIntegrations', 'metricIntegrations']

function typeFilesInOrder(): IntegrationTypeFile[] {
  const rank = ({ 'x-integration': { resource = 'integrations', order } }: IntegrationTypeFile) =>
    RESOURCES.indexOf(resource) * 100 + order
  return readTypeFiles().sort((a, b) => rank(a) - rank(b))
}

t.test('lists types in order, each as its file describes it', async t => {
  const types = await typesOf(await build(t))
  const files = typeFilesInOrder()
  t.strictSame(
    types.map(({ schema, examples, unsure, alertRows, ...type }) => type),
    files.map(({ title, description, 'x-integration': facts }) => ({
      type: title,
      resource: facts.resource ?? 'integrations',
      idField: facts.idField ?? 'id',
      typeField: facts.typeField ?? 'type',
      label: facts.label,
      description,
      docs: facts.docs,
      rejectedWith: facts.rejectedWith ?? null,
      receivesAlerts: facts.alerts !== undefined,
      requiredToCreate: facts.requiredToCreate ?? [],
      shown: facts.shown ?? [],
      zh: facts.zh
    }))
  )
  const { rows } = readAsset<EvidenceFile>('fixtures/evidence.json')
  const parts = [...rows, ...rows.flatMap(({ cases }) => cases)]
  for (const { type, unsure, alertRows } of types) {
    const count = (label: string) =>
      parts.filter(one => one.label === label && one.types?.includes(type)).length
    const { url, ...counts } = unsure
    t.strictSame(counts, { guess: count('guess'), contradicted: count('contradicted') }, type)
    t.match(url, /^https:\/\/[^#]+\/docs\/fidelity\/[\w-]+\.md#type-/)
    t.strictSame(
      [...new Set(alertRows.map(({ part }) => part))],
      type === 'WEBHOOK' ? ['headers', 'body'] : []
    )
  }
  for (const [at, { type, idField, typeField, schema, examples }] of types.entries()) {
    const { properties = {}, required: all = [], 'x-examples': given = [] } = files[at] as IntegrationTypeFile
    const required = all.filter(name => name !== typeField)
    t.strictSame([schema.required, examples], [required, given], type)
    const names = Object.keys(properties).filter(name => name !== idField && name !== typeField)
    const rest = names.filter(name => !required.includes(name)).sort()
    const textsOf = (
      name: string,
      field: { title?: unknown; description?: unknown; 'x-zh'?: unknown } = {}
    ) => [name, field.title, field.description, field['x-zh']]
    t.strictSame(
      Object.entries(schema.properties).map(([name, field]) => textsOf(name, field)),
      [...required, ...rest].map(name => textsOf(name, properties[name])),
      type
    )
    const fields = JSON.stringify(Object.values(schema.properties))
    t.notMatch(fields, /"(evidence|source|date|parameters)"/, `${type}: no provenance`)
  }
})

t.test('a field has everything that a form needs', async t => {
  const types = await typesOf(await build(t))
  const field = (type: string, name: string) => {
    const { schema } = types.find(given => given.type === type) as IntegrationTypeInfo
    const { title, description, 'x-zh': zh, ...rest } = schema.properties[name] as IntegrationField
    return rest
  }
  t.strictSame(field('DATADOG', 'apiKey'), {
    type: 'string',
    example: '****************************a23c',
    'x-secret': { shown: 'last4' },
    'x-checks': [
      { pattern: '^[0-9a-fA-F]*$', error: 'INVALID_INTEGRATION_SETTINGS' },
      { pattern: '^.{32}$', error: 'INVALID_DATADOG_API_KEY' }
    ],
    'x-absentOnUpdate': { error: 'INVALID_INTEGRATION_SETTINGS' }
  })
  t.strictSame(field('DATADOG', 'customEndpoint'), {
    type: 'string',
    nullable: true,
    readOnly: true,
    'x-absent': null,
    'x-undocumented': true,
    'x-terraform': null
  })
  t.match(field('PROMETHEUS', 'username'), { 'x-terraform': 'user_name' })
  const resources = new Map(types.map(({ type, schema }) => [type, schema['x-terraform']]))
  t.equal(resources.get('SLACK'), null, 'the Terraform provider has no resource')
  t.equal(resources.get('WEBHOOK'), undefined, 'the Terraform provider has the resource')
  t.strictSame(field('OTEL', 'headers'), {
    type: 'array',
    writeOnly: true,
    minItems: 1,
    maxItems: 10,
    'x-maxBytes': 2048,
    'x-shownAs': 'headersRedacted',
    'x-when': { authType: 'HEADER' },
    items: {
      type: 'object',
      properties: {
        name: { type: 'string', description: 'Name of the header.', example: 'Authorization' },
        value: {
          type: 'string',
          description: 'Value of the header.',
          format: 'password',
          writeOnly: true,
          'x-secret': { shown: 'last4' }
        }
      },
      required: ['name', 'value']
    }
  })
})

const SEEDED = [
  ...['orgowner', 'prjowner', 'readonly', 'orgreadr', 'fencedin'].map(id => [id, KEYS[id]]),
  [ACCOUNT.owner.clientId, ACCOUNT.owner.clientSecret],
  [ACCOUNT.reader.clientId, ACCOUNT.reader.clientSecret],
  ['outsider', KEYS['outsider']]
]

const pair = ({ id, secret }: Principal) => [id, secret]

/** Returns the ids of a sandbox's callers in order of creation. */
function callersOf({ owner, reader }: CreatedSandbox): string[] {
  return [
    owner.apiKey.publicKey,
    reader.apiKey.publicKey,
    owner.serviceAccount.clientId,
    reader.serviceAccount.clientId
  ]
}

t.test('lists callers, seeded ones first and with their secrets', async t => {
  const app = await build(t)
  const first = await newSandbox(app)
  const second = await newSandbox(app)
  const all = await principalsOf(app)
  const made = [...callersOf(first), ...callersOf(second)]
  t.strictSame(all.map(pair), [...SEEDED, ...made.map(id => [id, undefined])])
  for (const { secret, ...principal } of all) {
    t.strictSame(principal, await get(app, `/principals/${principal.id}`))
  }
  for (const { id } of [first, second]) {
    const own = all.filter(({ organization }) => organization === id)
    t.strictSame(await principalsOf(app, id), own)
  }
})

t.test('hides a changed secret until it is reset to that of the seed', async t => {
  const app = await build(t)
  const without = (...ids: string[]) =>
    SEEDED.map(([id, secret]) => [id, ids.includes(id ?? '') ? undefined : secret])
  const listed = async () => (await principalsOf(app)).map(pair)
  await control(app, 'PATCH', '/principals/orgowner', { secret: true })
  await control(app, 'PATCH', `/principals/${ACCOUNT.reader.clientId}`, { secret: 'another-secret' })
  t.strictSame(await listed(), without('orgowner', ACCOUNT.reader.clientId))
  await control(app, 'PATCH', '/principals/orgowner', { secret: KEYS['orgowner'] })
  t.strictSame(await listed(), without(ACCOUNT.reader.clientId))
  await control(app, 'PATCH', '/principals/prjowner', { roles: [], accessList: ['192.0.2.1'] })
  t.strictSame(await listed(), without(ACCOUNT.reader.clientId), 'a changed role does not hide it')
  await control(app, 'POST', '/reset')
  t.strictSame(await listed(), SEEDED)

  const json = await get(app, '/state')
  await control(app, 'PUT', '/state', { ...(json as object), organizations: [] })
  t.strictSame(await listed(), [], 'a removed caller is not listed')
})

t.test('lists the callers of a custom seed, and of a database with another seed', async t => {
  const db = `${t.testdir()}/state.db`
  const seedOf = (privateKey: string) => {
    const apiKeys = [{ publicKey: 'mykey', privateKey, roles: [] }]
    return JSON.stringify({ organizations: [{ id: ACME, name: 'Acme', apiKeys }] })
  }
  for (const [settings, secret] of [
    [{ db, seed: seedOf('my-private-key') }, 'my-private-key'],
    [{ db, seed: seedOf('another-private-key') }, undefined],
    [{ db }, undefined]
  ] as const) {
    const app = await build(t, { settings })
    t.strictSame((await principalsOf(app)).map(pair), [['mykey', secret]])
    await app.server.close()
  }
})

const WORLD = [
  {
    id: ACME,
    name: 'Acme',
    isSandbox: false,
    projects: [
      { id: DEMO, name: 'demo' },
      { id: STAGING, name: 'staging' }
    ]
  },
  {
    id: 'b1b2c3d4e5f60718293a4b5c',
    name: 'Umbrella',
    isSandbox: false,
    projects: [{ id: ELSEWHERE, name: 'elsewhere' }]
  }
]

t.test('lists organizations with their projects and marks sandboxes', async t => {
  const app = await build(t)
  t.strictSame(await organizationsOf(app), WORLD)
  const first = await newSandbox(app, { name: 'first', projects: [{ name: 'b' }, { name: 'a' }] })
  const second = await newSandbox(app, { name: 'second' })
  const shown = ({ id, name, projects }: CreatedSandbox) => ({ id, name, isSandbox: true, projects })
  t.strictSame(await organizationsOf(app), [...WORLD, shown(first), shown(second)])
  t.strictSame(await organizationsOf(app, second.id), [shown(second)])
  const body = `{"name":"new\\ud800","orgId":"${ACME}"}`
  const made = await as(app, 'orgowner', { method: 'POST', url: '/api/atlas/v2/groups', body })
  t.match(made.json, { name: 'new\ufffd' }, 'without a lone surrogate')
  const names = (await organizationsOf(app))[0]?.projects.map(({ name }) => name)
  t.strictSame(names, ['demo', 'staging', 'new\ufffd'])
  await control(app, 'DELETE', `/sandboxes/${first.id}`)
  t.strictSame((await organizationsOf(app)).slice(2), [shown(second)])
})

import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { readAsset } from '../../src/assets.ts'
import { ha1Of } from '../../src/auth/digest.ts'
import { createAjv } from '../../src/base/ajv.ts'
import type { OrganizationState, StateDocument } from '../../src/state/document.ts'
import { importOrganizations } from '../../src/state/import.ts'
import type { CreatedSandbox, SandboxBody } from '../../types/wire.d.ts'
import { ACME, as, build, call, DEMO, ELSEWHERE, integrations, KEYS, newProjects, STAGING } from '../app.ts'
import {
  ACCOUNT,
  asBearer,
  asKey,
  askToken,
  control,
  faultsOf,
  get,
  KEEPABLE,
  machine,
  NOON,
  newSandbox,
  nonceOf,
  notFound,
  ORGS,
  OWNER,
  problem,
  projectOf,
  stateOf,
  tokenFor,
  twoSandboxes,
  withNonce,
  wrongBody
} from './control.ts'

const CREATED = '2026-01-01T00:00:00.000Z'
const FIXTURE = JSON.parse(
  readFileSync(new URL('../../fixtures/state.json', import.meta.url), 'utf8')
) as StateDocument

const ELSEWHERE_PROJECT = { id: ELSEWHERE, name: 'elsewhere', created: CREATED }

/** The credentials of the fixture's sandbox, valid only for the mock. */
const FIXTURE_SANDBOX = {
  id: '6b06cdc029168d2ba806e482',
  apiKey: { publicKey: 'lxkhidjc', privateKey: '3c9aefa9-4f23-562c-f140-c3dc25e8a0af' },
  serviceAccount: {
    clientId: 'mdb_sa_id_0f848b9434481ab618249f66',
    clientSecret: 'mdb_sa_sk_0KUmNtqOdOLgTtUcTYzdbid_GW3ZRToIe-uAYqe4'
  }
}

function exported(app: App, sandbox?: string): Promise<StateDocument> {
  return get<StateDocument>(app, '/state', { sandbox })
}

function importing(app: App, document: unknown, sandbox?: string) {
  return control(app, 'PUT', '/state', document, { sandbox })
}

/** More projects than an organization may have. */
const TOO_MANY = newProjects(10_001, 'many').map(project => ({ ...project, created: CREATED }))

/** An object of a document that tests change. */
type Loose = Record<string, unknown>

/** Returns the object at a JSON pointer. */
function at(document: unknown, pointer: string): Loose {
  return pointer
    .split('/')
    .slice(1)
    .reduce((value, name) => (value as Record<string, Loose>)[name] as Loose, document as Loose)
}

/** Returns a copy of a document with changed members at a JSON pointer. */
function changed(document: unknown, pointer: string, members: Loose): unknown {
  const copy = structuredClone(document)
  Object.assign(at(copy, pointer), members)
  return copy
}

t.test('the export is one document with its format and a warning about secrets', async t => {
  const app = await build(t, { sources: machine().sources })
  const reply = await control(app, 'GET', '/state')
  const { 'content-type': type, 'cache-control': cache } = reply.headers
  t.strictSame([reply.status, type, cache], [200, 'application/json; charset=utf-8', 'no-store'])
  const { organizations, ...head } = reply.json as StateDocument
  t.strictSame(head, {
    format: 'atlas-integrations-mock/state',
    version: 1,
    exported: NOON,
    warning: 'Contains the secrets of integrations and the hashes of credentials: protect it like these.'
  })
  t.strictSame(organizations[1], {
    id: 'b1b2c3d4e5f60718293a4b5c',
    name: 'Umbrella',
    created: CREATED,
    projects: [{ ...ELSEWHERE_PROJECT, withDefaultAlertsSettings: true, integrations: [] }],
    apiKeys: [
      {
        publicKey: 'outsider',
        ha1: ha1Of('outsider', KEYS['outsider'] as string),
        roles: [{ groupId: ELSEWHERE, roleName: 'GROUP_OWNER' }],
        accessList: []
      }
    ],
    serviceAccounts: []
  })
  t.match(organizations[0]?.projects?.[1]?.integrations, [
    { type: 'DATADOG', settings: { apiKey: '1234567890abcdef1234567890abcdef', region: 'EU' } },
    { type: 'WEBHOOK', settings: { secret: 'staging-webhook-secret' } }
  ])
  t.equal(faultsOf('State', reply.json), '')
  const ajv = createAjv({ allowUnionTypes: true })
  t.equal(ajv.validate(readAsset<object>('schemas/state.json'), reply.json), true)
  for (const secret of Object.values(KEYS)) t.notOk(reply.text.includes(secret))
})

t.test('an import restores the exported state byte for byte', async t => {
  const time = machine()
  const first = await build(t, { sources: time.sources })
  t.equal((await importing(first, FIXTURE)).status, 204)
  await newSandbox(first, { projects: [{ name: 'a\u0000b' }, { name: '\u{1f600}' }] })
  await as(first, 'orgowner', { method: 'DELETE', url: integrations(DEMO, 'SLACK') })
  const document = await exported(first)

  const seed = JSON.stringify({ organizations: [{ id: 'c'.repeat(24), name: 'Other' }] })
  const second = await build(t, { sources: time.sources, settings: { seed } })
  for (const what of ['over another state', 'over itself']) {
    const { status, text } = await importing(second, document)
    t.strictSame([status, text], [204, ''], what)
    t.equal(JSON.stringify(await exported(second)), JSON.stringify(document), what)
  }

  const file = await build(t, { settings: { db: `${t.testdir()}/state.db`, logLevel: 'silent' } })
  t.equal((await importing(file, document)).status, 204)
  t.strictSame(await stateOf(file), document.organizations)
})

t.test('export and import keep required access lists and scheduled maintenance', async t => {
  const [first, second] = [await build(t), await build(t)]
  const maintenanceWindow = { dayOfWeek: 7, hourOfDay: 3, maintenanceScheduled: true }
  const { id, owner, projects } = await newSandbox(first, {
    apiAccessListRequired: true,
    projects: [{ name: 'a', maintenanceWindow }]
  })
  const document = await exported(first)
  const organization = { apiAccessListRequired: true, projects: [{ maintenanceWindow }] }
  t.match(document.organizations.at(-1), { id, ...organization, baseline: organization })
  t.notOk('apiAccessListRequired' in (document.organizations[0] as OrganizationState))
  t.equal(faultsOf('State', document), '')
  t.equal((await importing(second, document)).status, 204)
  t.strictSame(await stateOf(second), document.organizations)
  const url = `/api/atlas/v2/groups/${projects[0]?.id}/maintenanceWindow/defer`
  const defer = () => asKey(second, owner.apiKey, { method: 'POST', url })
  t.match((await defer()).json, { errorCode: 'ORG_REQUIRES_ACCESS_LIST' })
  await control(second, 'PATCH', `/principals/${owner.apiKey.publicKey}`, { accessList: ['127.0.0.1'] })
  t.equal((await defer()).status, 200)
})

t.test('an export and import preserves any text', async t => {
  const app = await build(t)
  const settings = { url: '\ud800 "\u0000', secret: '__proto__\udc00x' }
  const webhook = { id: 'd'.repeat(24), type: 'WEBHOOK', created: CREATED, settings }
  const members = { name: 'e\u0301\u{1f600}', integrations: [webhook] }
  const document = changed(await exported(app), '/organizations/0/projects/0', members) as StateDocument
  t.equal((await importing(app, document)).status, 204)
  t.equal(JSON.stringify(await stateOf(app)), JSON.stringify(document.organizations))
})

t.test('a project may have the id of its organization', async t => {
  const app = await build(t)
  const document = await exported(app)
  const id = '0123456789abcdef01234567'
  const created = '2026-01-01T00:00:00Z'
  const { apiKeys: [owner] = [] } = document.organizations[0] as OrganizationState
  const apiKeys = [{ ...owner, roles: [{ orgId: id, roleName: 'ORG_OWNER' }] }]
  const twin = { id, name: 'twin', created }
  const organizations = [{ ...twin, projects: [twin], apiKeys }]
  t.equal((await importing(app, { ...document, organizations })).status, 204)
  const url = `/api/atlas/v2/groups/${id}/alertConfigs`
  const body = { eventTypeName: 'NO_PRIMARY', notifications: [{ typeName: 'GROUP', emailEnabled: true }] }
  t.match(await as(app, 'orgowner', { method: 'POST', url, body }), { status: 201, json: { groupId: id } })
  t.match((await as(app, 'orgowner', { url })).json, { results: [{ groupId: id }] })
})

t.test('rejects documents that do not match their resource', async t => {
  const app = await build(t)
  const demo = '/organizations/0/projects/0'
  const log = `${demo}/logIntegrations/0/settings`
  const own = '/organizations/0/logIntegrations/0/settings'
  const metric = `${demo}/metricIntegrations/0/settings`
  const entry = `${demo}/accessList/0`
  const time = 'is not a valid time'
  const twice = [{ cidrBlock: '2001:db8::/32' }, { cidrBlock: '2001:DB8:0::/32' }]
  const alert = `${demo}/alertConfigs/0/settings`
  const types =
    'must be one of S3_LOG_EXPORT, GCS_LOG_EXPORT, AZURE_LOG_EXPORT, DATADOG_LOG_EXPORT, SPLUNK_LOG_EXPORT, OTEL_LOG_EXPORT'
  const cases: [object: string, members: Loose, path: string, detail: string][] = [
    [log, { type: 'OTEL' }, '/type', types],
    [log, { region: 'US1' }, '/region', 'unknown field of S3_LOG_EXPORT'],
    [log, { logTypes: 'MONGOD' }, '/logTypes', 'must be an array'],
    [log, { bucketName: undefined }, '', "needs 'bucketName'"],
    [metric, { headers: [{ name: 'x' }] }, '/headers', 'must be an array'],
    [alert, { notifications: undefined }, '', "needs 'notifications'"],
    [alert, { notifications: [{ typeName: 'GROUP', other: 1 }] }, '/notifications', 'must be an array'],
    [own, { type: 'S3_LOG_EXPORT' }, '/type', 'must be one of OTEL_LOG_EXPORT'],
    [`${demo}/alertConfigs/0`, { updated: '2016-12-31T23:59:60Z' }, '/updated', time],
    [entry, { cidrBlock: '203.0.113.9/33' }, '/cidrBlock', 'must be an IPv4 or IPv6 block'],
    [entry, { deleteAfterDate: '2016-12-31T23:59:60Z' }, '/deleteAfterDate', time],
    [entry, { deleteAfterDate: '9999-12-31T23:59:59-12:00' }, '/deleteAfterDate', time],
    [demo, { accessList: twice }, '/accessList/1', 'duplicate cidrBlock'],
    [`${demo}/alertConfigs/0`, { id: at(FIXTURE, `${demo}/logIntegrations/0`)['id'] }, '', 'duplicate id']
  ]
  for (const [object, members, path, detail] of cases) {
    const { status, json } = await importing(app, changed(FIXTURE, object, members))
    t.strictSame([status, (json as { errors: unknown }).errors], [400, [{ path: object + path, detail }]])
  }
})

t.test('imports credentials, settings and the baseline of a sandbox', async t => {
  const app = await build(t)
  t.equal((await importing(app, FIXTURE)).status, 204)
  t.strictSame(await stateOf(app), FIXTURE.organizations)
  const project = `/api/atlas/v2/groups/${DEMO}`
  // The other entry has expired.
  t.match((await as(app, 'orgowner', { url: `${project}/accessList` })).json, {
    results: [{ ipAddress: '203.0.113.9', comment: 'office' }],
    totalCount: 1
  })
  t.match((await as(app, 'orgowner', { url: `${project}/maintenanceWindow` })).json, {
    hourOfDay: 23,
    protectedHours: { endHourOfDay: 17, startHourOfDay: 9 }
  })
  const list = await as(app, 'orgowner', {
    url: `/api/atlas/v2/groups/${DEMO}/logIntegrations`,
    headers: { accept: 'application/vnd.atlas.2025-03-12+json' }
  })
  t.match(list.json, { results: [{ type: 'S3_LOG_EXPORT' }, { type: 'OTEL_LOG_EXPORT' }] })
  const { id, apiKey, serviceAccount } = FIXTURE_SANDBOX
  const [organization] = (await stateOf(app)).filter(organization => organization.id === id)
  const url = integrations(organization?.projects?.[0]?.id as string, 'WEBHOOK')
  t.match((await asKey(app, apiKey, { url })).json, { url: 'https://example.com/****nged' })
  t.equal((await askToken(app, serviceAccount)).status, 200)
  t.equal((await as(app, 'orgowner', { url: integrations(DEMO) })).status, 200)
  const { json } = await askToken(app, ACCOUNT.reader)
  t.match(json, { expires_in: 60 })
  t.equal((await control(app, 'POST', `/sandboxes/${id}/reset`)).status, 204)
  const [back] = await stateOf(app, id)
  t.match(back, organization?.baseline, 'a sandbox keeps its initial content')
  t.strictSame(back?.baseline, organization?.baseline)
  t.match((await asKey(app, apiKey, { url })).json, { url: 'https://example.com/****irst' })
})

t.test('optional fields have defaults', async t => {
  const app = await build(t)
  const bare = { id: 'c'.repeat(24), name: 'Bare', created: '2026-01-01T01:00:00+01:00' }
  const project = { id: 'd'.repeat(24), name: 'p', created: CREATED }
  const organizations = [bare, { ...bare, id: 'e'.repeat(24), projects: [project] }]
  t.equal((await importing(app, { format: FIXTURE.format, version: 1, organizations })).status, 204)
  const full = { ...bare, created: CREATED, projects: [], apiKeys: [], serviceAccounts: [] }
  const projects = [{ ...project, withDefaultAlertsSettings: true, integrations: [] }]
  t.strictSame(await stateOf(app), [full, { ...full, id: 'e'.repeat(24), projects }])
})

t.test('rejects an invalid document with the place of the error and changes nothing', async t => {
  const app = await build(t)
  await importing(app, FIXTURE)
  const document = await exported(app)
  const before = JSON.stringify(document.organizations)
  const sandboxAt = document.organizations.findIndex(({ baseline }) => baseline)
  const org = '/organizations/0'
  const key = `${org}/apiKeys/0`
  const account = `${org}/serviceAccounts/0`
  const project = `${org}/projects/1`
  const integration = `${project}/integrations/0`
  const settings = `${integration}/settings`
  const sandbox = `/organizations/${sandboxAt}`
  const baseline = `${sandbox}/baseline`
  const [acme] = document.organizations as [OrganizationState]
  const demo = acme.projects?.[0]
  const [datadog] = acme.projects?.[1]?.integrations ?? []
  const two = [datadog, { ...datadog, id: 'd'.repeat(24) }]
  const owner = { orgId: ACME, roleName: 'ORG_OWNER' }
  const FOREIGN = "a role must be on the principal's organization or on one of its projects"
  const SIGNS = 'must not contain a quotation mark, a colon, a comma or white space'
  const ADDRESS = 'must be an IPv4 or IPv6 address or a CIDR block, without a zone'
  const TIME = 'is not a valid time'
  const UNKNOWN = 'unknown field of DATADOG'

  /** Changed members of an object, with the position below that object and the text of the first error. */
  const cases: [object: string, members: Loose, path: string, detail: string | RegExp][] = [
    ['', { format: 'other' }, '/format', 'must be atlas-integrations-mock/state'],
    ['', { version: 2 }, '/version', 'must be 1: delete or move a document of another version'],
    ['', { exported: 'yesterday' }, '/exported', 'must be a time such as 2026-01-01T00:00:00Z'],
    ['', { secrets: [] }, '/', "unknown field 'secrets'; allowed: exported, format, organizations, version"],
    [org, { id: 'x' }, '/id', 'must be 24 hexadecimal digits in lower case'],
    [org, { created: '2016-12-31T23:59:60Z' }, '/created', TIME],
    [integration, { created: '2016-12-31T23:59:60Z' }, '/created', TIME],
    [
      org,
      { owner: 'x' },
      '',
      "unknown field 'owner'; allowed: apiAccessListRequired, apiKeys, baseline, created, id, logIntegrations, name, projects, serviceAccounts"
    ],
    [settings, { apiKey: 7 }, '/apiKey', 'must be a string, a boolean or null'],
    [settings, { apiKey: true }, '/apiKey', 'must be a string'],
    [settings, { url: 'x' }, '/url', UNKNOWN],
    [integration, { settings: JSON.parse('{"__proto__":"x"}') }, '/settings/__proto__', UNKNOWN],
    [integration, { type: 'HIP_CHAT' }, '/type', "unknown integration type 'HIP_CHAT'"],
    ['/organizations/1', { id: ACME }, '', 'duplicate id'],
    ['/organizations/1/projects/0', { id: DEMO }, '', 'duplicate id'],
    [project, { name: 'demo' }, '', 'the organization already has a project named demo'],
    [project, { integrations: two }, '/integrations/1', 'the project already has a DATADOG integration'],
    [project, { integrations: demo?.integrations }, '/integrations/0', 'duplicate id'],
    [`${org}/apiKeys/1`, { publicKey: 'orgowner' }, '', 'duplicate id'],
    [`${org}/serviceAccounts/1`, { clientId: ACCOUNT.owner.clientId }, '', 'duplicate id'],
    [key, { publicKey: 'a b' }, '/publicKey', SIGNS],
    [key, { ha1: 'F'.repeat(32) }, '/ha1', 'must be 32 hexadecimal digits in lower case'],
    [account, { secretHash: '' }, '/secretHash', 'must be 64 hexadecimal digits in lower case'],
    [
      key,
      { roles: [{ ...owner, roleName: 'GROUP_OWNER' }] },
      '/roles/0',
      /^roleName must be one of ORG_OWNER, /
    ],
    [key, { roles: [owner, { groupId: ELSEWHERE, roleName: 'GROUP_OWNER' }] }, '/roles/1', FOREIGN],
    [account, { roles: [{ ...owner, orgId: 'b1b2c3d4e5f60718293a4b5c' }] }, '/roles/0', FOREIGN],
    [key, { roles: [{ ...owner, groupId: DEMO }] }, '/roles/0', "must not combine 'orgId' and 'groupId'"],
    [key, { roles: [owner, owner] }, '/roles/1', 'duplicate role'],
    [key, { accessList: ['::1', '10.0.0.0/33'] }, '/accessList/1', ADDRESS],
    [key, { accessList: ['::1', '::1'] }, '/accessList', 'must not repeat a value: items 1 and 0 are equal'],
    [sandbox, { baseline: acme }, '/baseline/id', `must be ${FIXTURE_SANDBOX.id}`],
    [baseline, { baseline: at(document, baseline) }, '/baseline', 'a baseline must not have a baseline'],
    [`${baseline}/projects/0/integrations/0`, { type: 'NONE' }, '/type', "unknown integration type 'NONE'"],
    [`${baseline}/apiKeys/0`, { roles: [{ groupId: DEMO, roleName: 'GROUP_OWNER' }] }, '/roles/0', FOREIGN],
    [`${baseline}/projects/1`, { name: 'first' }, '', 'the organization already has a project named first'],
    [org, { projects: TOO_MANY }, '/projects', 'must have at most 10000 items'],
    [baseline, { projects: TOO_MANY }, '/projects', 'must have at most 10000 items']
  ]
  for (const [object, members, path, detail] of cases) {
    const { status, json } = await importing(app, changed(document, object, members))
    const { errors, ...rest } = json as ReturnType<typeof problem> & { errors: Loose[] }
    t.strictSame([status, rest], [400, problem(400, 'Bad Request', 'invalid body')])
    t.match(errors[0], { path: object + path, detail }, `${object}${path}: ${detail}`)
    t.equal(JSON.stringify(await stateOf(app)), before, path)
  }
  t.strictSame((await importing(app, '[]')).json, wrongBody({ '/': 'must be an object' }))
  t.equal((await control(app, 'POST', `/sandboxes/${FIXTURE_SANDBOX.id}/reset`)).status, 204)
})

t.test('no secret of a document is in a response or a log line', async t => {
  const app = await build(t, { settings: { logLevel: 'trace' } })
  const secret = 'topsecret0000000000000000000000'
  const document = await exported(app)
  const webhook = { id: 'd'.repeat(24), type: 'WEBHOOK', created: CREATED, settings: { url: secret, secret } }
  const filled = changed(document, '/organizations/0/projects/0', { integrations: [webhook] })
  const account = '/organizations/0/serviceAccounts/0'
  const text = JSON.stringify(filled)
  const broken: unknown[] = [
    text.slice(0, -1),
    text.replace(`"${secret}"`, secret),
    changed(filled, '', { format: secret }),
    changed(filled, '/organizations/0/projects/0/integrations/0', { settings: secret }),
    changed(filled, '/organizations/0/projects/0/integrations/0', { id: secret }),
    changed(filled, '/organizations/0/apiKeys/0', { ha1: secret }),
    changed(filled, account, { accessList: [secret] }),
    changed(filled, account, { roles: [{ orgId: ACME, roleName: secret }] })
  ]
  for (const body of broken) {
    const reply = await importing(app, body)
    t.equal(reply.status, 400)
    t.notOk(reply.text.includes('topsecret'), reply.text)
  }
  t.equal((await importing(app, filled)).status, 204)
  t.match((await exported(app)).organizations[0]?.projects?.[0]?.integrations, [{ settings: { secret } }])
  await control(app, 'POST', '/snapshots', { name: 'a' })
  await control(app, 'POST', '/snapshots/a/restore')
  await control(app, 'POST', '/reset')
  t.notOk(app.logged.some(line => line.includes('topsecret')))
  t.ok(app.logged.length > broken.length)
})

t.test('exports and imports one sandbox without the rest', async t => {
  const app = await build(t)
  const body: SandboxBody = {
    projects: [{ name: 'p', integrations: [{ type: 'WEBHOOK', url: 'https://example.com/x' }] }]
  }
  const [first, second] = await twoSandboxes(app, body)
  const whole = await exported(app)
  const document = await exported(app, first.id)
  const isFirst = ({ id }: OrganizationState) => id === first.id
  t.strictSame(document.organizations, whole.organizations.filter(isFirst))
  const token = await tokenFor(app, first.owner.serviceAccount)

  const other = changed(document, '/organizations/0/projects/0', { name: 'renamed', integrations: [] })
  t.equal((await importing(app, other, first.id)).status, 204)
  const replaced = at(other, '/organizations/0')
  const expected = whole.organizations.map(organization => (isFirst(organization) ? replaced : organization))
  t.strictSame(await stateOf(app), expected)
  t.equal((await asBearer(app, token, { url: ORGS })).status, 200, 'a token stays valid')
  t.equal((await control(app, 'POST', `/sandboxes/${first.id}/reset`)).status, 204)
  t.strictSame(await stateOf(app), whole.organizations, 'its baseline was in the document')

  const bare = structuredClone(other) as StateDocument
  delete bare.organizations[0]?.baseline
  t.equal((await importing(app, bare, first.id)).status, 204)
  const [imported] = bare.organizations
  t.strictSame(await stateOf(app, first.id), [{ ...imported, baseline: imported }], 'else the imported state')
  await asKey(app, first.owner.apiKey, { method: 'DELETE', url: `/api/atlas/v2/groups/${projectOf(first)}` })
  t.equal((await control(app, 'POST', `/sandboxes/${first.id}/reset`)).status, 204)
  t.strictSame(await stateOf(app, first.id), [{ ...imported, baseline: imported }])

  const before = await stateOf(app)
  const only = wrongBody({ '/organizations': `must contain only the organization ${first.id}` })
  for (const wrong of [whole, await exported(app, second.id), { ...document, organizations: [] }]) {
    t.strictSame((await importing(app, wrong, first.id)).json, only)
  }
  for (const [place, id] of [
    ['/organizations/0/projects/0', { id: DEMO }],
    ['/organizations/0/apiKeys/0', { publicKey: 'orgowner' }]
  ] as const) {
    const { json } = await importing(app, changed(document, place, id), first.id)
    t.strictSame(json, wrongBody({ [place]: 'duplicate id' }))
  }
  t.strictSame(await stateOf(app), before)
})

/** Changes the seed's organization and a sandbox. */
async function change(t: Test, app: App, { owner, projects, reader }: CreatedSandbox): Promise<void> {
  const url = integrations(projects[0]?.id as string, 'DATADOG')
  const body = { apiKey: '0123456789abcdef0123456789abcdef' }
  t.equal((await asKey(app, owner.apiKey, { method: 'PUT', url, body })).status, 200)
  const removal = { method: 'DELETE', url: `/api/atlas/v2/groups/${STAGING}` }
  t.equal((await as(app, 'orgowner', removal)).status, 202)
  for (const id of [reader.apiKey.publicKey, 'readonly', ACCOUNT.owner.clientId]) {
    t.equal((await control(app, 'PATCH', `/principals/${id}`, { roles: [], secret: true })).status, 200)
  }
}

t.test('removes everything of a sandbox that a replaced state does not contain', async t => {
  const app = await build(t)
  const empty = { format: FIXTURE.format, version: 1, organizations: [] }
  const replace: Record<string, () => ReturnType<typeof control>> = {
    import: () => importing(app, empty),
    snapshot: () => control(app, 'POST', '/snapshots/before/restore'),
    reset: () => control(app, 'POST', '/reset', { keep: [...KEEPABLE] })
  }
  await control(app, 'POST', '/snapshots', { name: 'before' })
  for (const [how, replaced] of Object.entries(replace)) {
    const box = await newSandbox(app)
    const query = { sandbox: box.id }
    const document = await exported(app, box.id)
    await control(app, 'POST', '/faults', { effect: { type: 'status', status: 418 } }, query)
    await control(app, 'PUT', '/clock', { now: '2001-01-01T00:00:00Z', frozen: true }, query)
    await control(app, 'POST', '/nonces/expire', { singleUse: true }, query)
    t.equal((await asKey(app, box.owner.apiKey, { url: ORGS })).status, 418)
    const before = await stateOf(app)
    t.equal((await replaced()).status, 204, how)
    t.strictSame(await get(app, '/faults'), { results: [] }, how)

    // A sandbox that is imported again starts with a new clock, journal, nonces and rate window.
    const organizations = [...before.filter(({ id }) => id !== box.id), ...document.organizations]
    t.equal((await importing(app, { ...empty, organizations })).status, 204)
    const read = async (path: string) => await get(app, path, query)
    t.match(await read('/clock'), { frozen: false })
    t.match(await read('/requests'), { totalCount: 0 })
    const nonce = nonceOf(await call(app, { url: ORGS })) as string
    for (const nc of ['00000001', '00000002']) {
      const { status, headers } = await withNonce(app, box.owner.apiKey, { url: ORGS }, nonce, nc)
      t.equal(status, 200, how)
      t.equal(headers['ratelimit-remaining'], String(300 - Number(nc)), 'its own rate window')
    }
  }
})

t.test('a snapshot is a copy that can be restored repeatedly', async t => {
  const app = await build(t)
  await importing(app, FIXTURE)
  await control(app, 'POST', '/reset', { keep: [] })
  const sandbox = await newSandbox(app)
  const state = async () => JSON.stringify(await stateOf(app))
  const names = async () => await get(app, '/snapshots')
  const before = await state()
  const reply = await control(app, 'POST', '/snapshots', { name: 'Before_1.0-x' })
  t.strictSame([reply.status, reply.json], [201, { name: 'Before_1.0-x' }])
  t.equal(faultsOf('Snapshot', reply.json), '')
  t.equal(await state(), before, 'a snapshot does not change the state')

  await control(app, 'POST', '/faults', { match: { path: '/api/x' }, effect: { type: 'empty' } })
  await control(app, 'PUT', '/clock', { frozen: true })
  const beside = async () => [await get(app, '/faults'), await get(app, '/clock')]
  const kept = await beside()
  const token = await tokenFor(app, sandbox.owner.serviceAccount)
  const nonce = nonceOf(await call(app, { url: ORGS })) as string
  for (const nc of ['00000001', '00000002']) {
    await change(t, app, sandbox)
    t.not(await state(), before)
    const restored = await control(app, 'POST', '/snapshots/Before_1.0-x/restore')
    t.strictSame([restored.status, restored.text], [204, ''])
    t.equal(await state(), before)
    t.equal((await asBearer(app, token, { url: ORGS })).status, 200, 'a token stays valid')
    t.equal((await withNonce(app, OWNER, { url: ORGS }, nonce, nc)).status, 200, 'a nonce, too')
  }
  t.strictSame(await beside(), kept, 'faults and clock are not part of the state')
  const { totalCount } = await get<{ totalCount: number }>(app, '/requests')
  t.ok(totalCount > 0, 'neither is the journal')

  await change(t, app, sandbox)
  await control(app, 'POST', '/snapshots', { name: 'after' })
  const again = await control(app, 'POST', '/snapshots', { name: 'after' })
  t.strictSame(again.json, problem(409, 'Conflict', "snapshot 'after' already exists"))
  await control(app, 'POST', '/reset')
  const both = [{ name: 'Before_1.0-x' }, { name: 'after' }]
  t.strictSame(await names(), { results: both }, 'a reset keeps them')
  await control(app, 'POST', '/snapshots/Before_1.0-x/restore')
  t.equal(await state(), before)
  const gone = await control(app, 'DELETE', '/snapshots/Before_1.0-x')
  t.strictSame([gone.status, gone.text], [204, ''])
  t.strictSame(await names(), { results: [{ name: 'after' }] })
  t.equal((await control(app, 'POST', '/snapshots/after/restore')).status, 204)
  t.not(await state(), before)
})

t.test('a database with more projects than an import may have keeps its snapshots and resets', async t => {
  const settings = { db: `${t.testdir()}/state.db`, logLevel: 'silent' } as const
  const first = await build(t, { settings })
  const { id, owner } = await newSandbox(first)
  const [sandbox] = await stateOf(first, id)
  const { store } = first.services
  const { baseline: _baseline, ...larger } = { ...(sandbox as OrganizationState), projects: TOO_MANY }
  store.transaction(() =>
    store.organizations.replace(id, () =>
      importOrganizations(first.services, [{ ...larger, baseline: larger }])
    )
  )
  await first.server.close()

  const app = await build(t, { settings })
  const projects = async () => (await get<CreatedSandbox>(app, `/sandboxes/${id}`)).projects
  const before = await projects()
  t.equal(before.length, 10_001)
  const create = { method: 'POST', url: '/api/atlas/v2/groups', body: { name: 'another', orgId: id } }
  t.match((await asKey(app, owner.apiKey, create)).json, { errorCode: 'MAX_GROUPS_PER_ORG_EXCEEDED' })
  await control(app, 'POST', '/snapshots', { name: 'whole' })
  for (const path of [`/sandboxes/${id}/reset`, '/snapshots/whole/restore']) {
    const url = `/api/atlas/v2/groups/${TOO_MANY[0]?.id}`
    t.equal((await asKey(app, owner.apiKey, { method: 'DELETE', url })).status, 202)
    t.equal((await control(app, 'POST', path)).status, 204, path)
    t.equal(JSON.stringify(await projects()), JSON.stringify(before), path)
  }
})

t.test('rejects unknown snapshots and invalid names', async t => {
  const app = await build(t)
  const seeded = await stateOf(app)
  const pattern = "must be at most 100 letters, digits, '.', '_' and '-', and not start with '.'"
  const create = async (body: object) => (await control(app, 'POST', '/snapshots', body)).json
  for (const name of ['', 'a/b', '(seed)', '.', 'ä', 'a\n', 'x'.repeat(101)]) {
    t.strictSame(await create({ name }), wrongBody({ '/name': pattern }), name)
  }
  const unfit = wrongBody({ '/': "unknown field 'sandbox'; allowed: name" })
  t.strictSame(await create({ name: 'a', sandbox: 'b' }), unfit)
  t.strictSame(await get(app, '/snapshots'), { results: [] })
  const { id } = await newSandbox(app)
  await control(app, 'POST', '/snapshots', { name: 'whole' })
  await control(app, 'POST', '/snapshots', { name: 'own' }, { sandbox: id })
  const unknown: [string, string | undefined][] = [
    ['(seed)', undefined],
    ['own', undefined],
    ['whole', id],
    ['(seed)', id]
  ]
  for (const [name, sandbox] of unknown) {
    const expected = notFound(`unknown snapshot '${name}'`)
    const query = { sandbox }
    t.strictSame((await control(app, 'POST', `/snapshots/${name}/restore`, undefined, query)).json, expected)
    t.strictSame((await control(app, 'DELETE', `/snapshots/${name}`, undefined, query)).json, expected)
  }
  t.equal((await control(app, 'POST', '/reset')).status, 204)
  t.strictSame(await stateOf(app), seeded)
})

t.test('a snapshot of the whole state contains sandboxes with their baseline', async t => {
  const app = await build(t)
  await control(app, 'POST', '/snapshots', { name: 'none' })
  const webhook = { type: 'WEBHOOK' as const, url: 'https://example.com/x' }
  const body = {
    projects: [{ name: 'p', integrations: [webhook] }, { name: 'c' }, { name: 'a' }, { name: 'b' }]
  }
  const [first, second] = await twoSandboxes(app, body)
  const query = { sandbox: first.id }
  const initial = await stateOf(app)
  for (const scope of [query, {}, { sandbox: second.id }]) {
    t.equal((await control(app, 'POST', '/snapshots', { name: 'a' }, scope)).status, 201, 'of one name')
  }
  await change(t, app, first)
  const between = await stateOf(app)
  t.equal((await control(app, 'POST', '/snapshots/a/restore', undefined, query)).status, 204)
  const own = initial.find(({ id }) => id === first.id)
  const expected = between.map(organization => (organization.id === first.id ? own : organization))
  t.strictSame(await stateOf(app), expected)
  await control(app, 'DELETE', '/snapshots/a', undefined, query)
  t.strictSame(await get(app, '/snapshots', query), { results: [] })

  await asKey(app, first.owner.apiKey, { method: 'DELETE', url: integrations(projectOf(first), 'WEBHOOK') })
  const middle = await stateOf(app)
  await control(app, 'POST', '/snapshots', { name: 'middle' })
  const token = await tokenFor(app, first.owner.serviceAccount)
  const removed = await tokenFor(app, second.owner.serviceAccount)
  await control(app, 'DELETE', `/sandboxes/${second.id}`)
  await control(app, 'POST', '/reset')
  await control(app, 'POST', '/snapshots/none/restore')
  t.equal((await asBearer(app, token, { url: ORGS })).status, 401)
  t.equal((await control(app, 'POST', '/snapshots/middle/restore')).status, 204)
  t.strictSame(await stateOf(app), middle)
  t.equal((await asBearer(app, token, { url: ORGS })).status, 200, 'a token is valid again with its account')
  t.equal((await asBearer(app, removed, { url: ORGS })).status, 200, 'however the account was removed')
  t.equal((await asKey(app, second.owner.apiKey, { url: ORGS })).status, 200)
  for (const { id } of [first, second]) {
    t.equal((await control(app, 'POST', `/sandboxes/${id}/reset`)).status, 204)
    const content = initial.filter(organization => organization.id === id)
    t.strictSame(await stateOf(app, id), content, 'a reset still restores its initial content')
  }
})

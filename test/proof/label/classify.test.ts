import t from 'tap'
import type { App } from '../../../src/app.ts'
import type { Entry } from '../../../src/journal/entry.ts'
import { classify, factsOf } from '../../../src/proof/label/classify.ts'
import type { State } from '../../../types/state.d.ts'
import type { FaultBody } from '../../../types/wire.d.ts'
import { ACME, build, DEMO, integrations, STAGING } from '../../app.ts'
import { control } from '../../control/control.ts'
import { entriesOf, type Sent } from '../calls/recorded.ts'

const key = 'prjowner'
const DATADOG = { type: 'DATADOG', apiKey: '0123456789abcdef0123456789abcdef' }
const PREVIEW = 'application/vnd.atlas.2025-03-12+json'
const LOGS = `/api/atlas/v2/groups/${DEMO}/logIntegrations`
const S3 = { type: 'S3_LOG_EXPORT', iamRoleId: '0123456789abcdef01234567', bucketName: 'b', prefixPath: 'p' }

const create: Sent = { key, method: 'POST', url: integrations(DEMO, 'DATADOG'), body: DATADOG }
const { key: _, ...anonymous } = create
const read: Sent = { key, url: integrations(DEMO) }

async function classOf(app: App, request: Sent) {
  const [entry] = await entriesOf(app, [request])
  if (!entry) throw new Error('no entry')
  return classify(entry, app.services.registry)
}

t.test('returns what the mock knows about a call', async t => {
  const app = await build(t)
  const [created, repeated] = (await entriesOf(app, [create, create])).map(entry =>
    factsOf(entry, app.services.registry)
  )
  const known = {
    operation: 'createGroupIntegration',
    integrationType: 'DATADOG',
    caller: 'owner',
    notCompared: null,
    unlike: []
  }
  t.strictSame(created, {
    ...known,
    errorCode: null,
    reason: null,
    executed: true,
    rows: ['creates-datadog', 'datadog-api-key-shown']
  })
  t.strictSame(repeated, {
    ...known,
    errorCode: 'INTEGRATION_ALREADY_CONFIGURED',
    reason: 'already-configured',
    executed: false,
    rows: ['rejects-second-configuration-type', 'error-integration-already-configured']
  })
})

t.test('what a behaviour lacks is named without the names of a user', async t => {
  const app = await build(t)
  const url = `${integrations(DEMO, 'DATADOG')}?secret=1&pretty=true`
  const body = { ...DATADOG, 'token=SECRET': 1, 'a\n=': '', 'b\n': null, 'corp.secret': '***' }
  const [entry] = await entriesOf(app, [{ ...create, url, body }])
  const { unlike } = factsOf(entry as Entry, app.services.registry)
  t.strictSame(unlike, ['?pretty', 'other parameter', 'empty value', 'null value', 'redacted value'])
})

t.test('fields are those of the body, and special values and parameters are marks', async t => {
  const app = await build(t)
  const body = { type: 'DATADOG', apiKey: '********************************cdef', region: null, x: '' }
  const url = `${integrations(DEMO, 'DATADOG')}?pretty=true&envelope=false&pretty=false`
  t.strictSame(await classOf(app, { ...create, url, body }), {
    operation: 'createGroupIntegration',
    integrationType: 'DATADOG',
    status: 400,
    errorCode: 'INVALID_ATTRIBUTE',
    reason: 'attribute-unknown',
    attribute: 'x',
    fields: ['apiKey', 'region', 'type', 'x'],
    marks: ['?pretty', 'apiKey=redacted', 'region=null', 'x=empty']
  })
  const list = [{ ipAddress: '1.2.3.4', comment: 'a' }, { cidrBlock: '1.2.3.0/24' }, 1]
  const accessList = `/api/atlas/v2/groups/${DEMO}/accessList`
  const { fields, marks } = await classOf(app, { key, method: 'POST', url: accessList, body: list })
  t.strictSame([fields, marks], [['cidrBlock', 'comment', 'ipAddress'], ['block=several']])
  const special = `/api/atlas/v1.0/groups/${DEMO}/integrations/%44ATADOG/`
  const reader = await classOf(app, { ...create, key: 'readonly', url: special, body: { a: [{ b: '***' }] } })
  t.strictSame(reader.fields, ['a'])
  t.strictSame(reader.marks, ['a=redacted', 'caller=other', 'path=encoded', 'path=slashes', 'path=v1.0'])
  for (const body of ['{', '[]', '1', 'null', '']) {
    const { fields, marks } = await classOf(app, { ...create, body })
    t.strictSame([...fields, ...marks], [], body)
  }
})

t.test('the type is that of path, body or response, if the mock knows it', async t => {
  const app = await build(t)
  const headers = { accept: PREVIEW }
  const typeOf = async (request: Sent) => (await classOf(app, { key, headers, ...request })).integrationType
  t.equal(await typeOf({ url: integrations(DEMO, 'SLACK') }), 'SLACK')
  t.equal(await typeOf({ url: integrations(DEMO, 'UNKNOWN') }), null)
  t.equal(await typeOf({ ...create, body: { type: 'SLACK' } }), 'DATADOG')
  t.equal(await typeOf(read), null)
  const body = { ...S3, logTypes: ['MONGOD'] }
  const content = { 'content-type': PREVIEW, ...headers }
  t.equal(await typeOf({ method: 'POST', url: LOGS, body, headers: content }), 'S3_LOG_EXPORT')
  t.equal(await typeOf({ method: 'POST', url: LOGS, body: { type: 'X' }, headers: content }), null)
  const { journal } = app.services
  const created = journal.entries().find(({ status }) => status === 201)
  const { id } = JSON.parse(created?.responseBody ?? '{}') as { id: string }
  t.equal(await typeOf({ url: `${LOGS}/${id}` }), 'S3_LOG_EXPORT')
  t.equal(await typeOf({ method: 'DELETE', url: `${LOGS}/${id}` }), null)
})

t.test('a call without the access list that the organization requires is not compared', async t => {
  const app = await build(t)
  const { json: state } = await control(app, 'GET', '/state')
  const [acme, ...others] = (state as State).organizations
  const organizations = [{ ...acme, apiAccessListRequired: true }, ...others]
  await control(app, 'PUT', '/state', { ...(state as State), organizations })
  const [entry] = await entriesOf(app, [read])
  t.match(factsOf(entry as Entry, app.services.registry), {
    reason: 'access-list-missing',
    caller: 'owner',
    notCompared: 'credentials'
  })
})

t.test('caller, whether the operation ran, and why a call is not compared', async t => {
  const app = await build(t)
  const { control, faults, registry, stubs } = app.services
  const remove: Sent = { key, method: 'DELETE', url: integrations(DEMO, 'DATADOG') }
  const invalid: Sent = { ...create, body: {} }
  const stub = { method: 'GET', path: '/api/atlas/v2/stubbed', status: 200, anonymous: true } as const
  const groups = '/api/atlas/v2/groups'
  const rows: [string, Sent, unknown[], fault?: FaultBody][] = [
    ['an owner creates', create, ['owner', true, null]],
    ['a reader lists', { ...read, key: 'readonly' }, ['other', true, null]],
    ['a reader creates', { ...create, key: 'readonly' }, ['other', false, 'credentials']],
    [
      'a reader sends an invalid query',
      { ...read, key: 'readonly', url: `${read.url}?pretty=x` },
      ['other', false, 'credentials']
    ],
    ['nobody creates', anonymous, [null, false, 'credentials']],
    ['an unknown key', { ...create, key: 'nobody' }, [null, false, 'credentials']],
    ['an address outside the access list', { ...read, key: 'fencedin' }, ['owner', false, 'credentials']],
    ['an owner of another project', { ...read, url: integrations(STAGING) }, ['other', false, 'credentials']],
    [
      'an owner without the right to create projects',
      { key, method: 'POST', url: groups, body: { name: 'x', orgId: ACME } },
      ['other', false, 'credentials']
    ],
    ['an unknown project', { ...read, url: integrations('1'.repeat(24)) }, ['owner', false, null]],
    ['an invalid body', invalid, ['owner', false, null]],
    ['visible projects', { key, url: groups }, ['owner', true, 'other projects']],
    ['an invalid list of projects', { key, url: `${groups}?pageNum=x` }, ['owner', false, null]],
    ['an unknown path', { key, url: `/api/atlas/v2/groups/${DEMO}/unknown` }, [null, false, 'not covered']],
    ['an unknown method', { key, method: 'PATCH', url: remove.url }, [null, false, 'not covered']],
    ['OPTIONS', { key, method: 'OPTIONS', url: remove.url }, [null, false, 'not covered']],
    ['a stub', { key, url: stub.path }, [null, false, 'stub']],
    ['Prefer', { ...create, headers: { prefer: 'code=409' } }, [null, false, 'prefer']],
    ['an ignored Prefer', { ...create, headers: { prefer: 'return=minimal' } }, ['owner', true, null]],
    ['a body that is too large', { ...create, body: 'x'.repeat(2e6) }, ['owner', false, 'body missing']],
    ['a body that is not text', { ...create, body: Buffer.from([0xff]) }, ['owner', false, 'body missing']],
    ['a delay', create, ['owner', true, null], { effect: { type: 'delay', delay: 1 } }],
    ['a delay of an invalid call', invalid, ['owner', false, null], { effect: { type: 'delay', delay: 1 } }],
    ['a slow body', create, ['owner', true, null], { effect: { type: 'slow', bytesPerSecond: 1_000_000 } }]
  ]
  const commit = 'after-commit'
  const faulty: [string, Sent, unknown[], FaultBody][] = [
    ['an error', create, ['owner', false], { effect: { type: 'error', errorCode: 'UNEXPECTED_ERROR' } }],
    [
      'an error after it',
      create,
      ['owner', true],
      { stage: commit, effect: { type: 'status', status: 502 } }
    ],
    ['a reset', create, ['owner', false], { effect: { type: 'reset' } }],
    ['a reset after it', create, ['owner', true], { stage: commit, effect: { type: 'reset' } }],
    ['an incomplete response', create, ['owner', false], { effect: { type: 'truncate' } }],
    ['one after it', create, ['owner', true], { stage: commit, effect: { type: 'truncate' } }],
    ['an empty response', create, ['owner', false], { effect: { type: 'empty' } }],
    [
      'an error before authentication',
      create,
      [null, false],
      { stage: 'edge', when: { after: 1 }, effect: { type: 'status', status: 503 } }
    ]
  ]
  const all = [
    ...rows,
    ...faulty.map(([title, request, facts, fault]) => [title, request, [...facts, 'fault'], fault] as const)
  ]
  const found = []
  for (const [title, request, , fault] of all) {
    control.reset({})
    stubs.add(stub)
    if (fault) faults.add(fault)
    const entry = (await entriesOf(app, [request])).at(-1)
    const facts = entry && factsOf(entry, registry)
    found.push([title, [facts?.caller, facts?.executed, facts?.notCompared]])
  }
  t.strictSame(
    found,
    all.map(([title, , expected]) => [title, expected])
  )
  control.reset({})
  const [entry] = await entriesOf(app, [read])
  if (!entry) throw new Error('no entry')
  const limited = { ...entry, status: 429, reason: { code: 'rate-limit', seconds: 1 } } as const
  t.equal(factsOf(limited, registry).notCompared, 'transient')
  const disconnected = { ...entry, status: undefined }
  t.equal(factsOf(disconnected, registry).notCompared, 'body missing')
})

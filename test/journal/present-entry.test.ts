import { randomLcg } from 'd3-random'
import t, { type Test } from 'tap'
import { renderBody } from '../../src/atlas/responses.ts'
import { runToCompletion } from '../../src/base/time-slices.ts'
import { AtlasError, createCatalogue, reasonText } from '../../src/catalogue/errors.ts'
import type { IntegrationTypeFile, PropertySchema } from '../../src/catalogue/vocabulary.ts'
import { presentIntegration } from '../../src/integrations/presenter.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import type { Entry } from '../../src/journal/entry.ts'
import { toHarEntry } from '../../src/journal/har.ts'
import { presentEntry } from '../../src/journal/present-entry.ts'
import { verify } from '../../src/journal/verify.ts'
import { bodySchema } from '../../src/validation/body-schemas.ts'
import { ACME, DEMO, VERSIONED } from '../app.ts'
import {
  type Changes,
  creation,
  entry,
  faults,
  journalOf,
  json,
  principal,
  registry,
  tokenRequest
} from './entry.ts'

const CLIENT_ID = 'mdb_sa_id_0000000000000000000000a1'
const CLIENT_SECRET = 'mdb_sa_sk_owner0000000000000000000000000000'
const KEY = '0123456789abcdef0123456789abcdef'

/** The wire object. @throws where it has not the shape that is documented */
function present(of: Entry) {
  const shown = presentEntry(of, registry)
  const wrong = faults('RecordedRequest', shown)
  if (wrong) throw new Error(wrong)
  return shown
}

const catalogue = createCatalogue(
  readTypeFiles().flatMap(file => file['x-integration'].errors ?? []),
  401
)

/** What an error leaves in an entry. */
function refused(error: AtlasError, options = { pretty: false, envelope: false }): Changes {
  const { status, errorCode } = catalogue.row(error.id)
  return {
    reason: error.reason,
    status,
    errorCode,
    responseHeaders: { 'content-type': 'application/json', 'x-error-code': errorCode },
    responseBody: renderBody(catalogue.body(error), { ...options, status })
  }
}

function digest(username: string): string {
  return `Digest username="${username}", realm="MMS Public API", nonce="n", uri="/x", response="abc", qop=auth, nc=00000001, cnonce="c"`
}

function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

t.test('shows the scheme of Authorization', async t => {
  const cases: [header: string, caller: string | undefined, shown: string][] = [
    [digest('prjowner'), 'prjowner', 'Digest username="prjowner", …'],
    [digest('prjowner'), undefined, 'Digest ****'],
    [digest('00000000-0000-4000-8000-000000000002'), undefined, 'Digest ****'],
    [digest('00000000-0000-4000-8000-000000000002'), 'prjowner', 'Digest ****'],
    ['digest x', 'prjowner', 'digest ****'],
    ['digest x', undefined, 'digest ****'],
    [basic(CLIENT_ID, CLIENT_SECRET), undefined, `Basic ${CLIENT_ID}:****`],
    [basic(CLIENT_SECRET, CLIENT_ID), undefined, 'Basic ****'],
    [basic('prjowner', 'x'), 'prjowner', 'Basic ****'],
    ['Basic !!!', undefined, 'Basic ****'],
    ['Bearer eyJ.a.b', CLIENT_ID, 'Bearer ****'],
    ['Token abc', undefined, 'Token ****'],
    ['constructor abc', undefined, 'constructor ****'],
    [KEY, undefined, '****'],
    [`${KEY} `, undefined, '****'],
    [`${KEY} x`, undefined, '****'],
    ['Bearer', undefined, '****'],
    ['', undefined, '']
  ]
  for (const [authorization, caller, shown] of cases) {
    const { request } = present(
      entry({ headers: { authorization }, principal: caller === undefined ? undefined : principal(caller) })
    )
    t.strictSame(request.headers, { authorization: shown }, authorization)
  }
})

t.test('masks headers whose names indicate a secret', async t => {
  const { request, response } = present(
    entry({
      headers: {
        host: 'localhost',
        referer: 'https://example.com',
        cookie: 'a=b',
        'proxy-authorization': 'Basic x',
        'x-api-key': KEY,
        'X-Vault-Token': KEY,
        'x-signature': KEY,
        'x-session-id': KEY,
        'x-secret': KEY,
        'x-password': KEY,
        'x-otp-token': '',
        'x-list': ['a', 'b'],
        'x-gone': undefined
      },
      responseHeaders: {
        'content-length': 12,
        'set-cookie': ['a=b', 'c=d'],
        'www-authenticate': 'Digest realm="MMS Public API", nonce="n"',
        'x-auth-token': KEY,
        'x-empty-token': '',
        'x-gone': undefined
      }
    })
  )
  t.strictSame(request.headers, {
    host: 'localhost',
    referer: '****',
    cookie: '****',
    'proxy-authorization': '****',
    'x-api-key': '****',
    'x-vault-token': '****',
    'x-signature': '****',
    'x-session-id': '****',
    'x-secret': '****',
    'x-password': '****',
    'x-otp-token': '',
    'x-list': ['a', 'b']
  })
  t.strictSame(response?.headers, {
    'content-length': '12',
    'set-cookie': ['****', '****'],
    'www-authenticate': 'Digest realm="MMS Public API", nonce="n"',
    'x-auth-token': '****',
    'x-empty-token': ''
  })
})

t.test('shows only query parameters that Atlas knows, and values that are not secret', async t => {
  const cases: [target: string, url: string, query: object][] = [
    ['/a', '/a', {}],
    ['/a?', '/a?', {}],
    [
      '/a?pretty=true&name=a%20b&projectOwnerId=x',
      '/a?pretty=true&name=a%20b&projectOwnerId=x',
      { pretty: 'true', name: 'a b', projectOwnerId: 'x' }
    ],
    [
      '/a?providerName=AWS&status=OPEN&clusterName=c%20d',
      '/a?providerName=AWS&status=OPEN&clusterName=c%20d',
      { providerName: 'AWS', status: 'OPEN', clusterName: 'c d' }
    ],
    [
      `/a?apiKey=&retainBackups=true&x=false&x=${KEY}&x=TRUE`,
      '/a?apiKey=&retainBackups=true&x=false&x=****&x=****',
      { apiKey: '', retainBackups: 'true', x: ['false', '****', '****'] }
    ],
    [`/a?%7B${KEY}%7D=true`, '/a?****', { '****': '****' }],
    [`/a?apiKey=${KEY}&pretty`, '/a?apiKey=****&pretty', { apiKey: '****', pretty: '' }],
    ['/a?x=1&x=2&x=3&&', '/a?x=****&x=****&x=****', { x: ['****', '****', '****'] }],
    [`/a?${KEY}`, '/a?****', { '****': '****' }],
    [`/a?%7B${KEY}%7D=`, '/a?****', { '****': '****' }],
    [`/a?__proto__=${KEY}`, '/a?__proto__=****', JSON.parse('{"__proto__":"****"}')],
    [`/a?pretty=true#${KEY}`, '/a?pretty=true#****', { pretty: 'true' }],
    [`http://user:${KEY}@localhost:8080/a?b=${KEY}`, '/a?b=****', { b: '****' }]
  ]
  for (const [target, url, query] of cases) {
    const { request } = present(entry({ target }))
    t.strictSame(
      { url: request.url, path: request.path, query: request.query },
      { url, path: '/a', query },
      target
    )
  }
})

t.test('presents bodies of integrations', async t => {
  const url = 'https://user:pass@hooks.example/services/T000/B000'
  const cases: [type: string, body: unknown, shown: unknown][] = [
    ['WEBHOOK', { url, secret: 'abcdefgh' }, { url: 'https://hooks.example/****B000', secret: '****efgh' }],
    ['WEBHOOK', { url: 'abcd' }, { url: '****' }],
    ['WEBHOOK', { url: '', secret: '', zz: '' }, { url: '', secret: '', zz: '' }],
    ['WEBHOOK', { url: 'https://example.com/****2101' }, { url: 'https://example.com/****2101' }],
    [
      'WEBHOOK',
      { bodyTemplate: '{"a":1}', headersTemplate: null },
      { bodyTemplate: '******', headersTemplate: null }
    ],
    ['NEW_RELIC', { accountId: '1', licenseKey: KEY }, { accountId: '****', licenseKey: '****' }],
    [
      'PROMETHEUS',
      { username: 'prom-user', password: 'x', enabled: true, serviceDiscovery: 'http' },
      { username: 'prom-user', password: '****', enabled: true, serviceDiscovery: 'http' }
    ],
    ['DATADOG', { apiKey: [KEY] }, { apiKey: '****' }],
    ['DATADOG', { apiKey: { a: KEY } }, { apiKey: '****' }],
    ['DATADOG', { apiKey: 12_345 }, { apiKey: '****' }],
    ['DATADOG', { apiKey: false }, { apiKey: '****' }],
    ['DATADOG', { apikey: KEY }, { apikey: '****' }],
    ['DATADOG', { region: KEY, type: KEY }, { region: '****', type: '****' }],
    ['DATADOG', { region: '', type: 'SLACK' }, { region: '', type: 'SLACK' }],
    ['DATADOG', { region: 'eu', type: 'datadog' }, { region: 'eu', type: 'datadog' }],
    ['DATADOG', { apiKey: 'abcdEU', zz: 'EU' }, { apiKey: '**cdEU', zz: '****' }],
    ['DATADOG', { apiKey: [''], zz: { a: '' } }, { apiKey: '****', zz: { a: '' } }],
    ['DATADOG', { sendDatabaseMetrics: KEY }, { sendDatabaseMetrics: '****' }],
    ['DATADOG', { serviceKey: KEY }, { serviceKey: '****' }],
    [
      'DATADOG',
      { x: [KEY, { y: KEY, z: 1 }], n: null, b: true, i: -5, long: 1e31 },
      { x: ['****', { y: '****', z: 1 }], n: null, b: true, i: -5, long: '****' }
    ],
    ['DATADOG', JSON.parse(`{"__proto__":"${KEY}"}`), JSON.parse('{"__proto__":"****"}')],
    ['SLACK', { apiToken: 'xoxb-1', channelName: 'alerts' }, { apiToken: '**xb-1', channelName: 'alerts' }],
    ['HIP_CHAT', { token: KEY }, { token: '****' }],
    ['CARRIER_PIGEON', { type: 'SLACK', channelName: 'a' }, { type: 'SLACK', channelName: '****' }],
    ['CARRIER_PIGEON', { type: 'X', loft: KEY, on: true }, { type: '****', loft: '****', on: true }],
    ['DATADOG', [KEY], '[36 bytes, not a JSON object]'],
    ['DATADOG', KEY, '[34 bytes, not a JSON object]'],
    ['DATADOG', null, '[4 bytes, not a JSON object]']
  ]
  for (const [type, body, shown] of cases) {
    t.strictSame(present(creation(type, body)).request.body, shown, JSON.stringify(body))
  }
  for (const [body, shown] of [
    ['{"apiKey":"secret', '[17 bytes, not JSON]'],
    [Buffer.from([0xff]), '[1 bytes, not JSON]'],
    [`{"apiKey":"${KEY}","apiKey":"abcdefgh"}`, { apiKey: '****efgh' }],
    [`\ufeff{"apiKey":"${KEY}"}`, { apiKey: `${'*'.repeat(28)}cdef` }]
  ] as const) {
    t.strictSame(present(creation('DATADOG', {}, { body: Buffer.from(body) })).request.body, shown)
  }
  t.strictSame(
    present(entry({ operation: undefined, integrationType: undefined, body: json({ a: 'b' }) })).request.body,
    { a: '****' },
    'of an unknown operation'
  )
})

t.test('masks values that are nested too deep', async t => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  for (const body of [`{"zz":${deep}}`, `{"apiKey":${deep}}`, `{"region":${deep}}`]) {
    const shown = JSON.stringify(present(creation('DATADOG', {}, { body: Buffer.from(body) })).request.body)
    t.match(shown, /\*\*\*\*/)
    t.ok(shown.length < 200)
  }
  const tags = present(
    entry({ method: 'POST', operation: 'createGroup', body: Buffer.from(`{"tags":${deep}}`) })
  ).request.body
  t.strictSame(tags, JSON.parse(`{"tags":${'['.repeat(16)}"****"${']'.repeat(16)}}`))
})

t.test('shows at most 1000 values of a request body', async t => {
  const rest = { '…': '[more than 1000 values]' }
  const many = Object.fromEntries(Array.from({ length: 55_000 }, (_, at) => [`field${at}`, `value ${at}`]))
  const masked = Object.keys(many).map(name => [name, '****'])
  const detail = 'Invalid attribute value 54000 specified.'
  const refusal = { status: 400, errorCode: 'X', responseBody: JSON.stringify({ detail }) }
  const { request, response } = present(creation('DATADOG', many, refusal))
  t.strictSame(request.body, { ...Object.fromEntries(masked.slice(0, 1_000)), ...rest })
  t.strictSame(response?.body, { detail: '****' }, 'the text may contain a value that is not shown')
  const bodies: [sent: object, shown: object][] = [
    [
      { zz: [Array(600).fill(1), Array(600).fill(2)] },
      { zz: [Array(600).fill(1), Array(397).fill(2)], ...rest }
    ],
    [{ zz: Array(999).fill('a') }, { zz: Array(999).fill('****') }],
    [{ zz: Array(1_000).fill('a') }, { zz: Array(999).fill('****'), ...rest }]
  ]
  for (const [sent, shown] of bodies) t.strictSame(present(creation('DATADOG', sent)).request.body, shown)
  const ofList = (list: object[]) =>
    present(entry({ method: 'POST', operation: 'createGroupAccessListEntry', body: json(list) })).request.body
  const item = { comment: 'office' }
  const full = Array(500).fill(item)
  t.strictSame(ofList(full), full, 'of a list, too')
  t.strictSame(ofList([...full, item]), [...full, rest])
  const nested = { comment: Array(2_000).fill('a') }
  t.strictSame(ofList([nested]), [{ comment: Array(998).fill('****') }, rest], 'nested ones included')
})

t.test('presents bodies of projects', async t => {
  const project = {
    name: 'a',
    orgId: ACME,
    tags: [{ key: 'k', value: 'v' }],
    withDefaultAlertsSettings: false
  }
  const answer = { ...project, id: DEMO, clusterCount: 0, created: '2026-11-25T10:00:00Z', links: [] }
  const shown = present(
    entry({
      method: 'POST',
      target: '/api/atlas/v2/groups',
      operation: 'createGroup',
      projectId: undefined,
      body: json({ ...project, regionUsageRestrictions: KEY, links: [{ href: 'x' }], token: KEY }),
      status: 201,
      responseBody: JSON.stringify(answer)
    })
  )
  t.strictSame(shown.request.body, {
    ...project,
    regionUsageRestrictions: '****',
    links: [{ href: 'x' }],
    token: '****'
  })
  t.strictSame(shown.response?.body, answer)
})

t.test('presents forms of the token endpoint', async t => {
  const cases: [body: string, shown: unknown][] = [
    [
      `grant_type=client_credentials&client_id=${CLIENT_ID}&client_secret=${CLIENT_SECRET}&scope=a+b`,
      { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: '****', scope: '****' }
    ],
    [`client_id=${CLIENT_SECRET}&grant_type=${KEY}`, { client_id: '****', grant_type: '****' }],
    ['token=eyJ.a.b&token_type_hint=access_token', { token: '****', token_type_hint: 'access_token' }],
    ['token=a&token=&token=c&grant_type=&', { token: ['****', '', '****'], grant_type: '' }],
    [`{"client_secret":"${CLIENT_SECRET}"}`, '[63 bytes, not a form]'],
    [`{"client_secret":"a=b"}`, '[23 bytes, not a form]'],
    ['', null]
  ]
  for (const [body, shown] of cases) t.strictSame(present(tokenRequest(body)).request.body, shown, body)
})

t.test('presents responses', async t => {
  const token = { access_token: 'eyJ.a.b', expires_in: 3600, token_type: 'Bearer' }
  const integration = { apiKey: KEY, region: 'EU', type: 'DATADOG', zz: KEY }
  const hidden = { apiKey: `${'*'.repeat(28)}cdef`, region: 'EU', type: 'DATADOG', zz: '****' }
  const cases: [of: Entry, shown: unknown][] = [
    [
      tokenRequest('grant_type=client_credentials', { responseBody: JSON.stringify(token) }),
      { ...token, access_token: '****' }
    ],
    [tokenRequest('', { operation: 'revokeToken' }), null],
    [entry({ responseBody: '' }), null],
    [entry({ responseBody: JSON.stringify(integration) }), hidden],
    [
      entry({ responseBody: JSON.stringify({ content: integration, status: 200 }) }),
      { content: hidden, status: 200 }
    ],
    [
      entry({
        responseBody: JSON.stringify({ links: [], results: [integration, KEY], status: 200, totalCount: 1 })
      }),
      { links: [], results: [hidden, '****'], status: 200, totalCount: 1 }
    ],
    [
      entry({ responseBody: JSON.stringify({ ...integration, type: 'CARRIER_PIGEON' }) }),
      { apiKey: '****', region: '****', type: '****', zz: '****' }
    ],
    [entry({ responseBody: JSON.stringify([KEY]) }), '[36 bytes]'],
    [entry({ responseBody: '{"results":[{"licenseKey":"abc' }), '[30 bytes]'],
    [
      entry({ operation: undefined, responseBody: JSON.stringify({ currentIpv4Address: '127.0.0.1' }) }),
      '[34 bytes]'
    ],
    [
      entry({ operation: 'listOrgs', responseBody: JSON.stringify({ results: [{ name: 'Acme' }] }) }),
      { results: [{ name: 'Acme' }] }
    ]
  ]
  for (const [of, shown] of cases) t.strictSame(present(of).response?.body, shown)
  for (const pretty of [true, false]) {
    for (const envelope of [true, false]) {
      const rendered = renderBody({ results: [integration] }, { pretty, envelope, status: 200 })
      const { body } = present(entry({ responseBody: rendered })).response ?? {}
      t.strictSame(body, { results: [hidden], ...(envelope && { status: 200 }) })
    }
  }
})

t.test('an error does not echo masked values', async t => {
  const url = `ftp://user:${KEY}@hooks.example/${KEY}`
  const mask = 'ftp://hooks.example/****cdef'
  for (const options of [
    { pretty: false, envelope: false },
    { pretty: true, envelope: true }
  ]) {
    const reason = { code: 'attribute-format', attribute: 'url' } as const
    const error = new AtlasError('INVALID_URL', [url], reason)
    const shown = present(
      creation('WEBHOOK', { url }, { ...refused(error, options), validation: 'rejected' })
    )
    const body = {
      detail: `Invalid URL ${mask}.`,
      error: 400,
      errorCode: 'INVALID_URL',
      parameters: [mask],
      reason: 'Bad Request'
    }
    t.strictSame(shown.response?.body, options.envelope ? { content: body, status: 400 } : body)
    t.strictSame(shown.validation, { outcome: 'rejected', errorCode: 'INVALID_URL', attribute: 'url' })
    t.strictSame(shown.reason, { ...reason, text: reasonText(reason) })
  }
  const enumeration = new AtlasError('INVALID_ENUM_VALUE', [KEY], { code: 'enum-value', attribute: 'region' })
  t.match(
    present(creation('DATADOG', { region: KEY, type: 'abcdef012' }, refused(enumeration))).response?.body,
    {
      detail: 'An invalid enumeration value **** was specified.',
      parameters: ['****']
    }
  )
  const short = new AtlasError('INVALID_URL', ['an'], { code: 'attribute-format', attribute: 'url' })
  t.match(present(creation('WEBHOOK', { url: 'an' }, refused(short))).response?.body, {
    detail: '****',
    parameters: ['****'],
    reason: 'Bad Request'
  })
  const nested = { a: KEY, b: `${KEY}abcd`, c: 'abcd' }
  const echoed = { detail: `${KEY}abcd, ${KEY}, abcd, abcd`, parameters: [5, KEY] }
  t.strictSame(
    present(creation('DATADOG', { zz: nested }, { status: 400, responseBody: JSON.stringify(echoed) }))
      .response?.body,
    { detail: '****, ****, ****, ****', parameters: [5, '****'] }
  )
})

/** A value that no other text contains; at most its last four characters may be seen. */
const CANARY = `a1c0ffee${'5'.repeat(20)}9d7e`
const SEEN = 'c0ffee'

function canaryOf(schema: PropertySchema): string {
  return schema['x-secret']?.shown === 'url' ? `https://user:${CANARY}@hooks.example/${CANARY}` : CANARY
}

/** Requests that carry a secret of a type where it belongs, and everywhere else. */
function carriers(file: IntegrationTypeFile, name: string, secret: string): Entry[] {
  const type = file.title
  const properties = file.properties ?? {}
  // The journal shows free text of fields that the type file does not mark as secret.
  const wrong = Object.keys(properties).filter(
    other => other !== name && (properties[other]?.enum || properties[other]?.type !== 'string')
  )
  const echo = (body: unknown, options?: { pretty: boolean; envelope: boolean }) =>
    ['INVALID_URL', 'INVALID_ENUM_VALUE'].map(id =>
      creation(
        type,
        body,
        refused(new AtlasError(id, [secret], { code: 'attribute-format', attribute: name }), options)
      )
    )
  const row = {
    id: '6955b9000000000000000001',
    projectId: DEMO,
    type,
    settings: { [name]: secret },
    created: 0
  }
  const answered = presentIntegration(registry, row)
  const success = [answered, { results: [answered] }].flatMap(body =>
    [true, false].map(flag => {
      const text = renderBody(body, { pretty: flag, envelope: flag, status: 200 })
      return creation(type, { type, [name]: secret }, { responseBody: text })
    })
  )
  return [
    ...success,
    ...echo({ [name]: secret }),
    ...echo({ [name]: secret }, { pretty: true, envelope: true }),
    ...wrong.flatMap(other => echo({ [other]: secret })),
    ...echo({ zz: secret }),
    ...echo({ zz: { deep: [secret] } }),
    ...echo({ [name]: [secret] }),
    ...echo({ [name]: { [name]: secret } }),
    creation(type, {}, { body: Buffer.from(`{"${name}":"${secret}`) }),
    creation('CARRIER_PIGEON', { [name]: secret }),
    ...registry.thirdParty
      .filter(other => other.name !== type)
      .map(other => creation(other.name, { [name]: secret })),
    entry({ method: 'POST', operation: 'createGroup', body: json({ name: 'a', [name]: secret }) }),
    entry({
      target: `/api/atlas/v2/groups/${DEMO}/integrations/${type}?${name}=${encodeURIComponent(secret)}`
    }),
    entry({ headers: { authorization: `Bearer ${secret}`, cookie: secret, 'x-api-key': secret } }),
    entry({ headers: { authorization: secret }, body: Buffer.from(secret) }),
    tokenRequest(`client_id=${secret}&client_secret=${secret}&grant_type=${secret}`)
  ]
}

/** Checks that the journal, the archive and failed verifications of a request do not contain a secret. */
function checkHidden(t: Test, of: Entry, name: string, secret: string): void {
  const shown = present(of)
  const har = toHarEntry(shown, 'http://localhost:8080')
  const other = `${secret.slice(0, -5)}x${secret.slice(-4)}`
  const expectations = [secret, other].flatMap(value => [
    { match: { body: { [name]: value, zz: value, region: value }, status: 599 } },
    {
      match: {
        headers: { authorization: `${value}x`, 'x-api-key': `${value}x` },
        query: { [name]: `${value}x` }
      }
    },
    { match: { body: { [name]: [value] }, absent: [name, 'zz'] }, count: { exactly: 3 } },
    { inOrder: [{ body: { [name]: { a: value } }, status: 599 }] }
  ])
  const failed = expectations.map(expectation =>
    runToCompletion(verify(expectation, journalOf([of]), registry))
  )
  t.ok(failed.every(({ pass }) => !pass))
  for (const left of [shown, har, failed]) {
    if (JSON.stringify(left).includes(SEEN)) t.fail(`${name} leaves: ${JSON.stringify(left)}`)
  }
}

t.test('exposes no secret of any third-party type, wherever it is in a request', async t => {
  let count = 0
  for (const file of readTypeFiles().filter(({ 'x-integration': facts }) => !facts.resource)) {
    for (const [name, schema] of Object.entries(file.properties ?? {})) {
      if (!schema['x-secret']) continue
      const secret = canaryOf(schema)
      for (const of of carriers(file, name, secret)) {
        count++
        checkHidden(t, of, name, secret)
      }
    }
  }
  t.ok(count > 400, `${count} requests`)
})

/** A body whose resource is not the third-party integrations: its operation, what it needs, and its fields. */
interface Target {
  operation: string
  base: Record<string, unknown>
  properties: Readonly<Record<string, PropertySchema>>
}

const TARGETS: readonly Target[] = [
  ...registry.all.flatMap(({ resource, name, typeField, body }) =>
    resource === 'integrations'
      ? []
      : {
          operation:
            resource === 'logIntegrations' ? 'createGroupLogIntegration' : 'createGroupMetricIntegration',
          base: { [typeField]: name },
          properties: body.properties
        }
  ),
  {
    operation: 'createGroupAlertConfig',
    base: { eventTypeName: 'NO_PRIMARY' },
    properties: bodySchema('GroupAlertsConfig').properties
  }
]

/** Returns bodies with a secret in a field, and in other fields that do not take free text. */
function bodiesOf(properties: Target['properties'], name: string, secret: string): Record<string, unknown>[] {
  const misplaced = [[secret], [[secret]], { zz: secret }, { [name]: { [name]: secret } }]
  const wrong = Object.entries(properties).filter(
    ([other, { enum: values, items }]) => other !== name && (values ?? items?.enum ?? items?.properties)
  )
  return [
    { [name]: secret },
    ...misplaced.map(value => ({ [name]: value })),
    { zz: secret },
    { zz: { deep: [secret] } },
    ...wrong.flatMap(([other]) => [{ [other]: secret }, { [other]: [secret] }, { [other]: { zz: [secret] } }])
  ]
}

/** Returns each secret of a body's fields: its name, its value, and bodies that contain it. */
function secretsOf({ base, properties }: Target): [name: string, secret: string, bodies: object[]][] {
  return Object.entries(properties).flatMap(([field, schema]) => {
    const members = Object.entries(schema.items?.properties ?? {}).filter(([, member]) => member['x-secret'])
    const inner = members.map(([name, member]): [string, string, object[]] => {
      const secret = canaryOf(member)
      const entries = bodiesOf(schema.items?.properties ?? {}, name, secret)
      return [
        field,
        secret,
        [
          ...entries.map(entry => ({ ...base, [field]: [{ name: 'a' }, entry] })),
          ...bodiesOf(properties, field, secret).map(body => ({ ...base, ...body }))
        ]
      ]
    })
    if (!schema['x-secret']) return inner
    const secret = canaryOf(schema)
    const bodies = bodiesOf(properties, field, secret).map(body => ({ ...base, ...body }))
    return [[field, secret, bodies] as [string, string, object[]]]
  })
}

t.test('exposes no secret of a log or metric integration or of an alert notification', async t => {
  let count = 0
  for (const target of TARGETS) {
    for (const [name, secret, bodies] of secretsOf(target)) {
      const error = new AtlasError('INVALID_ENUM_VALUE', [secret], {
        code: 'enum-value',
        attribute: name
      })
      const operations = new Set([...TARGETS.map(({ operation }) => operation), 'createGroup'])
      const sent = bodies.flatMap(body => [
        ...[...operations].map(operation => ({ operation, body: json(body) })),
        { operation: target.operation, body: json(body), ...refused(error) },
        { operation: target.operation, responseBody: JSON.stringify({ content: body, status: 200 }) },
        { operation: target.operation, responseBody: JSON.stringify({ results: [body, secret] }) },
        { operation: target.operation, body: json(body).subarray(0, -1) },
        { operation: 'createGroupIntegration', integrationType: 'DATADOG', body: json(body) }
      ])
      for (const changes of sent) {
        count++
        checkHidden(t, entry({ method: 'POST', ...changes }), name, secret)
      }
    }
  }
  t.ok(count > 1_000, `${count} requests`)
})

t.test('exposes nothing of a random body beyond the fields of its type', async t => {
  const draw = randomLcg(3)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(draw() * items.length)] as T
  const names = registry.thirdParty.flatMap(({ body }) => Object.keys(body.properties))
  // Free-text fields that the type files do not mark as secret.
  const free = new Set(['id', 'username', 'channelName', 'teamName', 'routingKey', 'customEndpoint'])
  const value = (depth: number): unknown => {
    const kind = draw()
    if (kind < 0.5 || depth > 3)
      return pick([CANARY, `https://u:${CANARY}@x.example/${CANARY}`, ` ${CANARY}`])
    if (kind < 0.7) return Array.from({ length: 3 }, () => value(depth + 1))
    if (kind < 0.9) return { [pick(names)]: value(depth + 1), zz: value(depth + 1) }
    return pick([null, true, 5, Number(`1${'7'.repeat(30)}`)])
  }
  const leaks: string[] = []
  for (let count = 0; count < 1_000; count++) {
    const type = pick([...registry.thirdParty.map(({ name }) => name), 'FOO'])
    const body = Object.fromEntries(
      Array.from({ length: 5 }, () => [pick([...names, 'zz']), value(0)] as const).filter(
        ([name]) => !free.has(name)
      )
    )
    const echoed = Object.values(body).find(item => typeof item === 'string') ?? 'none'
    const error = new AtlasError('INVALID_ENUM_VALUE', [String(echoed)], {
      code: 'enum-value',
      attribute: 'region'
    })
    const of = creation(
      type,
      body,
      draw() < 0.5 ? { responseBody: JSON.stringify({ results: [{ type, ...body }] }) } : refused(error)
    )
    const shown = JSON.stringify(presentEntry(of, registry))
    if (shown.includes(SEEN) || shown.includes('7777'))
      leaks.push(`${JSON.stringify(body)} is shown as ${shown}`)
  }
  t.strictSame(leaks, [])
})

t.test('presents an archive of requests', async t => {
  const target = `/api/atlas/v2/groups/${DEMO}/integrations/DATADOG`
  const created = creation(
    'DATADOG',
    { apiKey: KEY },
    {
      target: `${target}?pretty=true&x=1&x=`,
      headers: { 'content-type': 'application/json', 'x-list': ['a', 'b'] },
      responseHeaders: { 'content-type': VERSIONED, location: 'http://localhost/x' },
      responseBody: JSON.stringify({ results: [] })
    }
  )
  const fault = { id: 'f1', effect: 'reset' }
  const cut = entry({ id: 2, operation: undefined, headers: {}, status: undefined, fault })
  const malformed = creation('DATADOG', {}, { id: 3, body: Buffer.from('{'), status: 599, headers: {} })
  const entries = [created, cut, malformed].map(each => toHarEntry(present(each), 'http://localhost:8080'))
  const common = {
    startedDateTime: '2026-11-25T10:00:00.000Z',
    time: 1.235,
    cache: {},
    timings: { send: 0, wait: 1.235, receive: 0 }
  }
  const message = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1 }
  t.strictSame(entries, [
    {
      ...common,
      request: {
        ...message,
        method: 'POST',
        url: `http://localhost:8080${target}?pretty=true&x=****&x=`,
        headers: [
          { name: 'content-type', value: 'application/json' },
          { name: 'x-list', value: 'a' },
          { name: 'x-list', value: 'b' }
        ],
        queryString: [
          { name: 'pretty', value: 'true' },
          { name: 'x', value: '****' },
          { name: 'x', value: '' }
        ],
        postData: { mimeType: 'application/json', text: `{"apiKey":"${'*'.repeat(28)}cdef"}` },
        bodySize: -1
      },
      response: {
        ...message,
        status: 200,
        statusText: 'OK',
        headers: [
          { name: 'content-type', value: VERSIONED },
          { name: 'location', value: 'http://localhost/x' }
        ],
        content: { size: 14, mimeType: VERSIONED, text: '{"results":[]}' },
        redirectURL: 'http://localhost/x',
        bodySize: -1
      },
      comment: 'request 1, createGroupIntegration'
    },
    {
      ...common,
      request: {
        ...message,
        method: 'GET',
        url: `http://localhost:8080/api/atlas/v2/groups/${DEMO}/integrations`,
        headers: [],
        queryString: [],
        bodySize: 0
      },
      response: {
        ...message,
        status: 0,
        statusText: '',
        headers: [],
        content: { size: 0, mimeType: '', text: '' },
        redirectURL: '',
        bodySize: 0
      },
      comment: 'request 2, unknown operation, fault f1 (reset), no response'
    },
    {
      ...common,
      request: {
        ...message,
        method: 'POST',
        url: `http://localhost:8080${target}`,
        headers: [],
        queryString: [],
        postData: { mimeType: '', text: '', comment: '[1 bytes, not JSON]' },
        bodySize: -1
      },
      response: {
        ...message,
        status: 599,
        statusText: '',
        headers: [{ name: 'content-type', value: VERSIONED }],
        content: { size: 0, mimeType: VERSIONED, text: '' },
        redirectURL: '',
        bodySize: 0
      },
      comment: 'request 3, createGroupIntegration'
    }
  ])
})

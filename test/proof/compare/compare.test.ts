import t from 'tap'
import { renderJunit } from '../../../src/base/junit.ts'
import { createSources } from '../../../src/base/sources.ts'
import type { Evidence } from '../../../src/catalogue/evidence.ts'
import { isCreation, isOfProject, isWithinProjects } from '../../../src/proof/calls/scope.ts'
import type { Comparison, Skipped } from '../../../src/proof/compare/comparison-report.ts'
import { comparisonTestCases, renderComparison } from '../../../src/proof/compare/comparison-report.ts'
import type { Difference } from '../../../src/proof/compare/difference.ts'
import type { Result } from '../../../src/proof/compare/distinct.ts'
import { namesNoProject, undoOf } from '../../../src/proof/compare/effects.ts'
import type { ProjectEvent } from '../../../src/proof/compare/project-requests.ts'
import { ServiceClient } from '../../../src/proof/compare/service-client.ts'
import { Transport } from '../../../src/proof/compare/transport.ts'
import { ACME, DEMO, STAGING } from '../../app.ts'
import { ACCOUNTS } from '../../clients/seed.ts'
import {
  compareExchanges,
  differing,
  exchangesOf,
  KEY,
  type ProxiedResponse,
  projectsOf,
  REPLAYABLE,
  startTrustedTarget
} from './target.ts'

/** Exchanges whose last requests differ in method and path. */
const LIMIT = 'stores the limits of a project: response to the change'
const SETTING = 'rejects an unknown attribute outside the creation of an integration: setting of a project'
const PRETTY = 'pretty-prints a response: one integration'
const ALERT = 'turns an alert configuration off'
const PROMETHEUS = 'updates PROMETHEUS without its password'
const ABSENT = 'rejects an integration that is not configured'
const DELETION = 'deletes an integration'
const CREATION = 'creates a project'
const NAME_IN_USE = 'rejects a project name that is in use'
const REMOVAL = 'deletes a project'
const REMOVED_TWICE = 'accepts a second deletion of a project that has just been deleted'
const SLACK = 'creates SLACK with the required fields'
const NOTIFIER = 'keeps the notifierId that a PUT sends'

const ACCOUNT = { kind: 'serviceAccount', ...ACCOUNTS.owner } as const

const junitOf = (comparison: Comparison) => renderJunit(comparison.source, comparisonTestCases(comparison))

t.test('finds no difference between two mocks', async t => {
  const target = await startTrustedTarget(t)
  const ofProjects = [CREATION, NAME_IN_USE, REMOVAL, REMOVED_TWICE]
  const exchanges = exchangesOf(LIMIT, SETTING, PRETTY, ...ofProjects, ALERT, PROMETHEUS, ABSENT)
  const results = await compareExchanges(target, exchanges)
  t.strictSame(differing(results), [])
  t.strictSame(
    results.flatMap(({ titles }) => titles),
    exchanges.map(({ title }) => title)
  )
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'], 'deletes the project')
})

t.test('finds no difference in a service with the public host name', async t => {
  const target = await startTrustedTarget(t, { publicUrl: 'https://cloud.mongodb.com' })
  const results = await compareExchanges(target, exchangesOf(ALERT, ABSENT), KEY, {
    target: new Transport(new URL(target.mock.url), 'cloud.mongodb.com')
  })
  t.strictSame(differing(results), [])
})

t.test('compares with a service account, and revokes its token', async t => {
  const target = await startTrustedTarget(t)
  const exchanges = exchangesOf('creates PAGER_DUTY', 'rejects a request without credentials')
  t.strictSame(differing(await compareExchanges(target, exchanges, ACCOUNT)), [])
  const requests = await target.mock.requests.list()
  const operations = requests.map(({ operation }) => operation)
  t.strictSame(
    operations.filter(name => name?.endsWith('Token')),
    ['createToken', 'revokeToken']
  )
})

/** Replaces a text in the body of a response. */
const inBody =
  (from: string | RegExp, to: string) =>
  ({ body }: ProxiedResponse) => ({ body: body.replace(from, to) })

/** Replaces a header of a response. */
const inHeaders =
  (name: string, value: string) =>
  ({ headers }: ProxiedResponse) => ({ headers: { ...headers, [name]: value } })

type Change = (proxied: ProxiedResponse) => Partial<ProxiedResponse>

/** Changes of the response to the last request of an exchange, and the only difference that each must cause. */
const CHANGES: [title: string, change: Change, difference: Difference][] = [
  [
    ABSENT,
    () => ({ status: 410 }),
    { at: 'status', mock: '404 INTEGRATION_NOT_CONFIGURED', service: '410 INTEGRATION_NOT_CONFIGURED' }
  ],
  [
    SETTING,
    () => ({ reason: 'Invalid' }),
    { at: 'reason phrase', mock: '"Bad Request"', service: '"Invalid"' }
  ],
  [
    SETTING,
    inHeaders('x-error-code', 'OTHER'),
    { at: 'header x-error-code', mock: '"INVALID_ATTRIBUTE"', service: '"OTHER"' }
  ],
  [
    SETTING,
    inBody(/^\{("detail":"[^"]*"),("error":400)/, '{$2,$1'),
    {
      at: '$ key order',
      mock: '["detail","error","errorCode","parameters","reason"]',
      service: '["error","detail","errorCode","parameters","reason"]'
    }
  ],
  [
    PRETTY,
    inBody(/\*{5,}/, '****'),
    { at: '$.apiKey', mock: '"********************************1111"', service: '"****1111"' }
  ],
  [ALERT, inBody('"enabled":false,', ''), { at: '$.enabled', mock: 'false', service: undefined }],
  [ALERT, inBody(/\}$/, ',"beta":true}'), { at: '$.beta', mock: undefined, service: 'true' }],
  [
    PROMETHEUS,
    inBody('/integrations/PROMETHEUS?', '/integrations?'),
    {
      at: '$.links[0].href',
      mock: `"{{base}}/api/atlas/v2/groups/${DEMO}/integrations/PROMETHEUS?pageNum=1&itemsPerPage=100"`,
      service: `"{{base}}/api/atlas/v2/groups/${DEMO}/integrations?pageNum=1&itemsPerPage=100"`
    }
  ],
  [
    SETTING,
    inBody('Invalid attribute', 'Unknown attribute'),
    {
      at: '$.detail',
      mock: '"Invalid attribute isNope specified."',
      service: '"Unknown attribute isNope specified."'
    }
  ],
  [SETTING, inBody('["isNope"]', '[1]'), { at: '$.parameters[0]', mock: '"isNope"', service: '1' }],
  [
    SETTING,
    () => ({ body: '' }),
    {
      at: 'body',
      mock: JSON.stringify(
        '{"detail":"Invalid attribute isNope specified.","error":400,"errorCode":"INVALID_ATTRIBUTE","parameters":["isNope"],"reason":"Bad Request"}'
      ),
      service: '""'
    }
  ],
  [
    NOTIFIER,
    inBody(/"notifierId":"[0-9a-f]{24}"/, '"notifierId":"65f0c0ffee65f0c0ffee0001"'),
    { at: '$.notifications[0].notifierId', mock: '"aaaaaaaaaaaaaaaaaaaaaaaa"', service: '"{{id}}"' }
  ],
  [
    LIMIT,
    inHeaders('ratelimit-limit', '60'),
    { at: 'header ratelimit-limit', mock: '"1200"', service: '"60"' }
  ]
]

t.test('reports the location of a changed value', async t => {
  const target = await startTrustedTarget(t)
  for (const [title, change, difference] of CHANGES) {
    const exchanges = exchangesOf(title)
    const { method, path = '' } = exchanges[0]?.request ?? {}
    const [place = ''] = path.slice(path.indexOf(DEMO) + DEMO.length).split('{{')
    target.change(proxied =>
      proxied.method === method && proxied.path.includes(place) ? change(proxied) : {}
    )
    t.strictSame(
      differing(await compareExchanges(target, exchanges)),
      [{ title, differences: [difference] }],
      difference.at
    )
  }
})

t.test('honours Retry-After and compares the next response', async t => {
  const target = await startTrustedTarget(t)
  let rejections = 0
  target.change(({ method, path, headers }) => {
    if (method !== 'PATCH' || !path.endsWith('/settings') || rejections === 2) return {}
    rejections++
    return { status: 429, reason: 'Too Many Requests', headers: { ...headers, 'retry-after': '0' } }
  })
  t.strictSame(differing(await compareExchanges(target, exchangesOf(SETTING))), [])
  t.equal(rejections, 2)
})

t.test(
  'repeats a request that the service did not process, and replaces a project that it cannot restore',
  async t => {
    const target = await startTrustedTarget(t)
    let failures = 1
    target.change(({ method }) => {
      if (method !== 'DELETE' || failures === 0) return {}
      failures--
      return { status: 503, headers: { 'retry-after': new Date().toUTCString() } }
    })
    t.strictSame(differing(await compareExchanges(target, exchangesOf(PRETTY))), [])
    target.change(({ method, path }) =>
      method === 'DELETE' && path.includes('VICTOR_OPS') ? { status: 500 } : {}
    )
    t.strictSame(differing(await compareExchanges(target, exchangesOf(PRETTY, 'returns an empty list'))), [])
    t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
  }
)

t.test('does not repeat a deletion whose outcome is not known', async t => {
  const target = await startTrustedTarget(t)
  let deletions = 0
  target.change(({ method, path }) => {
    if (method !== 'DELETE' || !path.includes('/integrations/')) return {}
    deletions++
    return { status: 502 }
  })
  t.strictSame(differing(await compareExchanges(target, exchangesOf(DELETION))), [
    { title: DELETION, differences: [{ at: 'status', mock: '204', service: '502' }] }
  ])
  t.equal(deletions, 6, 'in each of three replays, the call and what reverts the creation before it')
})

t.test('replaces a project that has a resource without a known id', async t => {
  const target = await startTrustedTarget(t)
  let changes = 1
  target.change(({ method, path }) => {
    if (method !== 'POST' || !path.endsWith('/alertConfigs') || changes === 0) return {}
    changes--
    return { body: '{}' }
  })
  const titles = ['creates an alert configuration', 'lists alert configurations'] as const
  const results = await compareExchanges(target, exchangesOf(...titles))
  t.strictSame(
    differing(results).map(({ title }) => title),
    [titles[0]]
  )
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test('sends no more requests per second than the rate', async t => {
  const sent: number[] = []
  const read: number[] = []
  class RecordingTransport extends Transport {
    override async send() {
      sent.push(Date.now())
      return { status: 200, headers: [], body: '' }
    }
  }
  const now = () => {
    read.push(Date.now())
    return read.at(-1) as number
  }
  const transport = new RecordingTransport(new URL('http://127.0.0.1'))
  const service = new ServiceClient(transport, {
    credential: KEY,
    sources: { ...createSources(), now },
    rate: 50
  })
  for (let count = 0; count < 6; count++) await service.send({ method: 'GET', path: '/', headers: [] })
  await service.close()
  t.equal(sent.length, 6)
  // A timer may fire a millisecond early.
  const early = sent.filter((time, at) => time < (read[0] ?? 0) + at * 20 - 1)
  t.strictSame(early, [], 'no request before its turn')
})

t.test('creates no project if the target is not the Atlas API', async t => {
  const target = await startTrustedTarget(t)
  target.change(() => ({ status: 302 }))
  await t.rejects(compareExchanges(target, exchangesOf(SETTING)), {
    message: 'the target is not the Atlas API: GET /api/atlas/v2/orgs/{id} returned 302'
  })
  t.strictSame(
    (await target.mock.requests.list()).filter(({ request }) => request.method !== 'GET'),
    []
  )
})

t.test('ends if a date in Retry-After is more than five minutes away', async t => {
  const now = Date.UTC(2026, 10, 25, 12)
  class BusyTransport extends Transport {
    override async send() {
      const date = new Date(now + 301_000).toUTCString()
      return { status: 503, headers: [['Retry-After', date] as [string, string]], body: '' }
    }
  }
  const service = new ServiceClient(new BusyTransport(new URL('http://127.0.0.1')), {
    credential: KEY,
    sources: { ...createSources(), now: () => now },
    rate: 1000
  })
  await t.rejects(service.send({ method: 'GET', path: '/', headers: [] }), {
    message: 'the service asked to wait 301 seconds (Retry-After); the maximum is 300'
  })
  await service.close()
})

t.test('names the reason if the service rejects a service account, or uses another algorithm', async t => {
  const target = await startTrustedTarget(t)
  await t.rejects(compareExchanges(target, exchangesOf(SETTING), { ...ACCOUNT, secret: 'wrong' }), {
    message: 'the service rejected the credentials'
  })
  target.change(({ headers }) => {
    const challenge = String(headers['www-authenticate']).replace('MD5', 'SHA-256')
    return { headers: { ...headers, 'www-authenticate': challenge } }
  })
  await t.rejects(compareExchanges(target, exchangesOf(SETTING)), {
    message: 'the service requires Digest with SHA-256, which Atlas does not use'
  })
})

t.test('changes and deletes no other project if the service returns its id for the new one', async t => {
  const target = await startTrustedTarget(t)
  target.change(({ method, path, body }) =>
    method === 'POST' && path.endsWith('/groups')
      ? { body: body.replace(/"id":"\w+"/, `"id":"${STAGING}"`) }
      : {}
  )
  const before = await target.mock.requests.list()
  const events: unknown[] = []
  const onProject = (event: ProjectEvent) =>
    events.push([event.type, 'project' in event && event.project.id === STAGING])
  await t.rejects(compareExchanges(target, exchangesOf(SETTING), KEY, { onProject }), {
    name: 'StartError',
    message: 'the service returned an id that does not belong to the new project'
  })
  t.strictSame(events, [
    ['creation', false],
    ['created', true],
    ['foreign', true],
    ['created', false],
    ['deleted', false]
  ])
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
  const requests = (await target.mock.requests.list()).slice(before.length)
  t.strictSame(
    requests.filter(({ request: { method, url } }) => method !== 'GET' && url.includes(STAGING)),
    []
  )
})

t.test('does not delete a project that has another name at the end', async t => {
  const target = await startTrustedTarget(t)
  let isCompared = false
  target.change(({ method, path, body }) => {
    if (path.endsWith('/settings')) isCompared = true
    const isRead = method === 'GET' && /\/groups\/[0-9a-f]{24}$/.test(path)
    return isCompared && isRead ? { body: body.replace('atlas-mock-compare-', 'production-') } : {}
  })
  const events: unknown[] = []
  const onProject = (event: ProjectEvent) =>
    'project' in event && events.push([event.type, event.project.name])
  await compareExchanges(target, exchangesOf(SETTING), KEY, { onProject })
  const [, , name] = projectsOf(target.mock)
  t.match(name, /^atlas-mock-compare-/)
  t.strictSame(events, [
    ['created', name],
    ['foreign', name]
  ])
})

t.test('keeps the project whose name is in use, unless the service may have changed it', async t => {
  const target = await startTrustedTarget(t)
  const first = { body: '' }
  const refusedWith = (service: string) => [
    { title: NAME_IN_USE, differences: [{ at: 'status', mock: '409 GROUP_ALREADY_EXISTS', service }] }
  ]
  for (const [change, differences, created] of [
    [() => ({}), [], 1],
    [() => ({ status: 400, body: '{"errorCode":"OTHER"}' }), refusedWith('400 OTHER'), 1],
    [() => ({ status: 500, body: '{}' }), refusedWith('500 GROUP_ALREADY_EXISTS'), 4],
    [() => ({ status: 201, body: '{}' }), refusedWith('201'), 2],
    [() => ({ status: 201, body: first.body }), refusedWith('201'), 2]
  ] as const) {
    target.change(({ method, path, status, body }) => {
      if (method !== 'POST' || !path.endsWith('/groups')) return {}
      if (status === 201) first.body = body
      return status === 409 ? change() : {}
    })
    const events: string[] = []
    const results = await compareExchanges(target, exchangesOf(NAME_IN_USE, SETTING, PRETTY), KEY, {
      onProject: ({ type }) => events.push(type)
    })
    t.strictSame(differing(results), differences)
    const each = ['creation', 'created', 'deleted']
    t.strictSame(events, Array.from({ length: created }, () => each).flat())
    t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
  }
})

t.test('compares withDefaultAlertsSettings of a project that a page creates', async t => {
  const target = await startTrustedTarget(t)
  const place = '"withDefaultAlertsSettings":'
  target.change(({ body }) => ({ body: body.replace(new RegExp(`${place}\\w+`), `${place}"other"`) }))
  const results = await compareExchanges(target, exchangesOf(CREATION))
  t.strictSame(differing(results), [
    {
      title: CREATION,
      differences: [{ at: '$.withDefaultAlertsSettings', mock: 'true', service: '"other"' }]
    }
  ])
})

/** Responses to the requests that prepare behaviours, what the comparison shows, and the test cases that fail. */
const PREPARATIONS: [change: Change, refused: 'PROMETHEUS' | undefined, text: string, failed: string[]][] = [
  [
    () => ({}),
    'PROMETHEUS',
    `none: prepares "updates PROMETHEUS without its password"
  createGroupIntegration status  mock 200  service 401 USER_UNAUTHORIZED
  1 response of createGroupIntegration (PROMETHEUS) in 1 behaviour: updates PROMETHEUS without its password
  first: POST /api/atlas/v2/groups/32b6…e7b8/integrations/PROMETHEUS

Differences: 1, in 1 of 4 behaviours; responses compared with https://atlas.example.com: 4.`,
    ['createGroupIntegration: updates PROMETHEUS without its password']
  ],
  [
    ({ method, path }) =>
      method === 'POST' && path.includes('/integrations/') ? { status: 202, reason: 'Accepted' } : {},
    undefined,
    `reported: creates SLACK with the required fields
  docs/fidelity/slack.md#creates-slack-required-fields
  createGroupIntegration status  mock 200  service 202
  2 responses of createGroupIntegration (PROMETHEUS, SLACK) in 2 behaviours: updates PROMETHEUS without its password, creates SLACK with the required fields
  first: POST /api/atlas/v2/groups/32b6…e7b8/integrations/PROMETHEUS

Differences: 1, in 2 of 4 behaviours; responses compared with https://atlas.example.com: 4.`,
    [
      'updateGroupIntegration: updates PROMETHEUS without its password',
      'createGroupIntegration: creates SLACK with the required fields'
    ]
  ],
  [
    ({ method, path, body }) =>
      method === 'DELETE' && /\/groups\/\w+$/.test(path) && body === '{}'
        ? { status: 200, reason: 'OK', body: '{"a":1}' }
        : {},
    undefined,
    `reported: accepts a second deletion of a project that has just been deleted
  docs/fidelity/projects.md#accepts-second-deletion-project-just-been
  deleteGroup status  mock 202  service 200
  1 response of deleteGroup in 1 behaviour: accepts a second deletion of a project that has just been deleted
  first: DELETE /api/atlas/v2/groups/{id}

reported: accepts a second deletion of a project that has just been deleted
  docs/fidelity/projects.md#accepts-second-deletion-project-just-been
  Projects $.a  mock (missing)  service 1
  1 response of deleteGroup in 1 behaviour: accepts a second deletion of a project that has just been deleted
  first: DELETE /api/atlas/v2/groups/{id} at $.a

Differences: 2, in 1 of 4 behaviours; responses compared with https://atlas.example.com: 4.`,
    ['deleteGroup: accepts a second deletion of a project that has just been deleted']
  ]
]

t.test('counts a behaviour once, whatever the responses to the requests that prepare it', async t => {
  const target = await startTrustedTarget(t)
  const exchanges = exchangesOf(PROMETHEUS, SLACK, REMOVED_TWICE, ABSENT)
  for (const [change, integrationType, text, failed] of PREPARATIONS) {
    target.change(change)
    target.mock.faults.clear()
    if (integrationType) {
      target.mock.faults.add({
        match: { operation: 'createGroupIntegration', integrationType },
        effect: { type: 'error', errorCode: 'USER_UNAUTHORIZED' }
      })
    }
    const skipped: Skipped[] = []
    const results = await compareExchanges(target, exchanges, KEY, {}, skipped)
    const comparison = { source: 'https://atlas.example.com', of: 'behaviours', results, skipped } as const
    t.equal(renderComparison(comparison).join('\n'), text)
    const cases = comparisonTestCases(comparison)
    t.strictSame(
      cases.map(({ name }) => name),
      exchanges.map(({ title }) => title)
    )
    t.strictSame(
      cases.flatMap(({ suite, name, failure }) => (failure ? `${suite}: ${name}` : [])),
      failed
    )
  }
})

t.test('deletes a new project that the service does not find in one look-up', async t => {
  const target = await startTrustedTarget(t)
  let lookUps = 0
  target.change(({ method, path }) => {
    if (method !== 'GET' || !/\/groups\/[0-9a-f]{24}$/.test(path)) return {}
    // The first one checks the new project; the next one precedes the deletion.
    return ++lookUps === 2 ? { status: 404, body: '{"errorCode":"GROUP_NOT_FOUND"}' } : {}
  })
  const events: string[] = []
  const results = await compareExchanges(target, exchangesOf(SETTING), KEY, {
    onProject: ({ type }) => events.push(type)
  })
  t.strictSame([differing(results), events, lookUps], [[], ['creation', 'created', 'deleted'], 2])
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test("does not take a gateway's 404 for that of a deleted project", async t => {
  const target = await startTrustedTarget(t)
  let isCompared = false
  let lookUps = 0
  target.change(({ method, path }) => {
    if (path.endsWith('/settings')) isCompared = true
    if (!isCompared || method !== 'GET' || !/\/groups\/[0-9a-f]{24}$/.test(path)) return {}
    return ++lookUps === 1 ? { status: 404, body: '<html>' } : {}
  })
  await compareExchanges(target, exchangesOf(SETTING))
  t.ok(lookUps > 1)
  t.strictSame(projectsOf(target.mock), ['demo', 'staging'])
})

t.test('replaces addresses and credentials in the responses', async t => {
  const target = await startTrustedTarget(t)
  const texts = {
    'from 2a02:2f0::1c: no': 'from {{address}}: no',
    '[2a02:2F0:0:0:0:0:0:1]/64, ::ffff:203.0.113.9.': '[{{address}}]/64, {{address}}.',
    'ip:2a02::': 'ip:{{address}}',
    '203.0.113.9 a@b.example': '{{address}} {{email}}',
    'at 10:30:00, A::get, ::, 2001:db8::1, 192.0.2.1': 'at 10:30:00, A::get, ::, 2001:db8::1, 192.0.2.1',
    [`${KEY.id} ${KEY.secret} x${KEY.id}x`]: `{{credential}} {{credential}} x${KEY.id}x`
  }
  target.change(({ path }) =>
    path.endsWith('/settings') ? { body: JSON.stringify(Object.keys(texts)) } : {}
  )
  const bodies: unknown[] = []
  await compareExchanges(target, exchangesOf(SETTING), KEY, {
    onReplayed: (_exchange, reply) => bodies.push(JSON.parse(reply?.body ?? ''))
  })
  t.strictSame(bodies, [Object.values(texts)])
})

t.test("replaces a service account's token and Basic value that a service repeats", async t => {
  const target = await startTrustedTarget(t)
  const secrets = new Set<string>()
  target.change(({ path, authorization, headers }) => {
    secrets.add(authorization.split(' ')[1] ?? '')
    const text = [...secrets].join(' ')
    return path.endsWith('/settings') ? { headers: { ...headers, 'x-error-code': text }, body: text } : {}
  })
  const replies: unknown[] = []
  await compareExchanges(target, exchangesOf(SETTING), ACCOUNT, {
    onReplayed: (_exchange, { headers, body }) => replies.push(new Map(headers).get('x-error-code'), body)
  })
  t.equal(secrets.size, 2)
  const shown = '{{credential}} {{credential}}'
  t.strictSame(replies, [shown, shown])
})

t.test('reports the label of each difference, the most reliable first', async t => {
  const result = (title: string, label?: Evidence): Result => {
    const basis = label && { title: `row ${title}`, label }
    const values = { at: 'status', mock: '200', service: '404' }
    const finding = { ...values, kind: 'error', place: 'getGroup status', key: title, basis } as const
    return { operation: 'getGroup', titles: [title], request: 'GET /groups', findings: [finding] }
  }
  const results = [
    result('a call without a row'),
    result('b', 'guess'),
    result('c', 'recorded'),
    result('d', 'analogous'),
    result('e', 'recorded'),
    { ...result('f', 'documented'), findings: [] }
  ]
  const comparison: Comparison = { source: 'https://example.com', of: 'behaviours', results, skipped: [] }
  const block = (heading: string, title: string) => [
    heading,
    '  getGroup status  mock 200  service 404',
    `  1 response of getGroup in 1 behaviour: ${title}`,
    '  first: GET /groups',
    ''
  ]
  t.strictSame(renderComparison(comparison), [
    ...block('recorded: row c', 'c'),
    ...block('recorded: row e', 'e'),
    ...block('analogous: row d', 'd'),
    ...block('guess: row b', 'b'),
    ...block('none: a call without a row', 'a call without a row'),
    'Differences: 5, in 5 of 6 behaviours; responses compared with https://example.com: 6.'
  ])
  t.match(
    junitOf(comparison),
    'name="a call without a row">\n      <failure message="response differs: none">'
  )
})

t.test('a JUnit report contains only characters that XML allows', async t => {
  const name = 'a\uffff\ufffe\ud800\u0001\u001b<b>\u{1f600}'
  const values = { at: name, mock: name, service: undefined }
  const finding = { ...values, kind: 'missing', place: name, key: name, basis: undefined } as const
  const result = { operation: name, titles: [name], request: name, findings: [finding] }
  const report = junitOf({ source: name, of: 'tests', results: [result], skipped: [] })
  // XML 1.0 §2.2.
  t.match(report, /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
  t.match(report, '<testsuites name="a\\uffff\\ufffe\\ud800\\u0001\\u001b&lt;b&gt;\u{1f600}">')
})

t.test('rejects requests outside its project', async t => {
  const own = `/api/atlas/v2/groups/${DEMO}`
  const foreign = REPLAYABLE.flatMap(({ given = [], request }) => [...given, request]).filter(
    ({ method, path }) =>
      !isWithinProjects(method, path, [DEMO]) && !namesNoProject(path) && !isCreation({ method, path })
  )
  t.strictSame(
    new Set(foreign.map(({ method, path }) => `${method} ${path}`)),
    new Set([`DELETE ${own}`, 'DELETE /api/atlas/v2/groups/{{id}}']),
    'requests of exchanges'
  )
  for (const [method, path] of [
    ['GET', '/api/atlas/v2/groups'],
    ['POST', '/api/atlas/v2/groups'],
    ['GET', '/api/atlas/v2/groups/111111111111111111111111/integrations'],
    ['GET', `${own}/../111111111111111111111111/integrations`],
    ['GET', `${own}/%2e%2e/111111111111111111111111`],
    ['GET', `${own}/accessList/..%2F24`],
    ['GET', `/${own}/integrations`],
    ['DELETE', own],
    ['PATCH', `${own}/`],
    ['GET', `/api/atlas/v2/orgs/${ACME}`],
    ['GET', `/api/private/groups/${DEMO}/x`],
    ['GET', `${own.replace(/3/, '%33')}/integrations`],
    ['GET', `${own};x/integrations`],
    ['GET', `${own}/x\\..\\y`],
    ['GET', `${own}/integrations/%00`]
  ] as const) {
    t.notOk(isWithinProjects(method, path, [DEMO]), `${method} ${path}`)
  }
  t.ok(isOfProject(own))
  const others = [`${own}//../${STAGING}`, `${own}/%2e%2e/${STAGING}`, `${own};x`, `${own}/x`]
  t.strictSame(others.filter(isOfProject), [], 'is not the path of the project itself')
})

t.test('reverts a write that may have had an effect', t => {
  const own = `/api/atlas/v2/groups/${DEMO}`
  const undo = (method: string, rest: string, status: number) =>
    undoOf({ method, path: own + rest, headers: [] }, { status, headers: [], body: '' })
  const deletion = [{ method: 'DELETE', path: `${own}/integrations/SLACK` }]
  t.strictSame(undo('POST', '/integrations/SLACK', 499), [], 'a rejected request')
  t.strictSame(undo('POST', '/integrations/SLACK', 500), deletion)
  t.equal(undo('PATCH', '/settings', 500), undefined, 'only a new project can')
  t.equal(undo('PATCH', '', 200), undefined, 'only a new project can')
  t.end()
})

t.test('reverts the creation of entries only if the response lists all of them', t => {
  const address = `/api/atlas/v2/groups/${DEMO}/accessList`
  const call = { method: 'POST', path: `${address}?itemsPerPage=1`, headers: [] }
  const undo = (body: object) => undoOf(call, { status: 201, headers: [], body: JSON.stringify(body) })
  const results = [{ links: [{ href: `https://cloud.mongodb.com${address}/203.0.113.9%2F32`, rel: 'self' }] }]
  t.strictSame(undo({ results, totalCount: 1 }), [{ method: 'DELETE', path: `${address}/203.0.113.9%2F32` }])
  t.strictSame(undo({ results: [], totalCount: 0 }), [])
  t.equal(undo({ results, totalCount: 2 }), undefined)
  t.end()
})

t.test('the replayable exchanges send only reserved host names', async t => {
  // RFC 2606: the requests go to a real account.
  const sent = JSON.stringify(REPLAYABLE.map(({ given, request }) => [given, request]))
  const hosts = [...sent.matchAll(/https?:\/\/(?:[^/"\\@]+@)?([^/"\\:]+)/g)].map(([, host = '']) => host)
  t.strictSame(
    [...new Set(hosts)].filter(host => !/^([\w-]+\.)*example\.(com|org)$|^192\.0\.2\.\d+$/.test(host)),
    []
  )
})

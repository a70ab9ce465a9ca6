import t, { type Test } from 'tap'
import { isAllowed, isCidr, plainAddress } from '../../src/auth/access-list.ts'
import { reasonText } from '../../src/errors.ts'
import { ACME, as, build, call, DEMO, ELSEWHERE, integrations, KEYS, SECURITY, STAGING } from '../app.ts'

/** Returns the complete response to an authenticated request that is rejected. */
function refusal(
  status: number,
  reason: string,
  errorCode: string,
  detail: string,
  parameters: string[],
  rate = {}
) {
  const text = JSON.stringify({ detail, error: status, errorCode, parameters, reason })
  return {
    status,
    headers: {
      vary: 'Accept-Encoding',
      'content-type': 'application/json',
      ...SECURITY,
      'x-java-method': 'ApiGroupIntegrationsResource::createIntegration',
      ...rate,
      'x-error-code': errorCode,
      'content-length': String(text.length)
    },
    text
  }
}

const RATE = { 'ratelimit-limit': '1200', 'ratelimit-remaining': '1199' }
const NOT_IN_GROUP = refusal(
  401,
  'Unauthorized',
  'NOT_IN_GROUP',
  'The current user is not in the group, or the group does not exist.',
  [],
  RATE
)
const TOO_WEAK = 'Current user is not authorized to perform this action.'
const USER_UNAUTHORIZED = refusal(401, 'Unauthorized', 'USER_UNAUTHORIZED', TOO_WEAK, [], RATE)

/** Returns the responses to all seeded callers that configure a type on each project, each on a new server. */
async function outcomes(t: Test, settings: { roleDeniedStatus?: 401 | 403 } = {}) {
  const found: Record<string, unknown> = {}
  for (const key of Object.keys(KEYS).filter(name => name !== 'fencedin')) {
    for (const [name, groupId] of Object.entries({ demo: DEMO, staging: STAGING, elsewhere: ELSEWHERE })) {
      const app = await build(t, { settings })
      const before = app.services.integrations.list(groupId).length
      const url = integrations(groupId, 'SLACK')
      const body = { apiToken: 'xoxb-0000-1111', channelName: 'alerts' }
      const { status, headers, text } = await as(app, key, { method: 'POST', url, body })
      const { date: _date, connection: _connection, ...rest } = headers
      const written = app.services.integrations.list(groupId).length - before
      found[`${key} on ${name}`] = status === 200 ? `200, ${written} more` : { status, headers: rest, text }
      if (status !== 200 && written > 0) found[`${key} on ${name}`] = 'rejected, but written'
      await app.server.close()
    }
  }
  return found
}

function expected(weak: object) {
  return {
    'orgowner on demo': '200, 1 more',
    'orgowner on staging': '200, 1 more',
    'orgowner on elsewhere': NOT_IN_GROUP,
    'prjowner on demo': '200, 1 more',
    'prjowner on staging': weak,
    'prjowner on elsewhere': NOT_IN_GROUP,
    'readonly on demo': weak,
    'readonly on staging': weak,
    'readonly on elsewhere': NOT_IN_GROUP,
    'orgreadr on demo': weak,
    'orgreadr on staging': weak,
    'orgreadr on elsewhere': NOT_IN_GROUP,
    'outsider on demo': NOT_IN_GROUP,
    'outsider on staging': NOT_IN_GROUP,
    'outsider on elsewhere': '200, 1 more'
  }
}

t.test('each seeded key can write to the projects in the table of credentials', async t => {
  t.strictSame(await outcomes(t), expected(USER_UNAUTHORIZED))
})

t.test('a setting changes only the status code of USER_UNAUTHORIZED to 403', async t => {
  const weak = refusal(403, 'Forbidden', 'USER_UNAUTHORIZED', TOO_WEAK, [], RATE)
  t.strictSame(await outcomes(t, { roleDeniedStatus: 403 }), expected(weak))
})

t.test('each seeded key can read the projects in the table of credentials', async t => {
  const app = await build(t)
  const found: Record<string, unknown> = {}
  for (const key of ['orgowner', 'prjowner', 'readonly', 'orgreadr', 'outsider']) {
    for (const [name, groupId] of Object.entries({ demo: DEMO, staging: STAGING, elsewhere: ELSEWHERE })) {
      const { status, json } = await as(app, key, { url: integrations(groupId) })
      const { errorCode, totalCount } = json as { errorCode?: string; totalCount?: number }
      found[`${key} on ${name}`] = `${status} ${errorCode ?? totalCount}`
    }
  }
  t.strictSame(found, {
    'orgowner on demo': '200 0',
    'orgowner on staging': '200 2',
    'orgowner on elsewhere': '401 NOT_IN_GROUP',
    'prjowner on demo': '200 0',
    'prjowner on staging': '401 USER_UNAUTHORIZED',
    'prjowner on elsewhere': '401 NOT_IN_GROUP',
    'readonly on demo': '200 0',
    'readonly on staging': '401 USER_UNAUTHORIZED',
    'readonly on elsewhere': '401 NOT_IN_GROUP',
    'orgreadr on demo': '200 0',
    'orgreadr on staging': '200 2',
    'orgreadr on elsewhere': '401 NOT_IN_GROUP',
    'outsider on demo': '401 NOT_IN_GROUP',
    'outsider on staging': '401 NOT_IN_GROUP',
    'outsider on elsewhere': '200 0'
  })
})

/** Returns the last log line without the fields that all lines have. */
function lastLine(logged: string[]): object {
  const line = JSON.parse(logged.at(-1) ?? '{}') as Record<string, unknown>
  const { level: _level, time: _time, pid: _pid, hostname: _hostname, reqId: _reqId, ...rest } = line
  return rest
}

t.test("logs the required role and the caller's roles", async t => {
  const app = await build(t)
  await as(app, 'readonly', { method: 'POST', url: integrations(DEMO, 'SLACK'), body: {} })
  t.strictSame(lastLine(app.logged), {
    method: 'POST',
    path: integrations(DEMO, 'SLACK'),
    status: 401,
    error: 'USER_UNAUTHORIZED',
    principal: 'readonly',
    code: 'role-insufficient',
    needed: { project: ['GROUP_OWNER'], organization: ['ORG_OWNER'] },
    held: [{ roleName: 'GROUP_READ_ONLY', orgId: null, projectId: DEMO }],
    msg: `refused: ${reasonText({ code: 'role-insufficient' })}`
  })
})

t.test('accepts an address or a CIDR block as an access list entry', async t => {
  const right = [
    '203.0.113.9',
    '203.0.113.0/24',
    '0.0.0.0/0',
    '203.0.113.9/32',
    '::1',
    '2001:db8::/32',
    '::/0',
    '::ffff:203.0.113.9',
    '::ffff:203.0.113.0/120',
    '::ffff:cb00:7100/96'
  ]
  const wrong = [
    '',
    'x',
    'localhost',
    '203.0.113',
    '203.0.113.256',
    '3405803785',
    '0x7f.0.0.1',
    '203.0.113.0/33',
    '203.0.113.0/-1',
    '203.0.113.0/',
    '/24',
    '203.0.113.0/24/8',
    '10.0/8',
    '10/8',
    '0x0a.0.0.0/8',
    'fe80::1%eth0',
    'fe80::%1/64',
    '::ffff:203.0.113.9/95',
    '::ffff:203.0.113.9/129',
    '::ffff:203.0.113',
    '2001:db8::/129',
    '2001:db8:::1',
    ' 203.0.113.9'
  ]
  t.strictSame(
    right.filter(entry => !isCidr(entry)),
    []
  )
  t.strictSame(wrong.filter(isCidr), [])
})

t.test('an access list permits its addresses only', async t => {
  const cases: [list: string[], passes: string[], fails: string[]][] = [
    [[], ['203.0.113.9', '::1', '', 'unix'], []],
    [['203.0.113.9'], ['203.0.113.9', '::ffff:203.0.113.9', '::ffff:cb00:7109'], ['203.0.113.8', '::1', '']],
    [
      ['203.0.113.0/24'],
      ['203.0.113.0', '203.0.113.255', '::ffff:203.0.113.1'],
      ['203.0.112.255', '203.0.114.0']
    ],
    [['203.0.113.129/25'], ['203.0.113.128', '203.0.113.255'], ['203.0.113.127']],
    [['0.0.0.0/0'], ['127.0.0.1', '255.255.255.255'], ['::1', '2001:db8::1']],
    [['2001:db8::1'], ['2001:db8::1', '2001:0DB8:0:0::0001'], ['2001:db8::2', '203.0.113.9']],
    [['2001:db8::/33'], ['2001:db8:7fff:ffff::'], ['2001:db8:8000::', '2001:db7::']],
    [['::/0'], ['::1'], ['127.0.0.1', '::ffff:127.0.0.1']],
    [['198.51.100.1', '2001:db8::/32', '203.0.113.0/24'], ['203.0.113.9', '2001:db8::9'], ['198.51.100.2']],
    [
      ['::ffff:203.0.113.9'],
      ['203.0.113.9', '::ffff:203.0.113.9', '::ffff:cb00:7109'],
      ['203.0.113.8', '::1']
    ],
    [
      ['::ffff:203.0.113.0/120'],
      ['203.0.113.0', '203.0.113.255', '::ffff:203.0.113.1'],
      ['203.0.112.255', '203.0.114.0']
    ],
    [['::ffff:0:0/96'], ['127.0.0.1', '255.255.255.255'], ['::1']],
    [['127.0.0.1'], ['127.0.0.1'], ['not an address', '127.0.0.1.example.com']]
  ]
  for (const [list, passes, fails] of cases) {
    t.strictSame(
      passes.filter(address => !isAllowed(list, address)),
      [],
      `${list} permits ${passes}`
    )
    t.strictSame(
      fails.filter(address => isAllowed(list, address)),
      [],
      `${list} rejects ${fails}`
    )
  }
  t.strictSame(['::ffff:203.0.113.9', '203.0.113.9', '2001:DB8::0:1', 'unix'].map(plainAddress), [
    '203.0.113.9',
    '203.0.113.9',
    '2001:db8::1',
    'unix'
  ])
})

t.test('checks the access list before it looks up the project', async t => {
  const app = await build(t)
  const request = {
    method: 'POST',
    url: integrations(DEMO, 'WEBHOOK'),
    body: { url: 'https://example.com/x' }
  }
  const refused = async (shown: string, more: object = {}) => {
    const { status, headers, text } = await as(app, 'fencedin', { ...request, ...more })
    const { date: _date, connection: _connection, ...rest } = headers
    t.strictSame(
      { status, headers: rest, text },
      refusal(
        403,
        'Forbidden',
        'IP_ADDRESS_NOT_ON_ACCESS_LIST',
        `IP address ${shown} is not allowed to access this resource.`,
        [shown]
      ),
      `${shown} ${JSON.stringify(more)}`
    )
  }
  await refused('127.0.0.1')
  await refused('203.0.112.9', { remoteAddress: '203.0.112.9' })
  await refused('203.0.112.9', { remoteAddress: '::ffff:203.0.112.9' })
  await refused('2001:db8::1', { remoteAddress: '2001:db8::1' })
  await refused('127.0.0.1', { url: integrations('f'.repeat(24), 'FOO') })
  await refused('127.0.0.1', {
    headers: { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' }
  })
  t.strictSame(app.services.integrations.list(DEMO), [])
  t.match(lastLine(app.logged), { principal: 'fencedin', code: 'access-list', address: '127.0.0.1' })

  t.equal((await as(app, 'fencedin', { ...request, remoteAddress: '203.0.113.9' })).status, 200)
  t.equal((await as(app, 'fencedin', { ...request, remoteAddress: '::ffff:203.0.113.9' })).status, 409)
  t.equal(
    (await as(app, 'prjowner', { ...request, remoteAddress: '2001:db8::1' })).status,
    409,
    'other addresses are permitted'
  )
})

t.test("applies a service account's access list to calls, but not to token requests", async t => {
  const clientId = 'mdb_sa_id_0000000000000000000000a1'
  const clientSecret = 'mdb_sa_sk_fenced'
  const seed = JSON.stringify({
    organizations: [
      {
        id: ACME,
        name: 'Acme',
        projects: [{ id: DEMO, name: 'demo' }],
        serviceAccounts: [
          {
            clientId,
            clientSecret,
            roles: [{ orgId: ACME, roleName: 'ORG_OWNER' }],
            accessList: ['203.0.113.0/24']
          }
        ]
      }
    ]
  })
  const app = await build(t, { settings: { seed } })
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const { json } = await call(app, {
    method: 'POST',
    url: '/api/oauth/token',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials'
  })
  const authorization = `Bearer ${(json as { access_token: string }).access_token}`
  const request = {
    method: 'POST',
    url: integrations(DEMO, 'WEBHOOK'),
    headers: { authorization },
    body: { url: 'https://example.com/x' }
  }
  t.match((await call(app, request)).json, { errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST' })
  t.equal((await call(app, { ...request, remoteAddress: '203.0.113.1' })).status, 200)
})

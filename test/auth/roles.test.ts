import t from 'tap'
import { isAllowed, isCidr, plainAddress } from '../../src/http/addresses.ts'
import { as, build, DEMO, integrations, STAGING } from '../app.ts'

/** Returns the last log line without the fields that all lines have. */
function lastLine(logged: string[]): object {
  const line = JSON.parse(logged.at(-1) ?? '{}') as Record<string, unknown>
  const { level: _level, time: _time, pid: _pid, hostname: _hostname, ...rest } = line
  return rest
}

t.test('logs which roles the caller has, and which it needs', async t => {
  const app = await build(t)
  const line = { status: 401, principal: 'readonly' }
  await as(app, 'readonly', { method: 'POST', url: integrations(DEMO, 'SLACK'), body: {} })
  t.strictSame(lastLine(app.logged), {
    ...line,
    method: 'POST',
    path: integrations(DEMO, 'SLACK'),
    error: 'USER_UNAUTHORIZED',
    code: 'role-insufficient',
    roles: ['GROUP_READ_ONLY'],
    place: 'demo',
    required: ['GROUP_OWNER', 'ORG_OWNER'],
    msg: 'rejected: readonly has GROUP_READ_ONLY on demo and this call needs GROUP_OWNER or ORG_OWNER'
  })
  await as(app, 'readonly', { url: integrations(STAGING) })
  t.strictSame(lastLine(app.logged), {
    ...line,
    method: 'GET',
    path: integrations(STAGING),
    error: 'USER_CANNOT_ACCESS_GROUP',
    code: 'project-role-missing',
    place: 'staging',
    msg: 'rejected: readonly has no role on staging and no organization role that includes it'
  })
})

t.test('accepts an address or a CIDR block as an access list entry', async t => {
  const right = [
    '203.0.113.9',
    '203.0.113.0/24',
    '0.0.0.0/0',
    '::1',
    '2001:db8::/32',
    '::ffff:203.0.113.0/120'
  ]
  const wrong = [
    '',
    'x',
    '203.0.113',
    '203.0.113.256',
    '0x7f.0.0.1',
    '203.0.113.0/33',
    '203.0.113.0/',
    '10/8'
  ]
  const wrongIpv6 = ['fe80::1%eth0', 'fe80::%1/64', '::ffff:203.0.113.9/95', '2001:db8::/129', '2001:db8:::1']
  t.strictSame(right.filter(isCidr), right)
  t.strictSame([...wrong, ...wrongIpv6].filter(isCidr), [])
})

t.test('an access list permits its addresses only', async t => {
  const mapped = ['203.0.113.9', '::ffff:203.0.113.9', '::ffff:cb00:7109']
  const several = ['198.51.100.1', '2001:db8::/32', '203.0.113.0/24']
  const rows: [list: string[], passes: string[], fails: string[]][] = [
    [[], ['203.0.113.9', '::1', '', 'unix'], []],
    [['203.0.113.9'], mapped, ['203.0.113.8', '::1', '', 'not an address', '203.0.113.9.example.com']],
    [['203.0.113.129/25'], ['203.0.113.128', '203.0.113.255'], ['203.0.113.127']],
    [['0.0.0.0/0'], ['127.0.0.1', '255.255.255.255'], ['::1', '2001:db8::1']],
    [['2001:db8::1'], ['2001:db8::1', '2001:0DB8:0:0::0001'], ['2001:db8::2', '203.0.113.9']],
    [['2001:db8::/33'], ['2001:db8:7fff:ffff::'], ['2001:db8:8000::', '2001:db7::']],
    [['::/0'], ['::1'], ['127.0.0.1', '::ffff:127.0.0.1']],
    [several, ['203.0.113.9', '2001:db8::9'], ['198.51.100.2']],
    [['::ffff:203.0.113.9'], mapped, ['203.0.113.8', '::1']],
    [['::ffff:203.0.113.0/120'], ['203.0.113.0', '203.0.113.255'], ['203.0.112.255', '203.0.114.0']],
    [['::ffff:0:0/96'], ['127.0.0.1', '255.255.255.255'], ['::1']]
  ]
  for (const [list, passes, fails] of rows) {
    const allowed = [...passes, ...fails].filter(address => isAllowed(list, address))
    t.strictSame(allowed, passes, String(list))
  }
})

t.test('checks the access list before it looks up the project', async t => {
  const app = await build(t)
  const request = { method: 'POST', url: integrations('f'.repeat(24), 'FOO') }
  const forwarded = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' }
  const rows: [shown: string, changed: { remoteAddress?: string; headers?: Record<string, string> }][] = [
    ['127.0.0.1', {}],
    ['127.0.0.1', { headers: forwarded }],
    ['203.0.112.9', { remoteAddress: '::ffff:203.0.112.9' }],
    ['2001:db8::1', { remoteAddress: '2001:DB8::0:1' }]
  ]
  for (const [shown, changed] of rows) {
    const { status, json } = await as(app, 'fencedin', { ...request, ...changed })
    t.equal(status, 403)
    t.match(json, { errorCode: 'IP_ADDRESS_NOT_ON_ACCESS_LIST', parameters: [shown] }, shown)
    t.match(lastLine(app.logged), { principal: 'fencedin', code: 'access-list', address: shown })
  }
  t.equal(plainAddress('unix'), 'unix')
})

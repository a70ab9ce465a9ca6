import t, { type Test } from 'tap'
import {
  ACME,
  build,
  call,
  DEMO,
  integrations,
  type Request,
  type Response,
  SECURITY,
  STAGING
} from '../app.ts'
import {
  ACCOUNT,
  asBearer,
  asKey,
  askToken,
  control,
  frozen,
  newSandbox,
  ORGS,
  OWNER,
  oauth,
  stateOf,
  tokenFor,
  tooMany,
  twoSandboxes
} from './control.ts'

const LIST: Request = { url: integrations(STAGING) }

/** Builds a server with its clock paused 17 seconds into a minute. */
function limiting(t: Test, rateLimits = true) {
  return frozen(t, { rateLimits }, '2026-11-25T12:00:17.000Z')
}

/** Returns the status and the rate limit headers. */
function rateOf({ status, headers }: Response) {
  return [status, headers['ratelimit-limit'], headers['ratelimit-remaining'], headers['retry-after']]
}

/** Repeats a request. @returns the last response */
async function repeat(count: number, ask: () => Promise<Response>): Promise<Response> {
  let last: Response | undefined
  for (let turn = 0; turn < count; turn++) last = await ask()
  if (!last) throw new Error('nothing was asked')
  return last
}

t.test('with limits off, no request is rejected: the headers count in the same way', async t => {
  const app = await limiting(t, false)
  const token = await tokenFor(app, ACCOUNT.owner)
  const ask = () => asBearer(app, token, { url: ORGS })
  t.strictSame(rateOf(await ask()), [200, '300', '299', undefined])
  t.strictSame(rateOf(await repeat(299, ask)), [200, '300', '0', undefined])
  t.strictSame(rateOf(await repeat(2, ask)), [200, '300', '0', undefined])
  await control(app, 'POST', '/clock/advance', { seconds: 60 })
  t.strictSame(rateOf(await ask()), [200, '300', '99', undefined])
  t.equal((await repeat(50, () => askToken(app, ACCOUNT.owner))).status, 200)
})

t.test('rejects requests on an empty bucket until the next refill by the clock', async t => {
  const app = await limiting(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const ask = () => asBearer(app, token, LIST)
  t.strictSame(rateOf(await repeat(1200, ask)), [200, '1200', '0', undefined])
  const before = await stateOf(app)
  const { status, headers, json } = await ask()
  const { date, connection, 'content-length': size, ...others } = headers
  t.equal(status, 429)
  t.strictSame(json, tooMany(LIST.url.slice(1), 60, 1200, 500))
  t.strictSame(others, {
    ...SECURITY,
    vary: 'Accept-Encoding',
    'content-type': 'application/json',
    'x-java-method': 'ApiGroupIntegrationsResource::getIntegrations',
    'ratelimit-limit': '1200',
    'ratelimit-remaining': '0',
    'retry-after': '60',
    'x-error-code': 'RATE_LIMITED_TOKEN_BUCKET'
  })

  const create = {
    method: 'POST',
    url: integrations(STAGING, 'PAGER_DUTY'),
    body: { serviceKey: '0123456789abcdef0123456789abcdef' }
  }
  const rejected = await asBearer(app, token, create)
  t.strictSame(rejected.json, tooMany(create.url.slice(1), 60, 1200, 500), 'one bucket for all five')
  const legacy = `api/atlas/v1.0/groups/${STAGING}/integrations`
  t.strictSame((await asBearer(app, token, { url: `/${legacy}` })).json, tooMany(legacy, 60, 1200, 500))
  t.strictSame(await stateOf(app), before, 'a rejected request is not executed')

  const advance = (milliseconds: number) => control(app, 'POST', '/clock/advance', { milliseconds })
  await advance(59_000)
  t.strictSame(rateOf(await ask()), [429, '1200', '0', '1'])
  await advance(1)
  const last = await ask()
  t.strictSame(rateOf(last), [429, '1200', '0', '0'], 'rounded down')
  t.strictSame(last.json, tooMany(LIST.url.slice(1), 0, 1200, 500))
  await advance(999)
  t.strictSame(rateOf(await ask()), [200, '1200', '499', undefined], 'rejected requests took no token')
})

t.test('a bucket is refilled in steps from the first request, up to its capacity', async t => {
  const app = await limiting(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const ask = () => asBearer(app, token, { url: ORGS })
  const advance = (seconds: number) => control(app, 'POST', '/clock/advance', { seconds })
  t.strictSame(rateOf(await repeat(200, ask)), [200, '300', '100', undefined])
  await advance(59)
  t.strictSame(rateOf(await repeat(100, ask)), [200, '300', '0', undefined], 'nothing comes back in between')
  t.strictSame(rateOf(await ask()), [429, '300', '0', '1'])
  await advance(1)
  t.strictSame(rateOf(await repeat(100, ask)), [200, '300', '0', undefined])
  await advance(41)
  t.strictSame(rateOf(await ask()), [429, '300', '0', '19'])
  await advance(79)
  t.strictSame(rateOf(await ask()), [200, '300', '199', undefined], 'two steps')
  await advance(59)
  t.strictSame(rateOf(await ask()), [200, '300', '198', undefined])
  await advance(61)
  t.strictSame(rateOf(await ask()), [200, '300', '299', undefined], 'not above the capacity')
  await repeat(299, ask)
  t.strictSame(rateOf(await ask()), [429, '300', '0', '60'], 'the steps start with the next request')
  await control(app, 'PUT', '/clock', { now: '2026-11-25T12:00:00.000Z', frozen: true })
  t.strictSame(rateOf(await ask()), [200, '300', '299', undefined], 'the clock was set back')
})

t.test('each caller has a bucket for each resource', async t => {
  const app = await limiting(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const byName = '/api/atlas/v2/groups/byName'
  const rows: [url: string, capacity: string, remaining: string][] = [
    [ORGS, '300', '299'],
    [ORGS, '300', '298'],
    [`${ORGS}/${ACME}/groups`, '500', '499'],
    [`${ORGS}/${ACME}`, '500', '498'],
    [`${ORGS}/${ACME}/settings`, '10', '9'],
    ['/api/atlas/v2/groups', '1200', '1199'],
    [LIST.url, '1200', '1199'],
    ['/api/atlas/v2/alertConfigs/matchers/fieldNames', '300', '299'],
    [`${byName}/demo`, '1200', '1198'],
    [`${byName}/staging`, '1200', '1197']
  ]
  for (const [url, ...expected] of rows) {
    t.strictSame(rateOf(await asBearer(app, token, { url })), [200, ...expected, undefined], url)
  }
  t.strictSame(rateOf(await asKey(app, OWNER, { url: ORGS })), [200, '300', '299', undefined])
})

t.test('each project has a bucket whose steps begin with its first request', async t => {
  const app = await limiting(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const as = (url: string) => () => asBearer(app, token, { url })
  const group = (id: string) => as(`/api/atlas/v2/groups/${id}`)
  await repeat(2, as(integrations(STAGING)))
  await control(app, 'POST', '/clock/advance', { seconds: 40 })
  t.strictSame(rateOf(await as(integrations(DEMO))()), [200, '1200', '1199', undefined])
  await control(app, 'POST', '/clock/advance', { seconds: 20 })
  t.strictSame(rateOf(await as(integrations(STAGING))()), [200, '1200', '1199', undefined])
  t.strictSame(rateOf(await as(integrations(DEMO))()), [200, '1200', '1198', undefined])
  await repeat(2, as('/api/atlas/v2/groups'))
  t.strictSame(rateOf(await group(DEMO)()), [200, '1200', '1199', undefined])
  t.strictSame(rateOf(await group(STAGING)()), [200, '1200', '1199', undefined])
  await control(app, 'PUT', '/clock', { now: '2026-11-25T12:00:00.000Z', frozen: true })
  t.strictSame(rateOf(await group(DEMO)()), [200, '1200', '1199', undefined], 'the clock was set back')
})

t.test('does not count requests that are rejected before the limit check', async t => {
  const app = await limiting(t)
  const token = await tokenFor(app, ACCOUNT.reader)
  const unknown = integrations('111111111111111111111111')
  await repeat(2, () => asBearer(app, token, { url: unknown }))
  await repeat(2, () => asBearer(app, token, { ...LIST, headers: { accept: 'application/json' } }))
  await repeat(2, () => call(app, LIST))
  const ask = () => asBearer(app, token, { url: integrations(DEMO) })
  t.strictSame(rateOf(await ask()), [200, '1200', '1199', undefined])
  const settings = (orgId: string) => asBearer(app, token, { url: `/api/atlas/v2/orgs/${orgId}/settings` })
  t.strictSame(rateOf(await repeat(11, () => settings(ACME))), [429, '10', '0', '60'])
  t.equal((await settings('1'.repeat(24))).status, 404)
})

t.test('sandboxes have their own buckets, clocks and resets', async t => {
  const app = await limiting(t)
  const [a, b] = await twoSandboxes(app)
  const tokens = await Promise.all([a, b].map(({ owner }) => tokenFor(app, owner.serviceAccount)))
  const left = async () => {
    const replies = await Promise.all(tokens.map(token => asBearer(app, token, { url: ORGS })))
    return replies.map(({ headers }) => headers['ratelimit-remaining'])
  }
  t.strictSame(await left(), ['299', '299'])
  t.strictSame(await left(), ['298', '298'])
  await control(app, 'POST', `/sandboxes/${b.id}/reset`)
  t.strictSame(await left(), ['297', '299'])
  await control(app, 'POST', '/clock/advance', { milliseconds: 59_999 }, { sandbox: b.id })
  t.strictSame(await left(), ['296', '298'])
  await control(app, 'POST', '/clock/advance', { milliseconds: 1 }, { sandbox: b.id })
  t.strictSame(await left(), ['295', '299'])
  await control(app, 'POST', '/clock/advance', { seconds: 60 })
  t.strictSame(await left(), ['299', '298'])
})

t.test('accepts fifty token requests a minute from one address for each service account', async t => {
  const app = await limiting(t)
  t.equal((await repeat(50, () => askToken(app, ACCOUNT.owner))).status, 200)
  t.match(await askToken(app, ACCOUNT.owner), { status: 429, headers: { 'retry-after': '60' } })
  t.equal((await askToken(app, ACCOUNT.reader)).status, 200, 'another account has its own window')
  const elsewhere = await askToken(app, ACCOUNT.owner, { remoteAddress: '203.0.113.9' })
  t.equal(elsewhere.status, 200, 'and so does another address')
  const sandbox = await newSandbox(app)
  const { serviceAccount } = sandbox.owner
  t.equal((await repeat(50, () => askToken(app, serviceAccount))).status, 200)
  t.equal((await askToken(app, serviceAccount)).status, 429)
  await control(app, 'POST', `/sandboxes/${sandbox.id}/reset`)
  t.equal((await askToken(app, serviceAccount)).status, 200)
  await control(app, 'POST', '/clock/advance', { milliseconds: 54_999 })
  t.match(await askToken(app, ACCOUNT.owner), { status: 429, headers: { 'retry-after': '6' } })
  await control(app, 'POST', '/clock/advance', { milliseconds: 4_002 })
  t.match(await askToken(app, ACCOUNT.owner), { status: 429, headers: { 'retry-after': '1' } })
  await control(app, 'POST', '/clock/advance', { milliseconds: 999 })
  t.equal((await askToken(app, ACCOUNT.owner)).status, 200)
})

t.test('a service account has at most 100 active tokens', async t => {
  const app = await limiting(t)
  const ask = async () => {
    await control(app, 'POST', '/clock/advance', { seconds: 2 })
    return askToken(app, ACCOUNT.owner)
  }
  const first = ((await ask()).json as { access_token: string }).access_token
  t.equal((await repeat(99, ask)).status, 200)
  t.match(await ask(), { status: 403, json: { error: 'access_denied' } })
  t.match(app.logged.at(-1), /"status":403,"error":"access_denied".*"code":"tokens-exceeded"/)
  t.equal((await askToken(app, ACCOUNT.reader)).status, 200, 'each account')
  await oauth(app, 'revoke', ACCOUNT.owner, `token=${first}`)
  const last = ((await ask()).json as { access_token: string }).access_token
  t.equal((await ask()).status, 403, 'a revoked token does not count')
  await control(app, 'POST', '/reset', { keep: ['clock', 'rates'] })
  t.equal((await asBearer(app, last, { url: ORGS })).status, 200, 'a reset keeps tokens valid')
  t.equal((await repeat(100, ask)).status, 200, 'but they no longer count')
  t.equal((await ask()).status, 403)
  await control(app, 'POST', '/tokens/revoke', {})
  t.equal((await repeat(100, ask)).status, 200)
  t.equal((await ask()).status, 403)
  await control(app, 'PATCH', `/principals/${ACCOUNT.owner.clientId}`, { tokenLifetime: 100 })
  t.equal((await repeat(50, ask)).status, 200, 'a shorter lifetime also ends tokens')
  await control(app, 'POST', '/clock/advance', { seconds: 3600 })
  t.equal((await repeat(49, ask)).status, 200)
})

t.test('a rejection by the limit is in the journal and the log', async t => {
  const app = await limiting(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  await repeat(11, () => asBearer(app, token, { url: `/api/atlas/v2/orgs/${ACME}/settings` }))
  const journal = await control(app, 'GET', '/requests?status=429')
  t.match(journal.json, {
    totalCount: 1,
    results: [
      {
        operation: 'getOrgSettings',
        reason: { code: 'rate-limit', seconds: 60 },
        authorization: { outcome: 'not reached' },
        validation: { outcome: 'not reached' },
        response: { errorCode: 'RATE_LIMITED_TOKEN_BUCKET', headers: { 'retry-after': '60' } }
      }
    ]
  })
  const line = /"error":"RATE_LIMITED_TOKEN_BUCKET".*"code":"rate-limit","seconds":60,"msg":"rejected: /
  t.match(app.logged.at(-1), line)
})

t.test('a wrong secret counts against the address as well', async t => {
  const app = await build(t, { settings: { rateLimits: true } })
  const wrong = { ...ACCOUNT.owner, clientSecret: 'mdb_sa_sk_wrong' }
  const anonymous = await call(app, { method: 'POST', url: '/api/oauth/token', body: '' })
  t.equal(anonymous.status, 401, 'even if it is missing')
  const invented = (name: string) => ({ ...ACCOUNT.owner, clientId: name })
  for (let turn = 1; turn < 50; turn++) {
    t.equal((await askToken(app, invented(`mdb_sa_id_${turn}`))).status, 401)
  }
  t.equal((await askToken(app, invented('mdb_sa_id_50'))).status, 429, 'ids of no account count together')
  t.equal((await repeat(50, () => askToken(app, wrong))).status, 401)
  t.equal((await askToken(app, wrong)).status, 429)
  t.equal((await askToken(app, ACCOUNT.owner)).status, 429)
})

import t from 'tap'
import { ACME, as, build, call, DEMO, ELSEWHERE, integrations, STAGING } from '../app.ts'
import { ACCOUNT, asBearer, tokenFor } from '../control/control.ts'

const UMBRELLA = 'b1b2c3d4e5f60718293a4b5c'
const GROUPS = '/api/atlas/v2/groups'
const ORGS = '/api/atlas/v2/orgs'

t.test('a created project belongs to the organization, and its creator owns it', async t => {
  const app = await build(t)
  const body = { name: 'new', orgId: ACME, tags: [{ key: 'env', value: 'e2e' }] }
  const made = await as(app, 'orgowner', { method: 'POST', url: GROUPS, body })
  t.equal(made.status, 201)
  t.equal(made.headers['location'], 'http://localhost:80//api/atlas/v1.0')
  const { id } = made.json as { id: string }
  t.match(id, /^[0-9a-f]{24}$/)
  const link = (name: string) => ({
    href: `http://localhost:80${GROUPS}/${id}/${name}`,
    rel: `https://cloud.mongodb.com/${name}`
  })
  t.strictSame(made.json, {
    clusterCount: 0,
    created: (made.json as { created: string }).created,
    id,
    links: [
      { href: `http://localhost:80${GROUPS}/${id}`, rel: 'self' },
      ...['containers', 'clusters', 'databaseUsers', 'peers', 'processes', 'whitelist'].map(link)
    ],
    name: 'new',
    orgId: ACME,
    tags: [{ key: 'env', value: 'e2e' }],
    withDefaultAlertsSettings: true
  })
  t.match((made.json as { created: string }).created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  t.ok(
    app.services.store.principals
      .find('orgowner')
      ?.roles.some(role => role.projectId === id && role.roleName === 'GROUP_OWNER')
  )
  t.equal((await as(app, 'orgowner', { url: `${GROUPS}/${id}` })).text, made.text)
  t.equal((await as(app, 'orgowner', { url: `${GROUPS}/byName/new` })).text, made.text)

  const twice = await as(app, 'orgowner', { method: 'POST', url: GROUPS, body })
  t.match(twice.json, {
    detail: 'A group with name "new" already exists.',
    error: 409,
    errorCode: 'GROUP_ALREADY_EXISTS',
    parameters: ['new']
  })
  await as(app, 'orgowner', { method: 'POST', url: integrations(id, 'VICTOR_OPS'), body: { apiKey: 'k' } })
  const gone = await as(app, 'orgowner', { method: 'DELETE', url: `${GROUPS}/${id}` })
  t.strictSame([gone.status, gone.text], [202, '{}'])
  t.match((await as(app, 'orgowner', { url: `${GROUPS}/${id}` })).json, { errorCode: 'GROUP_NOT_FOUND' })
})

t.test('rejects invalid projects', async t => {
  const app = await build(t)
  const post = async (key: string, body: unknown, query = '') =>
    (await as(app, key, { method: 'POST', url: GROUPS + query, body })).json
  const rows: [key: string, body: unknown, expected: object][] = [
    ['orgowner', {}, { errorCode: 'MISSING_ATTRIBUTE', parameters: ['name'] }],
    ['orgowner', { name: 'x' }, { errorCode: 'MISSING_ATTRIBUTE', parameters: ['orgId'] }],
    ['orgowner', { name: '', orgId: ACME }, { errorCode: 'MISSING_ATTRIBUTE', parameters: ['name'] }],
    ['orgowner', { name: 'x'.repeat(65), orgId: ACME }, { errorCode: 'VALIDATION_ERROR' }],
    ['orgowner', { name: 1, orgId: ACME }, { errorCode: 'INVALID_JSON_ATTRIBUTE', parameters: ['name'] }],
    [
      'orgowner',
      { name: 'x', orgId: ACME, tags: [1] },
      { errorCode: 'INVALID_JSON_ATTRIBUTE', parameters: ['tags'] }
    ],
    ['orgowner', { name: 'w', orgId: ACME, tags: [{ key: 'a' }] }, { error: 400, parameters: ['tags'] }],
    ['orgowner', { name: 'x', orgId: ACME, tags: [{ key: 'a', value: 'b', c: 1 }] }, { error: 400 }],
    ['orgowner', { name: 'x', orgId: ACME, zz: 1 }, { errorCode: 'INVALID_ATTRIBUTE', parameters: ['zz'] }],
    [
      'orgowner',
      { name: 'x', orgId: 'XYZ' },
      { error: 404, errorCode: 'INVALID_ORG_ID', parameters: ['XYZ'] }
    ],
    ['orgowner', { name: 'x', orgId: '0'.repeat(24) }, { error: 404, errorCode: 'ORG_NOT_FOUND' }],
    ['orgowner', { name: 'x', orgId: UMBRELLA }, { error: 401, errorCode: 'USER_CANNOT_ACCESS_ORG' }],
    [
      'prjowner',
      { name: 'x', orgId: ACME },
      { error: 401, errorCode: 'NOT_ORG_GROUP_CREATOR', parameters: [ACME] }
    ],
    ['prjowner', '{', { errorCode: 'MALFORMED_JSON' }]
  ]
  for (const [key, body, expected] of rows) t.match(await post(key, body), expected, JSON.stringify(body))
  t.match(await post('orgowner', { name: 'x', orgId: ACME }, '?pretty=x'), {
    errorCode: 'INVALID_QUERY_PARAMETER'
  })
  const kept = {
    id: 'x',
    clusterCount: 3,
    created: 'x',
    links: [],
    regionUsageRestrictions: 'GOV_REGIONS_ONLY'
  }
  t.match(await post('orgowner', { name: 'x', orgId: ACME, withDefaultAlertsSettings: false, ...kept }), {
    clusterCount: 0,
    regionUsageRestrictions: 'GOV_REGIONS_ONLY',
    withDefaultAlertsSettings: false
  })
  const found = await as(app, 'orgowner', { url: `${GROUPS}/byName/x` })
  t.match(found.json, { regionUsageRestrictions: 'GOV_REGIONS_ONLY', withDefaultAlertsSettings: false })
})

t.test('lists contain only what the caller may see', async t => {
  const app = await build(t)
  const names = async (key: string, url: string) => {
    const { results } = (await as(app, key, { url })).json as { results: { name: string }[] }
    return results.map(({ name }) => name)
  }
  t.strictSame(await names('orgowner', GROUPS), ['demo', 'staging'])
  t.strictSame(await names('orgreadr', GROUPS), ['demo', 'staging'])
  t.strictSame(await names('readonly', GROUPS), ['demo'])
  t.strictSame(await names('outsider', GROUPS), ['elsewhere'])
  const ofAcme = `${ORGS}/${ACME}/groups`
  t.strictSame(await names('orgreadr', ofAcme), ['demo', 'staging'])
  t.strictSame(await names('readonly', ofAcme), ['demo'])
  t.strictSame(await names('orgowner', `${ofAcme}?name=ST`), ['staging'])
  t.match((await as(app, 'outsider', { url: ofAcme })).json, { errorCode: 'USER_CANNOT_ACCESS_ORG' })
  t.strictSame(await names('readonly', ORGS), ['Acme'])
  t.strictSame(await names('readonly', `${ORGS}?name=ac`), ['Acme'])
  t.strictSame(await names('readonly', `${ORGS}?name=x%26y`), [])
  t.match(
    (await as(app, 'readonly', { url: `${ORGS}?name=x%26y` })).text,
    '/orgs?name=x%26y&pageNum=1&itemsPerPage=100'
  )
})

t.test('rejects calls on inaccessible projects and organizations', async t => {
  const app = await build(t)
  const rows: [key: string, url: string, method: string, expected: object][] = [
    ['readonly', `${GROUPS}/${STAGING}`, 'GET', { errorCode: 'USER_UNAUTHORIZED' }],
    ['readonly', `${GROUPS}/byName/staging`, 'GET', { errorCode: 'USER_UNAUTHORIZED' }],
    ['readonly', `${GROUPS}/byName/staging?pretty=x`, 'GET', { errorCode: 'USER_UNAUTHORIZED' }],
    ['readonly', `${GROUPS}/byName/elsewhere`, 'GET', { error: 404, errorCode: 'GROUP_NAME_NOT_FOUND' }],
    ['orgowner', `${GROUPS}/${ELSEWHERE}`, 'GET', { errorCode: 'NOT_IN_GROUP' }],
    ['readonly', `${GROUPS}/${DEMO}`, 'DELETE', { errorCode: 'USER_UNAUTHORIZED' }],
    ['orgowner', `${ORGS}/XYZ`, 'GET', { error: 404, errorCode: 'INVALID_ORG_ID' }],
    ['orgowner', `${ORGS}/${'0'.repeat(24)}`, 'GET', { error: 404, errorCode: 'ORG_NOT_FOUND' }],
    ['orgowner', `${ORGS}/${UMBRELLA}`, 'GET', { error: 401, errorCode: 'USER_CANNOT_ACCESS_ORG' }]
  ]
  for (const [key, url, method, expected] of rows)
    t.match((await as(app, key, { method, url })).json, expected, url)
})

t.test('serves the other endpoints that the Atlas CLI calls', async t => {
  const app = await build(t)
  for (const path of ['/v1.0/telemetry/events', '/unauth/telemetry/events']) {
    const headers = { 'content-type': ';;' }
    const reply = await call(app, { method: 'POST', url: `/api/private${path}`, body: '[{', headers })
    t.strictSame([reply.status, reply.text], [200, ''], path)
  }
  const version = await call(app, { url: '/api/private/unauth/nds/defaultMongoDBMajorVersion' })
  t.strictSame(
    [version.status, version.text, version.headers['content-type']],
    [200, '8.0', 'text/plain;charset=iso-8859-1']
  )
  const ipinfo = { url: '/api/private/ipinfo', remoteAddress: '::ffff:203.0.113.9' }
  t.equal((await call(app, ipinfo)).status, 401)
  t.strictSame((await as(app, 'readonly', ipinfo)).json, { currentIpv4Address: '203.0.113.9' })
  const token = await tokenFor(app, ACCOUNT.reader)
  t.equal((await asBearer(app, token, ipinfo)).status, 200)
  t.equal((await call(app, { url: '/api/private/v1.0/telemetry/events' })).status, 405)
  t.equal((await call(app, { url: '/api/private/nowhere' })).status, 404)
})

t.test('rejects a revoked token; does not revoke a token of another client', async t => {
  const app = await build(t)
  const owner = 'mdb_sa_id_0000000000000000000000a1:mdb_sa_sk_owner0000000000000000000000000000'
  const reader = 'mdb_sa_id_0000000000000000000000a2:mdb_sa_sk_reader000000000000000000000000000'
  const post = (path: string, client: string, body: string) =>
    call(app, {
      method: 'POST',
      url: `/api/oauth/${path}`,
      headers: {
        authorization: `Basic ${Buffer.from(client).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded'
      },
      body
    })
  const granted = await post('token', owner, 'grant_type=client_credentials')
  const { access_token: token } = granted.json as { access_token: string }
  const status = async () =>
    (await call(app, { url: ORGS, headers: { authorization: `Bearer ${token}` } })).status
  t.equal(await status(), 200)
  t.equal((await post('revoke', reader, `token=${token}`)).status, 200)
  t.equal((await post('revoke', owner, 'token=nonsense')).status, 200)
  t.equal(await status(), 200)
  const revoked = await post('revoke', owner, `token=${token}&token_type_hint=access_token`)
  t.strictSame([revoked.status, revoked.text, revoked.headers['content-type']], [200, '', undefined])
  t.equal(await status(), 401)
  t.match((await post('revoke', owner, '')).json, { error: 'invalid_request' })
  t.match((await post('revoke', 'x:y', `token=${token}`)).json, { error: 'invalid_client' })
  t.equal((await post('revoke', owner, `token=${token}`)).status, 200, 'a second revocation is not an error')
})

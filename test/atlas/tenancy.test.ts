import t from 'tap'
import type { RequestList } from '../../types/wire.d.ts'
import { ACME, as, build, call, DEMO, integrations, newProjects } from '../app.ts'
import { frozen, get } from '../control/control.ts'

const GROUPS = '/api/atlas/v2/groups'

t.test('a created project belongs to the organization, and its creator owns it', async t => {
  const app = await build(t)
  const body = { name: 'new', orgId: ACME, tags: [{ key: 'env', value: 'e2e' }] }
  const made = await as(app, 'orgowner', { method: 'POST', url: GROUPS, body })
  t.equal(made.status, 201)
  const { id, created } = made.json as { id: string; created: string }
  t.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  const owner = app.services.store.principals.find('orgowner')
  t.match(owner?.roles, [
    { projectId: id, roleName: 'GROUP_OWNER' },
    { orgId: ACME, roleName: 'ORG_OWNER' }
  ])
  t.equal((await as(app, 'orgowner', { url: `${GROUPS}/${id}` })).text, made.text)
  t.equal((await as(app, 'orgowner', { url: `${GROUPS}/byName/new` })).text, made.text)

  await as(app, 'orgowner', { method: 'POST', url: integrations(id, 'VICTOR_OPS'), body: { apiKey: 'k' } })
  const gone = await as(app, 'orgowner', { method: 'DELETE', url: `${GROUPS}/${id}` })
  t.strictSame([gone.status, gone.text], [202, '{}'])
  t.match((await as(app, 'orgowner', { url: `${GROUPS}/${id}` })).json, { errorCode: 'GROUP_NOT_FOUND' })
})

t.test('an organization has at most 10,000 projects', async t => {
  const app = await build(t)
  const { store } = app.services
  const facts = { orgId: ACME, created: 0, withDefaultAlertsSettings: true }
  store.transaction(() => {
    // Two are seeded.
    for (const project of newProjects(9_997, 'many')) store.projects.insert({ ...project, ...facts })
  })
  const post = (name: string) =>
    as(app, 'orgowner', { method: 'POST', url: GROUPS, body: { name, orgId: ACME } })
  t.equal((await post('the last one')).status, 201)
  const { status, json } = await post('one more')
  const detail = `Maximum number of groups per organization (10000) in ${ACME} exceeded while trying to add group.`
  const rejected = { errorCode: 'MAX_GROUPS_PER_ORG_EXCEEDED', parameters: ['10000', ACME] }
  t.strictSame([status, json], [400, { detail, error: 400, ...rejected, reason: 'Bad Request' }])
  t.match((await as(app, 'orgowner', { url: GROUPS })).json, { totalCount: 10_000 })
  const { results } = await get<RequestList>(app, '/requests?limit=1&status=400')
  t.equal(results[0]?.reason?.text, 'the mock stores at most 10000 projects in an organization')
  t.equal((await post('demo')).status, 409, 'a name that is taken')
  await as(app, 'orgowner', { method: 'DELETE', url: `${GROUPS}/${DEMO}` })
  t.equal((await post('one more')).status, 201)
})

t.test('rejects invalid projects', async t => {
  const app = await build(t)
  const valid = { name: 'x', orgId: ACME }
  const wrongTags = { error: 400, parameters: ['tags'] }
  const rows: [key: string, body: unknown, expected: object, url?: string][] = [
    ['orgowner', { ...valid, name: '' }, { errorCode: 'MISSING_ATTRIBUTE', parameters: ['name'] }],
    ['orgowner', { ...valid, tags: [1] }, wrongTags],
    ['orgowner', { ...valid, tags: [{ key: 'a' }] }, wrongTags],
    ['orgowner', { ...valid, tags: [{ key: 'a', value: 'b', c: 1 }] }, { error: 400, parameters: ['c'] }],
    ['prjowner', '{', { errorCode: 'MALFORMED_JSON' }],
    ['orgowner', valid, { errorCode: 'INVALID_QUERY_PARAMETER' }, `${GROUPS}?pretty=x`]
  ]
  for (const [key, body, expected, url = GROUPS] of rows) {
    t.match((await as(app, key, { method: 'POST', url, body })).json, expected, JSON.stringify(body))
  }
})

t.test('a temporary entry of an access list ends within a week', async t => {
  const app = await frozen(t)
  const url = `${GROUPS}/${DEMO}/accessList`
  const post = async (time: string) => {
    const body = [{ ipAddress: '203.0.113.9', deleteAfterDate: time }]
    return (await as(app, 'orgowner', { method: 'POST', url, body })).status
  }
  const now = '2026-11-25T12:00:00Z'
  const dates = [now, '2026-11-25T12:00:01Z', '2026-12-02T12:00:00Z', '2026-12-02T12:00:01Z']
  t.strictSame(await Promise.all(dates.map(post)), [400, 201, 201, 400])
})

t.test('ignores attributes of responses in the body of a new project', async t => {
  const app = await build(t)
  const readOnly = { id: 'x', clusterCount: 3, created: 'x', links: [] }
  const facts = { regionUsageRestrictions: 'GOV_REGIONS_ONLY', withDefaultAlertsSettings: false }
  const body = { name: 'x', orgId: ACME, ...facts, ...readOnly }
  const made = await as(app, 'orgowner', { method: 'POST', url: GROUPS, body })
  t.match(made.json, { clusterCount: 0, ...facts })
  t.match((await as(app, 'orgowner', { url: `${GROUPS}/byName/x` })).json, facts)
})

t.test('lists a project with any name', async t => {
  const app = await build(t)
  for (const name of ['\u{10ffff}x', 'z\u{10ffff}z', 'Zürich %_']) {
    const made = await as(app, 'orgowner', { method: 'POST', url: GROUPS, body: { name, orgId: ACME } })
    t.equal(made.status, 201)
    for (const prefix of ['', name.slice(0, -1), name.slice(0, 1).toLowerCase()]) {
      const url = `/api/atlas/v2/orgs/${ACME}/groups?name=${encodeURIComponent(prefix.toWellFormed())}`
      const { json } = await as(app, 'orgowner', { url })
      const names = (json as { results: { name: string }[] }).results.map(project => project.name)
      t.ok(names.includes(name) || !prefix.isWellFormed(), `${name} begins with ${prefix}`)
    }
  }
})

t.test('filters organizations by the beginning of a name in any case', async t => {
  const app = await build(t)
  const list = (name: string) => as(app, 'readonly', { url: `/api/atlas/v2/orgs?name=${name}` })
  t.match((await list('aC')).json, { results: [{ name: 'Acme' }], totalCount: 1 })
  t.match((await list('x%26y')).text, '/orgs?name=x%26y&pageNum=1&itemsPerPage=100')
})

t.test('an IP access list has at most 200 entries, whatever the limit of the project', async t => {
  const app = await build(t)
  const url = `${GROUPS}/${DEMO}/accessList`
  const post = async (...addresses: string[]) =>
    await as(app, 'prjowner', { method: 'POST', url, body: addresses.map(ipAddress => ({ ipAddress })) })
  const limit = `${GROUPS}/${DEMO}/limits/atlas.project.security.networkAccess.entries`
  const raised = await as(app, 'prjowner', { method: 'PATCH', url: limit, body: { value: 1000 } })
  t.equal(raised.status, 200)
  const addresses = Array.from({ length: 200 }, (_, number) => `203.0.113.${number}`)
  t.match((await post(...addresses)).json, { totalCount: 200 })
  t.match((await post('203.0.113.9')).json, { totalCount: 200 }, 'an entry that exists')
  const exceeded = { errorCode: 'ATLAS_NETWORK_PERMISSIONS_LIMIT_EXCEEDED', parameters: [200] }
  t.match((await post('203.0.113.200')).json, exceeded)
  t.match((await post(...addresses, 'x')).json, exceeded, 'before the entries are validated')
})

t.test('serves the other endpoints that the Atlas CLI calls, whatever the Content-Type', async t => {
  const app = await build(t)
  const headers = { 'content-type': ';;' }
  for (const url of ['/api/private/v1.0/telemetry/events', '/api/private/unauth/telemetry/events']) {
    const reply = await call(app, { method: 'POST', url, body: '[{', headers })
    t.strictSame([reply.status, reply.text], [200, ''], url)
    t.equal((await call(app, { url })).status, 405)
  }
  const ipinfo = { url: '/api/private/ipinfo', remoteAddress: '::ffff:203.0.113.9' }
  t.strictSame((await as(app, 'orgowner', ipinfo)).json, { currentIpv4Address: '203.0.113.9' })
})

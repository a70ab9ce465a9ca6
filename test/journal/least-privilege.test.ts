import t from 'tap'
import type { App } from '../../src/app.ts'
import type { LeastPrivilege, RoleName } from '../../types/wire.d.ts'
import { ACME, as, build, DEMO, ELSEWHERE, integrations, type Request, STAGING } from '../app.ts'
import { ACCOUNT, control, faultsOf, tokenFor } from '../control/control.ts'

type Role = LeastPrivilege['results'][number]['roles'][number]

const on = (roleName: RoleName, groupId: string): Role => ({ roleName, groupId })
const ofAcme = (roleName: RoleName): Role => ({ roleName, orgId: ACME })
const read = (groupId: string): Request => ({ url: integrations(groupId) })
const write = (groupId: string): Request => ({
  method: 'POST',
  url: integrations(groupId, 'DATADOG'),
  body: { apiKey: '0'.repeat(32) }
})
const create = (name: string): Request => ({
  method: 'POST',
  url: '/api/atlas/v2/groups',
  body: { name, orgId: ACME }
})
const GROUPS: Request = { url: '/api/atlas/v2/groups' }

/** Sends the requests of a caller with new roles and returns the review of them, with an empty journal before. */
async function review(app: App, caller: string, roles: Role[], requests: readonly Request[]) {
  await control(app, 'PATCH', `/principals/${caller}`, { roles })
  await control(app, 'DELETE', '/requests')
  for (const request of requests) await as(app, caller, request).catch(() => undefined)
  return (await reviewAll(app))[0]
}

async function reviewAll(app: App, query = {}): Promise<LeastPrivilege['results']> {
  const { json } = await control(app, 'GET', '/least-privilege', undefined, query)
  const fault = faultsOf('LeastPrivilege', json)
  if (fault) throw new Error(fault)
  return (json as LeastPrivilege).results
}

t.test('returns the weakest sufficient roles', async t => {
  const app = await build(t)
  const orgOwner = [ofAcme('ORG_OWNER')]
  const member = [ofAcme('ORG_MEMBER')]
  const reader = [on('GROUP_READ_ONLY', DEMO)]
  const organization = { url: `/api/atlas/v2/orgs/${ACME}` }
  const more = [on('GROUP_OWNER', DEMO), on('GROUP_READ_ONLY', STAGING), ofAcme('ORG_GROUP_CREATOR')]
  const hidden = [on('GROUP_OWNER', STAGING), on('GROUP_READ_ONLY', DEMO)]
  const cases: [title: string, roles: Role[], requests: Request[], expected: object][] = [
    [
      'for all calls on each project',
      orgOwner,
      [read(DEMO), write(STAGING), read(STAGING), read(DEMO)],
      { requiredRoles: [on('GROUP_READ_ONLY', DEMO), on('GROUP_OWNER', STAGING)], unused: orgOwner }
    ],
    [
      'which may be missing',
      reader,
      [read(DEMO), write(DEMO), read(STAGING), create('a')],
      { requiredRoles: more, unused: reader, missing: more }
    ],
    [
      'on projects that the caller cannot access',
      member,
      [write(STAGING), { url: '/api/atlas/v2/groups/byName/demo' }],
      { requiredRoles: hidden, unused: member, missing: hidden }
    ],
    [
      'of the organization',
      member,
      [{ url: '/api/atlas/v2/orgs' }, organization],
      { requiredRoles: member, unused: [] }
    ],
    [
      'of the organization only if no project role is sufficient',
      [on('GROUP_OWNER', DEMO), ...member],
      [GROUPS, write(DEMO)],
      { requiredRoles: [on('GROUP_OWNER', DEMO)], unused: member }
    ],
    [
      'which a role on a project may replace',
      reader,
      [{ url: `/api/atlas/v2/orgs/${ACME}/groups` }],
      { requiredRoles: member, unused: reader }
    ],
    [
      'for a project by its name',
      reader,
      [{ url: '/api/atlas/v2/groups/byName/demo' }],
      { requiredRoles: reader, unused: [] }
    ]
  ]
  for (const [title, roles, requests, expected] of cases) {
    const { length } = requests
    const rest = { principal: 'readonly', roles, missing: [], requests: length }
    t.strictSame(await review(app, 'readonly', roles, requests), { ...rest, ...expected }, title)
  }
})

t.test('a project that the caller created itself needs no role', async t => {
  const app = await build(t)
  const roles = [ofAcme('ORG_OWNER')]
  const created = async (name: string) => {
    const { json } = await as(app, 'prjowner', { url: `/api/atlas/v2/groups/byName/${name}` })
    return (json as { id: string }).id
  }
  for (const query of ['', '?envelope=true']) {
    const name = `made${query.length}`
    const { url, ...rest } = create(name)
    await review(app, 'prjowner', roles, [{ ...rest, url: url + query }])
    const id = await created(name)
    for (const request of [write(id), { method: 'DELETE', url: `/api/atlas/v2/groups/${id}` }, GROUPS]) {
      await as(app, 'prjowner', request)
    }
    t.match(await reviewAll(app), [
      { roles, requiredRoles: [ofAcme('ORG_GROUP_CREATOR')], unused: roles, missing: [] }
    ])
  }
  await control(app, 'POST', '/faults', {
    match: { operation: 'createGroup' },
    stage: 'after-commit',
    effect: { type: 'reset' }
  })
  await review(app, 'prjowner', roles, [create('lost')])
  const id = await created('lost')
  await as(app, 'prjowner', write(id))
  t.match(
    await reviewAll(app),
    [{ requiredRoles: [on('GROUP_OWNER', id), ofAcme('ORG_GROUP_CREATOR')] }],
    'unless the response was lost'
  )
})

t.test('separates callers and includes only requests that reached the role check', async t => {
  const app = await build(t)
  t.strictSame(await reviewAll(app), [])
  await as(app, 'prjowner', read(DEMO))
  await as(app, 'readonly', read(DEMO))
  await as(app, 'readonly', read('f'.repeat(24)))
  await as(app, 'readonly', read(ELSEWHERE))
  await as(app, 'readonly', { url: '/api/atlas/v2/nowhere' })
  await as(app, 'fencedin', read(DEMO))
  await tokenFor(app, ACCOUNT.owner)
  await as(app, 'prjowner', write(DEMO))
  const results = await reviewAll(app)
  t.strictSame(await reviewAll(app, { principal: 'readonly' }), results.slice(1))
  t.match(await reviewAll(app, { since: '4' }), [{ principal: 'prjowner', requests: 1 }])
  t.strictSame(
    results.map(({ principal, requiredRoles, requests }) => [principal, requiredRoles, requests]),
    [
      ['prjowner', [on('GROUP_OWNER', DEMO)], 2],
      ['readonly', [on('GROUP_READ_ONLY', DEMO)], 1]
    ]
  )
})

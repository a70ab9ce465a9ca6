import './tab.ts'
import t from 'tap'
import { projectFor, seedIdentities, uniqueIdentities } from '../../../src/console/page/data/identities.ts'
import { hrefOf, partsOf } from '../../../src/console/page/data/route.ts'
import type { OrganizationList, PrincipalList } from '../../../types/wire.d.ts'
import { ACME, build, DEMO, ELSEWHERE, KEYS, STAGING } from '../../app.ts'
import { control } from '../../control/control.ts'
import { seeded } from './tab.ts'

t.test('returns the principals whose secrets are known', async t => {
  const app = await build(t)
  await control(app, 'PATCH', '/principals/readonly', { secret: true })
  const { json } = await control(app, 'GET', '/principals')
  const identities = seedIdentities((json as PrincipalList).results)
  const { readonly: _, ...known } = KEYS
  const keys = identities.flatMap(({ kind, id, secret }) => (kind === 'apiKey' ? [[id, secret]] : []))
  t.strictSame(Object.fromEntries(keys), known)
  t.strictSame(
    identities.find(({ id }) => id === 'orgowner'),
    { ...seeded('orgowner'), organization: ACME, roles: [{ orgId: ACME, roleName: 'ORG_OWNER' }] }
  )
})

t.test('keeps the later of two identities with the same key', async t => {
  const own = { ...seeded('orgowner', 'entered'), origin: 'own' as const }
  const current = seeded('orgowner', 'rotated')
  t.strictSame(uniqueIdentities([seeded('orgowner'), own, current]), [current, own])
})

t.test('selects the chosen project, or one that the identity has access to', async t => {
  const { json } = await control(await build(t), 'GET', '/organizations')
  const { results } = json as OrganizationList
  const umbrella = results.find(({ name }) => name === 'Umbrella')?.id
  const granted = { ...seeded('a'), roles: [{ roleName: 'GROUP_OWNER', groupId: STAGING }] }
  const member = { ...seeded('b'), organization: umbrella }
  t.equal(projectFor(results, granted, ELSEWHERE), ELSEWHERE, 'a selected project without access')
  t.equal(projectFor(results, granted, 'f'.repeat(24)), STAGING, 'the project of a role')
  t.equal(projectFor(results, member, undefined), ELSEWHERE, 'a project of the organization')
  t.equal(projectFor(results, seeded('c'), undefined), DEMO, 'the first project')
  t.equal(projectFor(results, undefined, undefined), DEMO, 'the first project, without an identity')
  t.equal(projectFor([], undefined, 'any'), 'any', 'an id that was entered without known projects')
  t.equal(projectFor([], undefined, undefined), undefined)
})

t.test('encodes and decodes the segments of an address', async t => {
  t.equal(hrefOf('integrations', 'a/b', '汉'), '#/integrations/a%2Fb/%E6%B1%89')
  t.strictSame(partsOf('#/integrations/a%2Fb/%E6%B1%89'), ['integrations', 'a/b', '汉'])
  for (const hash of ['', '#', '#/']) t.strictSame(partsOf(hash), [], hash)
  t.strictSame(partsOf('#/requests/%'), ['requests', '%'], 'malformed')
  t.strictSame(partsOf('#/requests/1?text=a/b?c'), ['requests', '1'], 'without parameters')
})

import './tab.ts'
import t from 'tap'
import {
  projectFor,
  sandboxIdentities,
  seedIdentities,
  uniqueIdentities
} from '../../../src/console/page/data/identities.ts'
import { hrefOf, partsOf } from '../../../src/console/page/data/route.ts'
import { addSandbox, takeTokenFromAddress, useSession } from '../../../src/console/page/data/session.ts'
import type { OrganizationList, PrincipalList } from '../../../types/wire.d.ts'
import { ACME, build, DEMO, ELSEWHERE, KEYS, STAGING } from '../../app.ts'
import { control, newSandbox } from '../../control/control.ts'
import { openTab, seeded, tab } from './tab.ts'

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

t.test('returns the owner and the reader of a sandbox, and stores them in the tab', async t => {
  const sandbox = await newSandbox(await build(t), { name: 'checkout' })
  const { id, owner, reader } = sandbox
  const owning = { roles: [{ roleName: 'ORG_OWNER', orgId: id }] }
  const reading = { roles: [{ roleName: 'ORG_READ_ONLY', orgId: id }] }
  const common = { origin: 'sandbox', sandboxName: 'checkout', organization: id, accessList: [] }
  const apiKey = ({ apiKey: { publicKey, privateKey } }: typeof owner) => {
    return { ...common, kind: 'apiKey', id: publicKey, secret: privateKey }
  }
  const account = ({ serviceAccount: { clientId, clientSecret } }: typeof owner) => {
    return { ...common, kind: 'serviceAccount', id: clientId, secret: clientSecret }
  }
  const expected = [
    { ...apiKey(owner), ...owning },
    { ...account(owner), ...owning },
    { ...apiKey(reader), ...reading },
    { ...account(reader), ...reading }
  ]
  t.strictSame(sandboxIdentities(sandbox), expected)
  addSandbox(sandbox)
  t.strictSame(useSession.getState().sandboxIdentities, expected)
  const { state } = JSON.parse(tab.stored.get('atlas-mock-session') ?? '') as { state: object }
  t.match(state, { sandboxIdentities: expected })
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

t.test('moves the token from the address to the session', async t => {
  openTab(t)
  const open = (hash: string) => Object.assign(tab.location, { pathname: '/', hash })
  for (const hash of ['', '#token=', '#/requests', '#/token=x']) {
    open(hash)
    t.equal(takeTokenFromAddress(), false, hash)
    t.equal(tab.location.hash, hash)
  }
  open('#token=%')
  t.equal(takeTokenFromAddress(), false, 'malformed')
  t.equal(tab.location.hash, '')
  t.equal(useSession.getState().token, undefined)
  open('#token=a%2Fb')
  t.equal(takeTokenFromAddress(), true)
  t.equal(tab.location.hash, '')
  t.equal(useSession.getState().token, 'a/b')
  t.match(tab.stored.get('atlas-mock-session'), '"token":"a/b"')
})

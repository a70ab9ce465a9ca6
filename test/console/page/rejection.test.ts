import './tab.ts'
import t from 'tap'
import type { App } from '../../../src/app.ts'
import { type Action, perform } from '../../../src/console/page/data/atlas.ts'
import { seedIdentities } from '../../../src/console/page/data/identities.ts'
import { isAllowed, recordedOf, sufficientIdentity } from '../../../src/console/page/data/rejection.ts'
import { isAllowed as isAllowedByServer } from '../../../src/http/addresses.ts'
import type { State } from '../../../types/state.d.ts'
import type {
  FaultBody,
  OrganizationList,
  PrincipalList,
  RecordedRequest,
  RequestList
} from '../../../types/wire.d.ts'
import { DEMO } from '../../app.ts'
import { control } from '../../control/control.ts'
import { seeded, serve } from './tab.ts'

const BODY = { type: 'SLACK', apiToken: 'xoxb', channelName: 'alerts' }

const save = (id: string, body: Record<string, unknown> = BODY, secret?: string): Promise<Action> =>
  perform(seeded(id, secret), { operation: 'create', groupId: DEMO, type: 'SLACK', body })

const journalOf = async (app: App): Promise<readonly RecordedRequest[]> =>
  ((await control(app, 'GET', '/requests')).json as RequestList).results

t.test('finds the journal entry of a call', async t => {
  const app = await serve(t)
  const addFault = (fault: FaultBody) => control(app, 'POST', '/faults', { ...fault, when: { first: 1 } })
  let since = 0
  const found = async (action: Action) => {
    const requests = await journalOf(app)
    const recorded = recordedOf(action, requests, since)
    since = requests.at(-1)?.id ?? 0
    return recorded && { id: recorded.id, reason: recorded.reason?.code, newest: since }
  }
  t.strictSame(await found(await save('readonly')), { id: 2, reason: 'role-insufficient', newest: 2 })
  t.strictSame(await found(await save('readonly')), { id: 3, reason: 'role-insufficient', newest: 3 })
  t.strictSame(await found(await save('prjowner')), { id: 5, reason: undefined, newest: 5 })
  const wrong = await save('orgowner', BODY, 'wrong')
  t.strictSame(await found(wrong), { id: 7, reason: 'digest-response', newest: 7 }, 'not the challenge')
  await control(app, 'POST', '/nonces/expire')
  t.match(await found(await save('readonly')), { reason: 'role-insufficient' }, 'not the expired nonce')
  const action = await save('readonly')
  await save('outsider')
  t.match(await found(action), { reason: 'role-insufficient' }, 'not a later call by another caller')
  await addFault({ effect: { type: 'truncate' }, stage: 'after-commit' })
  t.match(await found(await save('prjowner')), { reason: 'already-configured' }, 'a lost response')
  await addFault({ effect: { type: 'hangUp' }, stage: 'edge' })
  t.match(await found(await save('fencedin')), { id: 15, reason: undefined }, 'a lost challenge')
  t.equal(recordedOf(action, [], 0), undefined)
})

t.test('finds the first seeded identity that may send a rejected call', async t => {
  const app = await serve(t)
  const sufficient = async (action: Action) => {
    const requests = await journalOf(app)
    const { json: principals } = await control(app, 'GET', '/principals')
    const { json: organizations } = await control(app, 'GET', '/organizations')
    const own = {
      ...seeded('own'),
      origin: 'own' as const,
      roles: [{ roleName: 'GROUP_OWNER', groupId: DEMO }]
    }
    const identities = [own, ...seedIdentities((principals as PrincipalList).results)]
    const recorded = recordedOf(action, requests.toReversed(), 0) as RecordedRequest
    return sufficientIdentity(recorded, identities, (organizations as OrganizationList).results)?.id
  }
  const patch = (id: string, body: object) => control(app, 'PATCH', `/principals/${id}`, body)
  for (const caller of ['readonly', 'orgreadr', 'outsider', 'fencedin']) {
    t.equal(await sufficient(await save(caller)), 'orgowner', caller)
  }
  await patch('orgowner', { accessList: ['127.0.0.0/8'] })
  t.equal(await sufficient(await save('readonly')), 'orgowner', 'an access list with the address of the page')
  await patch('orgowner', { accessList: ['203.0.113.0/24'] })
  t.equal(await sufficient(await save('readonly')), 'prjowner', 'an access list without it')
  t.equal(await sufficient(await save('prjowner')), undefined, 'accepted')
  t.equal(await sufficient(await save('prjowner')), undefined, '409')
  t.equal(await sufficient(await save('prjowner', {})), undefined, 'validation')
  t.equal(await sufficient(await save('readonly', BODY, 'wrong')), undefined, 'invalid credentials')
  await control(app, 'POST', '/faults', { effect: { type: 'error', errorCode: 'USER_UNAUTHORIZED' } })
  t.equal(await sufficient(await save('readonly')), undefined, 'a fault')
  await control(app, 'DELETE', '/faults')
  for (const { id } of ((await control(app, 'GET', '/principals')).json as PrincipalList).results) {
    if (id !== 'outsider') await patch(id, { roles: [] })
  }
  t.equal(await sufficient(await save('readonly')), undefined, 'nobody')
})

t.test('finds an identity with an access list if the organization requires one', async t => {
  const app = await serve(t)
  const { json: state } = await control(app, 'GET', '/state')
  const [acme, ...others] = (state as State).organizations
  const organizations = [{ ...acme, apiAccessListRequired: true }, ...others]
  t.equal((await control(app, 'PUT', '/state', { ...(state as State), organizations })).status, 204)
  const action = await save('readonly')
  const sufficient = async () => {
    const { json: principals } = await control(app, 'GET', '/principals')
    const { json } = await control(app, 'GET', '/organizations')
    const recorded = recordedOf(action, (await journalOf(app)).toReversed(), 0) as RecordedRequest
    t.equal(recorded.reason?.code, 'access-list-missing')
    const identities = seedIdentities((principals as PrincipalList).results)
    return sufficientIdentity(recorded, identities, (json as OrganizationList).results)?.id
  }
  const allow = (id: string, accessList: string[]) =>
    control(app, 'PATCH', `/principals/${id}`, { accessList })
  t.equal(await sufficient(), undefined, 'nobody has one')
  await allow('prjowner', ['127.0.0.1'])
  t.equal(await sufficient(), 'prjowner')
})

t.test('judges an access list as the server does', t => {
  const lists = [
    [],
    ['127.0.0.1'],
    ['127.0.0.1/32'],
    ['127.0.0.0/8'],
    ['10.0.0.0/7', '127.128.0.0/9'],
    ['0.0.0.0/0'],
    ['::1'],
    ['::1/128'],
    ['0:0:0:0:0:0:0:1'],
    ['::/0'],
    ['2001:DB8::/32'],
    ['2001:db8:0:0:1::/80']
  ]
  const addresses = ['127.0.0.1', '::ffff:127.0.0.1', '10.1.2.3', '::1', '2001:db8::1', '2001:db8:0:0:1::2']
  const judged = (judge: typeof isAllowed) =>
    lists.map(list => [
      ...list,
      ...addresses.filter(address => judge(list, address)).map(found => `> ${found}`)
    ])
  t.strictSame(judged(isAllowed), judged(isAllowedByServer))
  t.end()
})

import './tab.ts'
import t, { type Test } from 'tap'
import type { AppOptions } from '../../../src/app.ts'
import { AtlasClient } from '../../../src/console/page/atlas/client.ts'
import type { Exchange } from '../../../src/console/page/atlas/exchange.ts'
import { type Identity, keyOf } from '../../../src/console/page/atlas/identity.ts'
import { DEMO, integrations } from '../../app.ts'
import { control } from '../../control/control.ts'
import { account, seeded, serve, tab } from './tab.ts'

const LIST = { method: 'GET', target: integrations(DEMO) }
const SLACK = {
  method: 'POST',
  target: integrations(DEMO, 'SLACK'),
  body: '{"apiToken":"xoxb","channelName":"a"}'
}

/** Who calls a server of its own, and what the answers are: their statuses, undefined for one that was lost. */
async function calls(t: Test, identity: Identity, options?: AppOptions) {
  const app = await serve(t, options)
  const client = new AtlasClient(identity)
  const statuses = async (request: Parameters<AtlasClient['call']>[0] = LIST) =>
    (await client.call(request)).map(({ answer }) => answer?.status)
  return { app, client, statuses }
}

const headerOf = ({ request }: Exchange, name: string) =>
  request.headers.find(([other]) => other === name)?.[1] ?? ''

t.test('Digest: a challenge, then the same nonce for every call', async t => {
  const { app, client, statuses } = await calls(t, seeded('orgowner'))
  const [first, second, ...more] = await client.call(LIST)
  t.strictSame(more, [])
  t.strictSame(first?.request, {
    ...LIST,
    headers: [['Accept', 'application/vnd.atlas.2023-01-01+json']],
    body: undefined
  })
  t.match(first?.answer, { status: 401, reason: 'Unauthorized' })
  t.match(second?.answer, { status: 200, reason: 'OK', headers: [], body: /^\{"links":/ })
  t.ok(second && second.duration > 0)
  const [third] = await client.call(SLACK)
  t.match(third && headerOf(third, 'Authorization'), ', nc=00000002, ')
  t.equal(third && headerOf(third, 'Content-Type'), 'application/json')
  t.equal(third?.answer?.status, 200)
  t.strictSame(await statuses(), [200])

  app.services.control.nonces.expire()
  const [stale, anew] = await client.call(LIST)
  t.strictSame([stale?.answer?.status, anew?.answer?.status], [401, 200], 'stale')
  t.match(anew && headerOf(anew, 'Authorization'), ', nc=00000001, ', 'a new nonce is counted anew')
  t.strictSame(await statuses(), [200])
  await serve(t)
  t.strictSame(await statuses(), [401, 200], 'a mock that was started anew knows no nonce of the one before')
  t.strictSame(await statuses(), [200])
})

t.test('Digest: what is refused is not sent for ever', async t => {
  const { statuses } = await calls(t, seeded('orgowner', 'wrong'))
  t.strictSame(await statuses(), [401, 401], 'a wrong secret')
  t.strictSame(await statuses(), [401, 401], 'and no more the next time')
  const reader = await calls(t, seeded('readonly'))
  t.strictSame(await reader.statuses(SLACK), [401, 401], 'a role that is too weak')
  t.strictSame(await reader.statuses(SLACK), [401], 'that is no challenge')
  t.strictSame(await reader.statuses(), [200], 'and takes nothing from the nonce')
})

t.test('OAuth: a token, and the same for every call', async t => {
  const { app, client, statuses } = await calls(t, account('owner'))
  const [login, call] = await client.call(LIST)
  t.match(login?.request, {
    method: 'POST',
    target: '/api/oauth/token',
    body: 'grant_type=client_credentials'
  })
  t.equal(login?.answer?.status, 200)
  t.match(call && headerOf(call, 'Authorization'), /^Bearer \S+$/)
  t.equal(call?.answer?.status, 200)
  t.strictSame(await statuses(SLACK), [200])

  app.services.tokens.revokeIssued()
  t.strictSame(await statuses(), [401, 200, 200], 'a token that has ended')
  t.strictSame(await statuses(), [200])
  await serve(t)
  t.strictSame(await statuses(), [401, 200, 200], 'a mock that was started anew')
})

t.test('OAuth: what is refused is not sent for ever', async t => {
  const { statuses } = await calls(t, { ...account('owner'), secret: 'wrong' })
  t.strictSame(await statuses(), [401], 'a wrong secret: no call without a token')
  const reader = await calls(t, account('reader'))
  t.strictSame(await reader.statuses(SLACK), [200, 401], 'a role that is too weak')
  t.strictSame(await reader.statuses(SLACK), [401], 'no reason for another token')
  const { id } = account('reader')
  await control(reader.app, 'PATCH', `/principals/${id}`, { secret: 'another-secret' })
  reader.app.services.tokens.revokeIssued()
  t.strictSame(await reader.statuses(), [401, 401], 'a secret that was changed')
  t.strictSame(await reader.statuses(), [401], 'the token that has ended is not tried again')
})

t.test('OAuth: a login that gives no token', async t => {
  const { statuses } = await calls(t, account('owner'))
  for (const body of ['', 'no JSON', '{}', 'null', '"text"', '{"access_token":7}', '{"access_token":""}']) {
    tab.answer = target => (target === '/api/oauth/token' ? new Response(body) : undefined)
    t.strictSame(await statuses(), [200], `${body}: no call without a token`)
  }
  tab.answer = undefined
  t.strictSame(await statuses(), [200, 200])
})

t.test('an answer that is lost', async t => {
  const { app, statuses } = await calls(t, seeded('orgowner'))
  await statuses()
  for (const type of ['hangUp', 'truncate', 'reset']) {
    await control(app, 'POST', '/faults', { effect: { type }, when: { first: 1 } })
    t.strictSame(await statuses(), [undefined], type)
  }
  t.strictSame(await statuses(), [200])
  await app.server.close()
  t.strictSame(await statuses(), [undefined], 'nobody is there')
  const other = await calls(t, account('owner'))
  await other.app.server.close()
  t.strictSame(await other.statuses(), [undefined])
})

t.test('names and secrets beyond ASCII', async t => {
  const { client } = await calls(t, seeded('ключ', 'geheim'))
  let sent = ''
  tab.answer = (_target, { headers }) => {
    sent = new Headers(headers).get('authorization') ?? ''
    return undefined
  }
  const [, call] = await client.call(LIST)
  t.match(call && headerOf(call, 'Authorization'), 'username="ключ"', 'shown as it is')
  t.match(Buffer.from(sent, 'latin1').toString(), 'username="ключ"', 'sent as its UTF-8 bytes')

  const secret = 'пароль: 100 %+ü'
  const key = await calls(t, seeded('orgowner', secret))
  await control(key.app, 'PATCH', '/principals/orgowner', { secret })
  t.strictSame(await key.statuses(), [401, 200])
  const { id } = account('owner')
  const owner = await calls(t, { ...account('owner'), secret })
  await control(owner.app, 'PATCH', `/principals/${id}`, { secret })
  t.strictSame(await owner.statuses(), [200, 200])
})

t.test('one that is typed in is another than the seeded one with its id', async t => {
  t.not(keyOf(seeded('orgowner')), keyOf({ ...seeded('orgowner'), origin: 'own' }))
})

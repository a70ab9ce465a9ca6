import './tab.ts'
import t, { type Test } from 'tap'
import type { AppOptions } from '../../../src/app.ts'
import { AtlasClient } from '../../../src/console/page/api/atlas-client.ts'
import type { Exchange } from '../../../src/console/page/api/exchange.ts'
import { type Identity, keyOf } from '../../../src/console/page/api/identity.ts'
import { DEMO, integrations } from '../../app.ts'
import { control } from '../../control/control.ts'
import { account, seeded, serve, tab } from './tab.ts'

const LIST = { method: 'GET', target: integrations(DEMO) }
const SLACK = {
  method: 'POST',
  target: integrations(DEMO, 'SLACK'),
  body: '{"apiToken":"xoxb","channelName":"a"}'
}

/** Starts a server and returns a client of it; in `statuses`, a lost response is undefined. */
async function start(t: Test, identity: Identity, options?: AppOptions) {
  const app = await serve(t, options)
  const client = new AtlasClient(identity)
  const statuses = async (request: Parameters<AtlasClient['call']>[0] = LIST) =>
    (await client.call(request)).map(({ response }) => response?.status)
  return { app, client, statuses }
}

const headerOf = ({ request }: Exchange, name: string) =>
  request.headers.find(([other]) => other === name)?.[1] ?? ''

t.test('Digest: reuses a nonce and retries after a stale one', async t => {
  const { app, client, statuses } = await start(t, seeded('orgowner'))
  const [first, second, ...more] = await client.call(LIST)
  t.strictSame(more, [])
  t.strictSame(first?.request, {
    ...LIST,
    headers: [['Accept', 'application/vnd.atlas.2023-01-01+json']],
    body: undefined
  })
  t.match(first?.response, { status: 401, reason: 'Unauthorized' })
  t.match(second?.response, { status: 200, reason: 'OK', headers: [], body: /^\{"links":/ })
  t.ok(second && second.duration > 0)
  const [third] = await client.call(SLACK)
  t.match(third && headerOf(third, 'Authorization'), ', nc=00000002, ')
  t.equal(third && headerOf(third, 'Content-Type'), 'application/json')
  t.equal(third?.response?.status, 200)
  t.strictSame(await statuses(), [200])

  app.services.control.nonces.expire()
  const [stale, retried] = await client.call(LIST)
  t.strictSame([stale?.response?.status, retried?.response?.status], [401, 200])
  t.match(retried && headerOf(retried, 'Authorization'), ', nc=00000001, ', 'counts a new nonce from 1')
  t.strictSame(await statuses(), [200])
  await serve(t)
  t.strictSame(await statuses(), [401, 200], 'retries after a restart, which forgets nonces')
  t.strictSame(await statuses(), [200])
})

t.test('Digest: retries a rejected request only once', async t => {
  const { statuses } = await start(t, seeded('orgowner', 'wrong'))
  t.strictSame(await statuses(), [401, 401], 'a wrong secret')
  t.strictSame(await statuses(), [401, 401])
  const reader = await start(t, seeded('readonly'))
  t.strictSame(await reader.statuses(SLACK), [401, 401], 'an insufficient role')
  t.strictSame(await reader.statuses(SLACK), [401], 'without a challenge: no retry')
  t.strictSame(await reader.statuses(), [200], 'the nonce is still valid')
})

t.test('OAuth: reuses a token and requests another one when it is invalid', async t => {
  const { app, client, statuses } = await start(t, account('owner'))
  const [login, call] = await client.call(LIST)
  t.match(login?.request, {
    method: 'POST',
    target: '/api/oauth/token',
    body: 'grant_type=client_credentials'
  })
  t.equal(login?.response?.status, 200)
  t.match(call && headerOf(call, 'Authorization'), /^Bearer \S+$/)
  t.equal(call?.response?.status, 200)
  t.strictSame(await statuses(SLACK), [200])

  app.services.tokens.revokeIssued()
  t.strictSame(await statuses(), [401, 200, 200], 'a revoked token')
  t.strictSame(await statuses(), [200])
  await serve(t)
  t.strictSame(await statuses(), [401, 200, 200], 'a restarted mock')
})

t.test('OAuth: retries a rejected request only once', async t => {
  const { statuses } = await start(t, { ...account('owner'), secret: 'wrong' })
  t.strictSame(await statuses(), [401], 'a wrong secret: no request without a token')
  const reader = await start(t, account('reader'))
  t.strictSame(await reader.statuses(SLACK), [200, 401], 'an insufficient role')
  t.strictSame(await reader.statuses(SLACK), [401], 'no other token')
  const { id } = account('reader')
  await control(reader.app, 'PATCH', `/principals/${id}`, { secret: 'another-secret' })
  reader.app.services.tokens.revokeIssued()
  t.strictSame(await reader.statuses(), [401, 401], 'a changed secret')
  t.strictSame(await reader.statuses(), [401], 'the revoked token is not sent again')
})

t.test('OAuth: sends no request after a login without a token', async t => {
  const { statuses } = await start(t, account('owner'))
  for (const body of ['', 'not JSON', '{}', 'null', '"text"', '{"access_token":7}', '{"access_token":""}']) {
    tab.respond = target => (target === '/api/oauth/token' ? new Response(body) : undefined)
    t.strictSame(await statuses(), [200], body)
  }
  tab.respond = undefined
  t.strictSame(await statuses(), [200, 200])
})

t.test('returns a lost response as an exchange without a response', async t => {
  const { app, statuses } = await start(t, seeded('orgowner'))
  await statuses()
  for (const type of ['hangUp', 'truncate', 'reset']) {
    await control(app, 'POST', '/faults', { effect: { type }, when: { first: 1 } })
    t.strictSame(await statuses(), [undefined], type)
  }
  t.strictSame(await statuses(), [200])
  await app.server.close()
  t.strictSame(await statuses(), [undefined], 'a closed server')
  const other = await start(t, account('owner'))
  await other.app.server.close()
  t.strictSame(await other.statuses(), [undefined], 'a login at a closed server')
})

t.test('sends non-ASCII names and secrets as UTF-8', async t => {
  const { client } = await start(t, seeded('ключ', 'geheim'))
  let sent = ''
  tab.respond = (_target, { headers }) => {
    sent = new Headers(headers).get('authorization') ?? ''
    return undefined
  }
  const [, call] = await client.call(LIST)
  t.match(call && headerOf(call, 'Authorization'), 'username="ключ"', 'shown unencoded')
  t.match(Buffer.from(sent, 'latin1').toString(), 'username="ключ"')

  const secret = 'пароль: 100 %+ü'
  const key = await start(t, seeded('orgowner', secret))
  await control(key.app, 'PATCH', '/principals/orgowner', { secret })
  t.strictSame(await key.statuses(), [401, 200])
  const { id } = account('owner')
  const owner = await start(t, { ...account('owner'), secret })
  await control(owner.app, 'PATCH', `/principals/${id}`, { secret })
  t.strictSame(await owner.statuses(), [200, 200])
})

t.test('distinguishes entered credentials from seeded ones with the same id', async t => {
  t.not(keyOf(seeded('orgowner')), keyOf({ ...seeded('orgowner'), origin: 'own' }))
})

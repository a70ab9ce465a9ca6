import './tab.ts'
import t, { type Test } from 'tap'
import { headerOf } from '../../../src/client/atlas-client.ts'
import type { Identity } from '../../../src/console/page/api/identity.ts'
import { type AtlasRequest, callAtlas, createClient, isOwnCall } from '../../../src/console/page/api/send.ts'
import type { RequestList } from '../../../types/wire.d.ts'
import { DEMO, integrations } from '../../app.ts'
import { control } from '../../control/control.ts'
import { account, seeded, serve, tab } from './tab.ts'

const LIST = { method: 'GET', target: integrations(DEMO) }
const SLACK = {
  method: 'POST',
  target: integrations(DEMO, 'SLACK'),
  body: '{"apiToken":"xoxb","channelName":"a"}'
}

/** Starts a server; `call` calls it as an identity. In `statuses`, a lost response is undefined. */
async function start(t: Test, identity: Identity) {
  const app = await serve(t)
  const client = createClient(identity)
  const call = (request: AtlasRequest = LIST) => callAtlas(client, request)
  const statuses = async () => (await call()).map(({ response }) => response?.status)
  return { app, call, statuses }
}

t.test('returns the challenge and the request that follows it, as sent and received', async t => {
  const { app, call, statuses } = await start(t, seeded('orgowner'))
  const [first, second, ...more] = await call()
  t.strictSame(more, [])
  t.strictSame(first?.request, {
    ...LIST,
    headers: [['Accept', 'application/vnd.atlas.2023-01-01+json']],
    body: undefined
  })
  t.match(first?.response, { status: 401, reason: 'Unauthorized' })
  t.match(second?.response, { status: 200, reason: 'OK', headers: [], body: /^\{"links":/ })
  t.ok(second && second.duration > 0)
  const [third] = await call(SLACK)
  t.match(third && headerOf(third.request, 'authorization'), ', nc=00000002, ')
  t.match(third && headerOf(third.request, 'authorization'), /, cnonce="[0-9a-f]{16}", /)
  t.equal(third && headerOf(third.request, 'content-type'), 'application/json')
  t.equal(third?.response?.status, 200)
  app.services.control.nonces.expire()
  t.strictSame(await statuses(), [401, 200], 'a stale nonce')
  await serve(t)
  t.strictSame(await statuses(), [401, 200], 'a restarted mock')
  t.strictSame(await statuses(), [200])
})

t.test('marks each request with an id, and those of a background call; shows the marks in none', async t => {
  for (const identity of [seeded('orgowner'), account('owner')]) {
    const { app, call } = await start(t, identity)
    const exchanges = await call({ ...LIST, isBackground: true })
    exchanges.push(...(await call()))
    const { results } = (await control(app, 'GET', '/requests')).json as RequestList
    const ids = results.map(({ callId }) => callId)
    t.strictSame([ids, new Set(ids).size], [exchanges.map(({ callId }) => callId), 3])
    t.strictSame([...ids, null, 'other-1'].map(isOwnCall), [true, true, true, false, false])
    t.strictSame(
      results.map(({ background }) => background),
      [true, true, false],
      identity.kind
    )
    t.notMatch(JSON.stringify([exchanges, results]), /x-mock/i)
  }
})

t.test('returns the token request', async t => {
  const { app, call, statuses } = await start(t, account('owner'))
  const [login, first] = await call()
  t.match(login?.request, {
    method: 'POST',
    target: '/api/oauth/token',
    body: 'grant_type=client_credentials'
  })
  t.equal(login?.response?.status, 200)
  t.match(first && headerOf(first.request, 'authorization'), /^Bearer \S+$/)
  t.equal(first?.response?.status, 200)
  app.services.store.tokens.revokeIssued()
  t.strictSame(await statuses(), [401, 200, 200], 'a revoked token')
  await serve(t)
  t.strictSame(await statuses(), [401, 200, 200], 'a restarted mock')
  t.strictSame(await statuses(), [200])
  t.strictSame(await (await start(t, { ...account('owner'), secret: 'wrong' })).statuses(), [401])
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
  const { call: callAs } = await start(t, seeded('ключ', 'geheim'))
  let sent = ''
  tab.respond = (_target, { headers }) => {
    sent = new Headers(headers).get('authorization') ?? ''
    return undefined
  }
  const [, call] = await callAs()
  t.match(call && headerOf(call.request, 'authorization'), 'username="ключ"', 'shown unencoded')
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

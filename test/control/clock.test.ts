import t from 'tap'
import type { App } from '../../src/app.ts'
import type { CreatedSandbox } from '../../types/wire.d.ts'
import { ACME, build, call, DEMO, integrations } from '../app.ts'
import {
  ACCOUNT,
  type ApiKey,
  asBearer,
  asKey,
  control,
  faultsOf,
  get,
  machine,
  NOON,
  newSandbox,
  nonceOf,
  notFound,
  ORGS,
  OWNER,
  problem,
  projectOf,
  stateOf,
  tokenFor,
  twoSandboxes,
  withNonce,
  wrongBody
} from './control.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function read(app: App, sandbox?: string) {
  return get(app, '/clock', { sandbox })
}

/** Sets the clock and returns its state. */
async function set(app: App, body?: unknown, sandbox?: string) {
  return (await control(app, 'PUT', '/clock', body, { sandbox })).json
}

async function advance(app: App, body: unknown, sandbox?: string) {
  return (await control(app, 'POST', '/clock/advance', body, { sandbox })).json
}

async function release(app: App, sandbox?: string) {
  const { status, text } = await control(app, 'DELETE', '/clock', undefined, { sandbox })
  return [status, text]
}

function showing(now: string, frozen = false) {
  return { now, frozen }
}

function ownerOf(sandbox: CreatedSandbox) {
  const { owner } = sandbox
  return { key: owner.apiKey, account: owner.serviceAccount, project: projectOf(sandbox) }
}

t.test('the clock follows the machine until it is changed, and again after a release', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const reply = await control(app, 'GET', '/clock')
  t.strictSame([reply.status, reply.json], [200, showing(NOON)])
  t.equal(faultsOf('Clock', reply.json), '')
  const later = (milliseconds: number) => {
    time.now += milliseconds
    return read(app)
  }
  t.strictSame(await later(1), showing('2026-11-25T12:00:00.001Z'))

  const at = (text: string, frozen = false) => showing(`2030-01-01T00:00:${text}Z`, frozen)
  t.strictSame(await set(app, { now: '2030-01-01T00:00:00Z' }), at('00.000'))
  t.strictSame(await later(1500), at('01.500'), 'it continues')
  t.strictSame(await set(app, { frozen: true }), at('01.500', true))
  t.strictSame(await later(HOUR), at('01.500', true), 'frozen')
  t.strictSame(await advance(app, { seconds: 1.5 }), at('03.000', true))
  t.strictSame(await advance(app, { milliseconds: -500 }), at('02.500', true))
  t.strictSame(await advance(app, { seconds: -2, milliseconds: 250 }), at('00.750', true))
  t.strictSame(await set(app, {}), at('00.750', true), 'an empty body changes nothing')
  t.strictSame(await set(app, { frozen: false }), at('00.750'), 'from the frozen time')
  t.strictSame(await later(250), at('01.000'))
  t.strictSame(await advance(app, { seconds: -1 }), at('00.000'))
  const frozen = { now: '2030-06-01T02:00:00.5+02:00', frozen: true }
  t.strictSame(await set(app, frozen), showing('2030-06-01T00:00:00.500Z', true))
  t.strictSame(await release(app), [204, ''])
  t.strictSame(await read(app), showing('2026-11-25T13:00:01.751Z'))
  t.strictSame(await release(app), [204, ''], 'again')
})

t.test('accepts times from 1970 to 2105 and rejects invalid ones', async t => {
  const app = await build(t, { sources: machine().sources })
  const { id } = await newSandbox(app)
  const bounds = problem(400, 'Bad Request', 'the time must be between 1970 and 2105')
  for (const sandbox of [undefined, id]) {
    for (const now of ['1970-01-01T00:00:00.000Z', '2105-12-31T23:59:59.999Z']) {
      t.strictSame(await set(app, { now, frozen: true }, sandbox), showing(now, true))
      t.strictSame(await read(app, sandbox), showing(now, true))
    }
    t.strictSame(await advance(app, { milliseconds: 1 }, sandbox), bounds)
    await set(app, { now: '1970-01-01T00:00:00Z', frozen: true }, sandbox)
    t.strictSame(await advance(app, { seconds: -0.001 }, sandbox), bounds)
    await set(app, { now: NOON, frozen: true }, sandbox)
  }
  for (const now of ['1969-12-31T23:59:59.999Z', '2106-01-01T00:00:00Z', '2016-12-31T23:59:60Z']) {
    t.strictSame(await set(app, { now }), bounds, now)
  }
  const format = { '/now': 'must be a time such as 2026-01-01T00:00:00Z' }
  const cases: [unknown, Record<string, string>][] = [
    [{ now: '2026-11-25T12:00:00' }, format],
    [{ now: '2026-02-30T12:00:00Z' }, format],
    [{ now: 0 }, { '/now': 'must be a string' }],
    [{ frozen: 1 }, { '/frozen': 'must be a boolean' }],
    [{ time: NOON }, { '/': "unknown field 'time'; allowed: frozen, now" }]
  ]
  for (const [body, places] of cases) t.strictSame(await set(app, body), wrongBody(places))
  const distances: [unknown, Record<string, string>][] = [
    [{}, { '/': 'must have at least 1 field' }],
    [{ seconds: '1' }, { '/seconds': 'must be a number' }],
    [{ seconds: 4e9 + 1 }, { '/seconds': 'must be at most 4000000000' }],
    ['{"seconds":1e999}', { '/seconds': 'must be a number' }],
    [{ seconds: -4e9 - 1 }, { '/seconds': 'must be at least -4000000000' }],
    [{ milliseconds: 0.5 }, { '/milliseconds': 'must be an integer' }],
    [{ milliseconds: 4e12 + 1 }, { '/milliseconds': 'must be at most 4000000000000' }],
    [{ minutes: 1 }, { '/': "unknown field 'minutes'; allowed: milliseconds, seconds" }]
  ]
  for (const [body, places] of distances) t.strictSame(await advance(app, body), wrongBody(places))
  t.strictSame(await read(app), showing(NOON, true), 'the time is unchanged')
})

t.test("a sandbox's clock follows the mock's until it is changed", async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const [first, second] = [(await newSandbox(app)).id, (await newSandbox(app)).id]
  const all = async () => [await read(app), await read(app, first), await read(app, second)]
  const global = showing('2030-01-01T00:00:00.000Z', true)
  await set(app, { now: global.now, frozen: true })
  t.strictSame(await all(), [global, global, global])
  t.strictSame(await advance(app, { seconds: 1 }, first), showing('2030-01-01T00:00:01.000Z', true))
  t.strictSame(await all(), [global, showing('2030-01-01T00:00:01.000Z', true), global])
  const running = await set(app, { frozen: false }, second)
  t.strictSame(running, showing('2030-01-01T00:00:00.000Z'), 'it continues from there')
  time.now += 2000
  await advance(app, { seconds: 60 })
  t.strictSame(await all(), [
    showing('2030-01-01T00:01:00.000Z', true),
    showing('2030-01-01T00:00:01.000Z', true),
    showing('2030-01-01T00:00:02.000Z')
  ])
  t.strictSame(await release(app, first), [204, ''])
  t.strictSame(await read(app, first), showing('2030-01-01T00:01:00.000Z', true))
  t.strictSame(await read(app, second), showing('2030-01-01T00:00:02.000Z'))
  t.strictSame(await release(app), [204, ''])
  const machineTime = showing('2026-11-25T12:00:02.000Z')
  t.strictSame(await all(), [machineTime, machineTime, machineTime], 'all follow the machine')
  t.strictSame(await read(app, ACME), notFound(`unknown sandbox '${ACME}'`))
})

t.test('the clock determines creation dates and ids', async t => {
  const app = await build(t, { sources: machine().sources })
  const sandbox = await newSandbox(app)
  const { key, project } = ownerOf(sandbox)
  const now = '2105-12-31T23:59:59.000Z'
  const early = '1970-01-01T00:00:00.000Z'
  await set(app, { now, frozen: true })
  await set(app, { now: early, frozen: true }, sandbox.id)
  const seconds = (id: string) => new Date(Number.parseInt(id.slice(0, 8), 16) * 1000).toISOString()
  const made = async (caller: ApiKey, groupId: string, orgId: string) => {
    const body = { name: 'new', orgId }
    const group = await asKey(app, caller, { method: 'POST', url: '/api/atlas/v2/groups', body })
    const { id, created } = group.json as { id: string; created: string }
    const url = integrations(groupId, 'WEBHOOK')
    const webhook = { url: 'https://a.example' }
    t.equal((await asKey(app, caller, { method: 'PUT', url, body: webhook })).status, 200)
    const organization = (await stateOf(app)).find(organization => organization.id === orgId)
    const { integrations: rows = [] } = organization?.projects?.find(({ id }) => id === groupId) ?? {}
    const row = rows.find(({ type }) => type === 'WEBHOOK')
    return [created, seconds(id), seconds(String(row?.id)), row?.created]
  }
  t.strictSame(await made(OWNER, DEMO, ACME), ['2105-12-31T23:59:59Z', now, now, now])
  t.strictSame(await made(key, project, sandbox.id), ['1970-01-01T00:00:00Z', early, early, early])
  t.match(await newSandbox(app), { created: now })

  const state = await get(app, '/state', { sandbox: sandbox.id })
  t.match(state, { exported: early })
  const journal = async (query: object) => {
    const json = await get(app, '/requests', { limit: '1', ...query })
    return (json as { results: { time: string }[] }).results.map(({ time }) => time)
  }
  t.strictSame(await journal({ sandbox: sandbox.id }), [early])
  t.strictSame(await journal({ principal: 'orgowner' }), [now])
})

t.test("the clock of an account's organization determines the expiry of its tokens", async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const [first, second] = await twoSandboxes(app)
  const accounts = [ACCOUNT.owner, ownerOf(first).account, ownerOf(second).account]
  const tokens = await Promise.all(accounts.map(account => tokenFor(app, account)))
  const use = async () =>
    (await Promise.all(tokens.map(token => asBearer(app, token, { url: ORGS })))).map(({ status }) => status)
  const claims = (token: string) => {
    const { iat, exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return { iat, exp }
  }
  t.strictSame(await use(), [200, 200, 200])
  await advance(app, { milliseconds: HOUR - 1 }, first.id)
  t.strictSame(await use(), [200, 200, 200])
  await advance(app, { milliseconds: 1 }, first.id)
  t.strictSame(await use(), [200, 401, 200])
  await advance(app, { milliseconds: HOUR })
  t.strictSame(await use(), [401, 401, 401], "the others follow the mock's")
  await release(app, first.id)
  await set(app, {}, second.id)
  await release(app)
  t.strictSame(await use(), [200, 200, 200], 'after the clock is moved back, the time has not passed')
  time.now += HOUR
  t.strictSame(await use(), [401, 401, 401])

  await set(app, { now: '1970-01-01T00:00:00Z', frozen: true }, first.id)
  const early = await tokenFor(app, ownerOf(first).account)
  t.strictSame(claims(early), { iat: 0, exp: 3600 })
  t.equal((await asBearer(app, early, { url: ORGS })).status, 200)
  await set(app, { now: '2105-12-31T23:59:59Z', frozen: true }, first.id)
  const late = await tokenFor(app, ownerOf(first).account)
  t.strictSame(
    [(await asBearer(app, early, { url: ORGS })).status, claims(late).iat],
    [401, Date.UTC(2106, 0) / 1000 - 1]
  )
  t.equal((await asBearer(app, late, { url: ORGS })).status, 200)
})

t.test("nonces use the mock's clock for every caller", async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const { id, owner } = await newSandbox(app)
  const nonce = nonceOf(await call(app, { url: ORGS })) as string
  let uses = 0
  const use = async () => {
    const count = (++uses).toString(16).padStart(8, '0')
    const { status, headers } = await withNonce(app, owner.apiKey, { url: ORGS }, nonce, count)
    return [status, /stale=(\w+)/.exec(String(headers['www-authenticate']))?.[1]]
  }
  const [good, stale] = [
    [200, undefined],
    [401, 'true']
  ]
  t.strictSame(await use(), good)
  await set(app, { now: '2105-01-01T00:00:00Z', frozen: true }, id)
  t.strictSame(await use(), good)
  await set(app, { now: '1970-01-01T00:00:00Z', frozen: true }, id)
  t.strictSame(await use(), good)
  await advance(app, { milliseconds: 5 * MINUTE - 1 })
  t.strictSame(await use(), good)
  await advance(app, { milliseconds: 1 })
  t.strictSame(await use(), stale)
})

import t from 'tap'
import type { App } from '../../src/app.ts'
import { STATE_FORMAT } from '../../src/state/document.ts'
import type { CreatedSandbox, SandboxBody } from '../../types/wire.d.ts'
import { ACME, as, build, call, DEMO, ELSEWHERE, integrations, KEYS, STAGING } from '../app.ts'
import {
  ACCOUNT,
  asBearer,
  asKey,
  control,
  get,
  KEEPABLE,
  machine,
  namesOf,
  newSandbox,
  nonceOf,
  ORGS,
  OWNER,
  problem,
  projectOf,
  stateOf,
  tokenFor,
  twoSandboxes,
  viewOf,
  withNonce,
  wrongBody
} from './control.ts'

const WEBHOOK = { url: 'https://example.com/changed', secret: 'another-secret' }
const DONE = { status: 204, text: '', type: undefined }

async function reset(app: App, body?: unknown, query?: Record<string, string>) {
  const { status, text, headers } = await control(app, 'POST', '/reset', body, query)
  return { status, text, type: headers['content-type'] }
}

/** Changes everything that can change in the seeded organizations. */
async function makeMess(app: App): Promise<void> {
  const done = async (call: ReturnType<typeof as>) => {
    const { status, text } = await call
    if (status >= 300) throw new Error(text)
  }
  const requests: [key: string, method: string, url: string, body?: object][] = [
    ['orgowner', 'POST', integrations(DEMO, 'WEBHOOK'), WEBHOOK],
    ['orgowner', 'PUT', integrations(STAGING, 'WEBHOOK'), WEBHOOK],
    ['orgowner', 'DELETE', integrations(STAGING, 'DATADOG')],
    ['outsider', 'DELETE', `/api/atlas/v2/groups/${ELSEWHERE}`],
    ['orgowner', 'POST', '/api/atlas/v2/groups', { name: 'new', orgId: ACME }]
  ]
  for (const [key, method, url, body] of requests) await done(as(app, key, { method, url, body }))
  const patches: Record<string, object> = {
    orgowner: { roles: [], accessList: ['192.0.2.0/24'], secret: true },
    prjowner: { roles: [{ orgId: ACME, roleName: 'ORG_READ_ONLY' }], secret: 'another-private-key' },
    fencedin: { accessList: [] },
    [ACCOUNT.owner.clientId]: { secret: true, tokenLifetime: 5, accessList: ['::1'] },
    [ACCOUNT.reader.clientId]: { roles: [{ groupId: DEMO, roleName: 'GROUP_OWNER' }] }
  }
  for (const [id, patch] of Object.entries(patches)) {
    await done(control(app, 'PATCH', `/principals/${id}`, patch))
  }
}

/** Returns the responses to each seeded credential for the lists of organizations and integrations. */
async function abilities(app: App) {
  const answers: unknown[] = []
  const look = async (request: (url: string) => ReturnType<typeof call>) => {
    for (const url of [ORGS, integrations(STAGING)]) {
      const { status, text } = await request(url)
      answers.push([status, text])
    }
  }
  for (const key of Object.keys(KEYS)) {
    await look(url => as(app, key, { url }))
    const { status } = await as(app, key, { method: 'DELETE', url: integrations(DEMO, 'WEBHOOK') })
    answers.push(status)
  }
  for (const account of Object.values(ACCOUNT)) {
    const token = await tokenFor(app, account)
    await look(url => asBearer(app, token, { url }))
  }
  return answers
}

t.test('a reset restores the seed byte for byte, and its credentials work', async t => {
  const app = await build(t)
  const seeded = await stateOf(app)
  const before = await abilities(app)
  for (let round = 0; round < 2; round++) {
    await makeMess(app)
    const sandbox = await newSandbox(app)
    t.notSame(await stateOf(app), seeded)
    t.strictSame(await reset(app), DONE)
    t.equal(JSON.stringify(await stateOf(app)), JSON.stringify(seeded), 'the order of everything included')
    t.strictSame(await abilities(app), before)
    t.strictSame(await get(app, '/sandboxes'), { results: [] })
    t.equal((await asKey(app, sandbox.owner.apiKey, { url: ORGS })).status, 401, 'a sandbox is removed')
  }
  await control(app, 'PUT', '/state', { format: STATE_FORMAT, version: 1, organizations: [] })
  t.strictSame(await stateOf(app), [], 'nothing is left')
  t.strictSame(await reset(app), DONE)
  t.strictSame(await stateOf(app), seeded)
})

t.test('a reset clears faults, clock, journal, rates and inbox unless it keeps them', async t => {
  const app = await build(t, { sources: machine().sources })
  const remaining = async () => {
    const { headers } = await as(app, 'orgowner', { url: ORGS })
    return Number(headers['ratelimit-remaining'])
  }
  const left = async () => {
    const { results } = await get<{ results: unknown[] }>(app, '/faults')
    const { frozen } = await get<{ frozen: boolean }>(app, '/clock')
    const count = async (path: string) => (await get<{ totalCount: number }>(app, path)).totalCount
    const [requests, deliveries] = [await count('/requests'), await count('/inbox')]
    const isCounted = (await remaining()) < 299
    return {
      faults: results.length > 0,
      clock: frozen,
      journal: requests > 0,
      rates: isCounted,
      inbox: deliveries > 0
    }
  }
  for (const keep of [[], ...KEEPABLE.map(name => [name]), KEEPABLE]) {
    t.strictSame(await left(), { faults: false, clock: false, journal: false, rates: false, inbox: false })
    await control(app, 'POST', '/alerts', { project: STAGING })
    await control(app, 'POST', '/faults', { match: { path: '/api/x' }, effect: { type: 'empty' } })
    await control(app, 'PUT', '/clock', { now: '2026-11-25T12:00:30Z', frozen: true })
    t.strictSame(await left(), { faults: true, clock: true, journal: true, rates: true, inbox: true })
    t.strictSame(await reset(app, { keep }), DONE)
    const kept = Object.fromEntries(KEEPABLE.map(name => [name, keep.some(kept => kept === name)]))
    t.strictSame(await left(), kept, `kept: ${keep.join(', ') || 'nothing'}`)
    t.strictSame(await reset(app, {}), DONE)
  }
})

t.test('rejects an invalid reset and changes nothing', async t => {
  const app = await build(t)
  await makeMess(app)
  const before = await stateOf(app)
  const one = 'must be one of faults, clock, journal, rates, inbox'
  const cases: [unknown, ReturnType<typeof problem>][] = [
    [{ keep: ['faults', '', 'Clock'] }, wrongBody({ '/keep/1': one, '/keep/2': one })],
    [{ keep: 'faults' }, wrongBody({ '/keep': 'must be an array' })],
    ['{"__proto__":["faults"]}', wrongBody({ '/': "unknown field '__proto__'; allowed: keep" })]
  ]
  for (const [body, expected] of cases) {
    t.strictSame((await control(app, 'POST', '/reset', body)).json, expected)
  }
  const { json } = await control(app, 'POST', '/reset', undefined, { tokens: '' })
  const places = { tokens: 'must be revoke' }
  t.strictSame(json, problem(400, 'Bad Request', 'invalid query', places))
  t.strictSame(await stateOf(app), before)
})

t.test('issued tokens and nonces stay valid after a reset; ?tokens=revoke revokes tokens', async t => {
  const app = await build(t)
  const { owner } = await newSandbox(app)
  const request = { url: ORGS }
  const token = await tokenFor(app, ACCOUNT.owner)
  const strange = await tokenFor(app, owner.serviceAccount)
  const nonce = nonceOf(await call(app, request)) as string
  const uses = async () => [
    (await asBearer(app, token, request)).status,
    (await withNonce(app, OWNER, request, nonce, `0000000${++count}`)).status
  ]
  let count = 0
  t.strictSame(await uses(), [200, 200])
  await makeMess(app)
  await control(app, 'PATCH', `/principals/${ACCOUNT.owner.clientId}`, { accessList: [] })
  t.strictSame((await uses())[1], 401, 'the private key has changed')
  await reset(app)
  t.strictSame(await uses(), [200, 200])
  t.equal((await withNonce(app, OWNER, request, nonce, '00000001')).status, 401, 'a used count stays used')
  t.equal((await asBearer(app, strange, request)).status, 401, "a sandbox's is removed with it")

  t.strictSame(await reset(app, undefined, { tokens: 'revoke' }), DONE)
  t.equal((await asBearer(app, token, request)).status, 401)
  t.equal((await asBearer(app, await tokenFor(app, ACCOUNT.owner), request)).status, 200)
})

t.test('a reset of one sandbox does not affect the rest', async t => {
  const app = await build(t, { sources: machine().sources })
  const body: SandboxBody = {
    projects: [{ name: 'p', integrations: [{ type: 'WEBHOOK', url: 'https://example.com/x' }] }]
  }
  const [first, second] = await twoSandboxes(app, body)
  const initial = await stateOf(app, first.id)
  const resetFirst = (body?: object, query = {}) =>
    control(app, 'POST', '/reset', body, { ...query, sandbox: first.id })
  const change = async (sandbox: CreatedSandbox) => {
    const url = integrations(projectOf(sandbox), 'WEBHOOK')
    const remaining = await asKey(app, sandbox.owner.apiKey, { method: 'PUT', url, body: WEBHOOK })
    await control(app, 'PATCH', `/principals/${sandbox.reader.apiKey.publicKey}`, { roles: [] })
    const query = { sandbox: sandbox.id }
    await control(app, 'POST', '/faults', { match: { path: '/api/x' }, effect: { type: 'empty' } }, query)
    await control(app, 'PUT', '/clock', { now: '2026-11-25T12:00:50Z', frozen: true }, query)
    return remaining.headers['ratelimit-remaining']
  }
  await makeMess(app)
  await control(app, 'POST', '/faults', { match: { path: '/api/x' }, effect: { type: 'empty' } })
  await control(app, 'PUT', '/clock', { now: '2026-11-25T12:00:40Z', frozen: true })
  t.strictSame([await change(first), await change(second)], ['1199', '1199'])
  const tokens = await Promise.all([first, second].map(({ owner }) => tokenFor(app, owner.serviceAccount)))
  const usable = async () =>
    (await Promise.all(tokens.map(token => asBearer(app, token, { url: ORGS })))).map(({ status }) => status)
  t.strictSame(await usable(), [200, 200])

  const [others, rest] = [await viewOf(app, second), await stateOf(app)]
  t.equal((await resetFirst({ keep: KEEPABLE })).status, 204)
  t.strictSame(await stateOf(app, first.id), initial)
  const restored = rest.map(organization => (organization.id === first.id ? initial[0] : organization))
  t.strictSame(await stateOf(app), restored, 'it keeps its position')
  t.strictSame(await viewOf(app, second), others)
  t.strictSame(await usable(), [200, 200])
  t.equal(await change(first), '1198', 'the rate window was kept')

  t.equal((await resetFirst(undefined, { tokens: 'revoke' })).status, 204)
  t.strictSame(await stateOf(app, first.id), initial)
  const query = { sandbox: first.id }
  t.strictSame(await get(app, '/faults', query), { results: [] })
  t.match(await get(app, '/requests', query), { totalCount: 0, dropped: 0 })
  const clock = { now: '2026-11-25T12:00:40.000Z', frozen: true }
  t.strictSame(await get(app, '/clock', query), clock, "it follows the mock's again")
  t.strictSame(await usable(), [401, 200])
  t.equal(await change(first), '1199')
})

t.test('a reset of an existing database file restores the active seed, which it never contained', async t => {
  const db = `${t.testdir()}/state.db`
  const seed = JSON.stringify({ organizations: [{ id: 'c'.repeat(24), name: 'Old' }] })
  const first = await build(t, { settings: { db, seed } })
  const { id } = await newSandbox(first, { name: 'kept' })
  await first.server.close()

  const seeded = await stateOf(await build(t))
  const second = await build(t, { settings: { db } })
  t.strictSame(await namesOf(second), ['Old', 'kept'])
  t.strictSame(await get(second, '/snapshots'), { results: [] })
  t.equal((await control(second, 'POST', `/sandboxes/${id}/reset`)).status, 204, 'it survives a restart')
  for (let round = 0; round < 2; round++) {
    t.strictSame(await reset(second), DONE)
    t.strictSame(await stateOf(second), seeded)
    await makeMess(second)
  }
  await second.server.close()

  const third = await build(t, { settings: { db } })
  t.equal((await stateOf(third))[0]?.projects?.length, 3, 'the state is the same after a restart')
  await reset(third)
  t.strictSame(await stateOf(third), seeded)
})

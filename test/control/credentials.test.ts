import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import type { Principal } from '../../types/wire.d.ts'
import {
  ACME,
  build,
  call,
  DEMO,
  digestHeader,
  ELSEWHERE,
  integrations,
  type Request,
  type Response,
  STAGING,
  VERSIONED
} from '../app.ts'
import {
  ACCOUNT,
  asBearer,
  asKey,
  askToken,
  control,
  faultsOf,
  get,
  keyOf,
  machine,
  newSandbox,
  nonceOf,
  notFound,
  ORGS,
  OWNER,
  problem,
  stateOf,
  tokenFor,
  twoSandboxes,
  withNonce,
  wrongBody
} from './control.ts'
import { listen, open, read, requestText } from './socket.ts'

const HOUR = 3_600_000

/** Returns a function that counts uses of a nonce, as clients do. */
function counter() {
  let uses = 0
  return () => (++uses).toString(16).padStart(8, '0')
}

async function freshNonce(app: App): Promise<string> {
  return nonceOf(await call(app, { url: ORGS })) as string
}

/** Returns the status, for a challenge with its `stale`. */
function statusOf({ status, headers }: Response) {
  const stale = /stale=(true|false)/.exec(String(headers['www-authenticate']))?.[1]
  return stale === undefined ? status : `${status} stale=${stale}`
}

/** Returns the reason code of the last rejected request in the log. */
function lastReason({ logged }: { logged: string[] }): string | undefined {
  return logged.map(line => JSON.parse(line) as { code?: string }).findLast(({ code }) => code)?.code
}

async function expectDone(t: Test, call: Promise<Response>): Promise<void> {
  const { status, text } = await call
  t.strictSame([status, text], [204, ''])
}

t.test('issued nonces expire, and new challenges are valid', async t => {
  const app = await build(t)
  const nc = counter()
  const nonce = await freshNonce(app)
  const unused = await freshNonce(app)
  const use = (which: string, key = OWNER) => withNonce(app, key, { url: ORGS }, which, nc())
  t.equal(statusOf(await use(nonce)), 200)
  await expectDone(t, control(app, 'POST', '/nonces/expire'))
  for (const old of [nonce, unused]) {
    const rejected = await use(old)
    t.strictSame([statusOf(rejected), lastReason(app)], ['401 stale=true', 'nonce-expired'])
    const next = nonceOf(rejected) as string
    t.strictSame([statusOf(await use(next)), statusOf(await use(next))], [200, 200])
  }
  const wrong = { ...OWNER, privateKey: 'wrong' }
  t.equal(statusOf(await use(nonce, wrong)), '401 stale=false', 'no stale=true for a wrong key')
})

t.test("expires the nonces of a sandbox's callers only", async t => {
  const app = await build(t)
  const nc = counter()
  const [first, second] = await twoSandboxes(app)
  const keys = [first.owner.apiKey, first.reader.apiKey, second.owner.apiKey, OWNER]
  const use = async (nonce: string) => {
    const statuses: unknown[] = []
    for (const key of keys) statuses.push(statusOf(await withNonce(app, key, { url: ORGS }, nonce, nc())))
    return statuses
  }
  const stale = '401 stale=true'
  const nonce = await freshNonce(app)
  t.strictSame(await use(nonce), [200, 200, 200, 200])
  await expectDone(t, control(app, 'POST', '/nonces/expire', undefined, { sandbox: first.id }))
  t.strictSame(await use(nonce), [stale, stale, 200, 200])
  const later = await freshNonce(app)
  t.strictSame(await use(later), [200, 200, 200, 200])
  const state = await get(app, '/state')
  await expectDone(t, control(app, 'DELETE', `/sandboxes/${first.id}`))
  await expectDone(t, control(app, 'PUT', '/state', state))
  t.strictSame(await use(nonce), [200, 200, 200, 200], 'an imported sandbox has no expired nonces')
  await expectDone(t, control(app, 'POST', '/nonces/expire'))
  t.strictSame(await use(later), [stale, stale, stale, stale])
  await expectDone(t, control(app, 'POST', '/nonces/expire', undefined, { sandbox: second.id }))
  t.strictSame(await use(await freshNonce(app)), [200, 200, 200, 200])
})

t.test('makes nonces valid for one request only, until it is switched off', async t => {
  const app = await build(t)
  const { id } = await newSandbox(app)
  const nc = counter()
  const use = async (nonce: string, key = OWNER) =>
    statusOf(await withNonce(app, key, { url: ORGS }, nonce, nc()))
  const twice = async (key = OWNER) => {
    const nonce = await freshNonce(app)
    return [await use(nonce, key), await use(nonce, key)]
  }
  const once = [200, '401 stale=true']
  t.strictSame(await twice(), [200, 200])
  const old = await freshNonce(app)
  await expectDone(t, control(app, 'POST', '/nonces/expire', { singleUse: true }))
  t.equal(await use(old), '401 stale=true')
  t.strictSame(await twice(), once)
  const shared = await freshNonce(app)
  const statuses = await Promise.all(Array.from({ length: 8 }, () => use(shared)))
  t.equal(statuses.filter(status => status === 200).length, 1, 'concurrently, too')
  await control(app, 'POST', '/nonces/expire')
  t.strictSame(await twice(), once, 'another expiry does not change it')
  await control(app, 'POST', '/reset', undefined, { sandbox: id })
  t.strictSame(await twice(), once, 'a reset of a sandbox does not change it')
  await expectDone(t, control(app, 'POST', '/nonces/expire', { singleUse: false }))
  t.strictSame(await twice(), [200, 200])
  await control(app, 'POST', '/nonces/expire', { singleUse: true })
  await control(app, 'POST', '/reset')
  t.strictSame(await twice(), [200, 200], 'a reset switches it off')

  const sandbox = await newSandbox(app)
  const own = () => twice(sandbox.owner.apiKey)
  const scope = { sandbox: sandbox.id }
  await expectDone(t, control(app, 'POST', '/nonces/expire', { singleUse: true }, scope))
  t.strictSame([await own(), await twice()], [once, [200, 200]], "for a sandbox's callers")
  await control(app, 'POST', '/nonces/expire', { singleUse: false }, scope)
  t.strictSame(await own(), [200, 200])
  await control(app, 'POST', '/nonces/expire', { singleUse: true }, scope)
  await control(app, 'POST', '/reset', undefined, scope)
  t.strictSame(await own(), [200, 200], 'a reset of the sandbox switches it off')

  const nonce = await freshNonce(app)
  const rejected = await control(app, 'POST', '/nonces/expire', { singleUse: 'yes' })
  t.strictSame(rejected.json, wrongBody({ '/singleUse': 'must be a boolean' }))
  t.equal(await use(nonce), 200, 'nothing expired')
})

t.test('revokes all tokens, those of a sandbox or those of a service account', async t => {
  const app = await build(t)
  const { id, owner, reader } = await newSandbox(app)
  const accounts = [ACCOUNT.owner, ACCOUNT.reader, owner.serviceAccount, reader.serviceAccount]
  const tokens = async () => await Promise.all(accounts.map(account => tokenFor(app, account)))
  const use = async (list: readonly string[]) =>
    (await Promise.all(list.map(token => asBearer(app, token, { url: ORGS })))).map(({ status }) => status)
  const ownerId = owner.serviceAccount.clientId
  const cases: [title: string, body: unknown, sandbox: string | undefined, left: number[]][] = [
    ['all', undefined, undefined, [401, 401, 401, 401]],
    ["a sandbox's", undefined, id, [200, 200, 401, 401]],
    ["an account's", { clientId: ACCOUNT.owner.clientId }, undefined, [401, 200, 200, 200]],
    ["an account's of a sandbox", { clientId: ownerId }, undefined, [200, 200, 401, 200]],
    ['the same, narrowed', { clientId: reader.serviceAccount.clientId }, id, [200, 200, 200, 401]]
  ]
  for (const [title, body, sandbox, left] of cases) {
    const [used, unused] = [await tokens(), await tokens()]
    t.strictSame(await use(used), [200, 200, 200, 200], 'a new token is valid')
    await expectDone(t, control(app, 'POST', '/tokens/revoke', body, { sandbox }))
    t.strictSame([await use(used), await use(unused)], [left, left], title)
  }
  const [token = ''] = await tokens()
  await control(app, 'POST', '/tokens/revoke')
  t.equal((await asBearer(app, token, { url: ORGS })).text, '')
  t.equal(lastReason(app), 'token-revoked')

  const kept = await tokens()
  const unknown = (clientId: string, sandbox?: string) =>
    control(app, 'POST', '/tokens/revoke', { clientId }, { sandbox })
  t.strictSame((await unknown('x')).json, notFound("unknown API key or service account 'x'"))
  t.strictSame((await unknown('orgowner')).json, notFound("unknown service account 'orgowner'"))
  const foreign = ACCOUNT.owner.clientId
  t.strictSame((await unknown(foreign, id)).json, notFound(`unknown API key or service account '${foreign}'`))
  const reply = await control(app, 'POST', '/tokens/revoke', { token })
  t.strictSame(reply.json, wrongBody({ '/': "unknown field 'token'; allowed: clientId" }))
  t.strictSame(await use(kept), [200, 200, 200, 200])
})

t.test('a revoked token never becomes valid again', async t => {
  const time = machine()
  const db = `${t.testdir()}/state.db`
  const app = await build(t, { sources: time.sources, settings: { db } })
  const use = async (token: string, where: App = app) => (await asBearer(where, token, { url: ORGS })).status
  const revoked = await tokenFor(app, ACCOUNT.owner)
  const document = await get(app, '/state')
  await control(app, 'POST', '/snapshots', { name: 'before' })
  await control(app, 'POST', '/tokens/revoke')
  t.equal(await use(revoked), 401)

  await control(app, 'POST', '/snapshots/before/restore')
  t.equal(await use(revoked), 401, 'after a snapshot is restored')
  await control(app, 'PUT', '/state', document)
  t.equal(await use(revoked), 401, 'after a state is imported')
  await control(app, 'POST', '/reset')
  t.equal(await use(revoked), 401, 'after the seed is restored')

  await control(app, 'POST', '/clock/advance', { seconds: 7200 })
  const later = await tokenFor(app, ACCOUNT.owner)
  t.strictSame([await use(revoked), await use(later)], [401, 200])
  await control(app, 'DELETE', '/clock')
  t.equal(await use(revoked), 401, 'after the clock moves back to before its expiry')

  const orphan = await tokenFor(app, ACCOUNT.reader)
  await control(app, 'PUT', '/state', { ...(document as object), organizations: [] })
  t.equal(await use(orphan), 401, 'its account does not exist')
  await control(app, 'PUT', '/state', document)
  t.equal(await use(orphan), 200, 'the token is not revoked')
  await control(app, 'PUT', '/state', { ...(document as object), organizations: [] })
  await control(app, 'POST', '/tokens/revoke')
  await control(app, 'POST', '/reset')
  t.equal(await use(orphan), 401, 'after its account is restored')

  const good = await tokenFor(app, ACCOUNT.owner)
  await app.server.close()
  const second = await build(t, { sources: time.sources, settings: { db } })
  t.strictSame([await use(revoked, second), await use(good, second)], [401, 200], 'after a restart')
})

t.test('a changed role applies to the next request', async t => {
  const app = await build(t)
  const url = integrations(STAGING, 'WEBHOOK')
  const body = { url: 'https://example.com/x' }
  const token = await tokenFor(app, ACCOUNT.reader)
  const may = async (send: (request: Request) => Promise<Response>) => {
    const read = await send({ method: 'GET', url })
    const write = await send({ method: 'PUT', url, body })
    return [read.status, write.status]
  }
  const abilities = async () => [
    await may(request => asKey(app, keyOf('prjowner'), request)),
    await may(request => asBearer(app, token, request))
  ]
  const owner = { groupId: STAGING, roleName: 'GROUP_OWNER' }
  const reader = { groupId: DEMO, roleName: 'GROUP_READ_ONLY' }
  const cases: [{ roleName: string; orgId?: string; groupId?: string }[], number[]][] = [
    [[owner], [200, 200]],
    [[{ groupId: STAGING, roleName: 'GROUP_READ_ONLY' }], [200, 401]],
    [
      [{ orgId: ACME, roleName: 'ORG_MEMBER' }, reader, owner],
      [200, 200]
    ],
    [[], [401, 401]]
  ]
  for (const [roles, expected] of cases) {
    for (const [id, kind] of [
      ['prjowner', 'apiKey'],
      [ACCOUNT.reader.clientId, 'serviceAccount']
    ]) {
      const { status, json } = await control(app, 'PATCH', `/principals/${id}`, { roles })
      const { roles: shown, ...rest } = json as Principal
      t.strictSame([status, rest], [200, { id, kind, organization: ACME, accessList: [] }])
      const sort = (list: object[]) => list.map(role => JSON.stringify(role)).sort()
      t.strictSame(sort(shown), sort(roles))
      t.equal(faultsOf('Principal', json), '')
      t.strictSame(await get(app, `/principals/${id}`), json)
    }
    t.strictSame(await abilities(), [expected, expected], JSON.stringify(roles))
  }
})

t.test('a changed access list applies to the next request', async t => {
  const app = await build(t)
  const token = await tokenFor(app, ACCOUNT.owner)
  const from = async (remoteAddress: string) => {
    const request = { url: ORGS, remoteAddress }
    return [(await asKey(app, OWNER, request)).status, (await asBearer(app, token, request)).status]
  }
  const cases: [string[], inside: string[], outside: string[]][] = [
    [['192.0.2.7'], ['192.0.2.7'], ['192.0.2.8', '127.0.0.1']],
    [['2001:db8::/32'], ['2001:db8::1'], ['192.0.2.7']],
    [[], ['127.0.0.1', '::1'], []]
  ]
  for (const [accessList, inside, outside] of cases) {
    for (const id of ['orgowner', ACCOUNT.owner.clientId]) {
      const { json } = await control(app, 'PATCH', `/principals/${id}`, { accessList })
      t.match(json, { accessList })
    }
    for (const address of inside) t.strictSame(await from(address), [200, 200], `${accessList}: ${address}`)
    for (const address of outside) t.strictSame(await from(address), [403, 403], `${accessList}: ${address}`)
    t.equal((await askToken(app, ACCOUNT.owner)).status, 200, 'tokens are issued to any address')
  }
})

t.test('a changed secret applies to the next request and is shown once', async t => {
  const app = await build(t, { settings: { logLevel: 'trace' } })
  const secrets: string[] = []
  const rotate = async (id: string, secret: true | string) => {
    const { json } = await control(app, 'PATCH', `/principals/${id}`, { secret })
    const { secret: shown, ...rest } = json as Principal & { secret: string }
    t.strictSame(await get(app, `/principals/${id}`), rest)
    secrets.push(shown)
    return shown
  }
  const isKey = async (privateKey: string) =>
    (await asKey(app, { ...OWNER, privateKey }, { url: ORGS })).status === 200
  const isSecret = async (clientSecret: string) =>
    (await askToken(app, { ...ACCOUNT.owner, clientSecret })).status === 200
  const token = await tokenFor(app, ACCOUNT.owner)

  let [key, secret]: [string, string] = [OWNER.privateKey, ACCOUNT.owner.clientSecret]
  for (const wanted of [true, 'eight ch', 'x'.repeat(200), 'mit:Doppelpunkt, "und" \u{1f600}'] as const) {
    const newKey = await rotate('orgowner', wanted)
    const newSecret = await rotate(ACCOUNT.owner.clientId, wanted)
    if (wanted === true) {
      t.match(newKey, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      t.match(newSecret, /^mdb_sa_sk_[\w-]{40}$/)
    } else {
      t.strictSame([newKey, newSecret], [wanted, wanted])
    }
    t.strictSame([await isKey(newKey), await isKey(key)], [true, false])
    t.strictSame([await isSecret(newSecret), await isSecret(secret)], [true, false])
    ;[key, secret] = [newKey, newSecret]
  }
  t.equal((await asBearer(app, token, { url: ORGS })).status, 200, 'a token stays valid')
  const text = [...app.logged, JSON.stringify(await stateOf(app))].join()
  for (const secret of secrets) t.notOk(text.includes(secret))
  t.not(await rotate('orgowner', true), secrets[0], 'generated secrets differ')
})

t.test("a changed lifetime of a service account's tokens applies to issued tokens", async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const path = `/principals/${ACCOUNT.owner.clientId}`
  const live = async (tokenLifetime: number | null) =>
    (await control(app, 'PATCH', path, { tokenLifetime })).json
  const ask = async () => {
    const { json } = await askToken(app, ACCOUNT.owner)
    const { access_token: token, expires_in: seconds } = json as { access_token: string; expires_in: number }
    return [token, seconds] as const
  }
  const use = async (token: string) => (await asBearer(app, token, { url: ORGS })).status
  const view = {
    id: ACCOUNT.owner.clientId,
    kind: 'serviceAccount',
    organization: ACME,
    roles: [{ orgId: ACME, roleName: 'ORG_OWNER' }],
    accessList: []
  }
  const [old, hour] = await ask()
  t.equal(hour, 3600)
  t.strictSame(await live(60), { ...view, tokenLifetime: 60 })
  const [short, minute] = await ask()
  t.equal(minute, 60)
  time.now += 59_999
  t.strictSame([await use(old), await use(short)], [200, 200])
  time.now += 1
  t.strictSame([await use(old), await use(short)], [401, 401])
  t.equal(lastReason(app), 'token-expired')

  t.strictSame(await live(86_400), { ...view, tokenLifetime: 86_400 })
  t.strictSame([await use(old), await use(short)], [200, 401], 'no token outlives its original lifetime')
  const [long, day] = await ask()
  t.equal(day, 86_400)
  t.strictSame(await live(null), view)
  t.equal((await ask())[1], 3600)
  time.now += HOUR - 1
  t.equal(await use(long), 200)
  time.now += 1
  t.equal(await use(long), 401, 'back to an hour')
  t.strictSame(await live(1), { ...view, tokenLifetime: 1 })
  t.equal((await ask())[1], 1)
  t.match((await askToken(app, ACCOUNT.reader)).json, { expires_in: 3600 }, 'of another account')
})

t.test('applies all of several changes or none', async t => {
  const app = await build(t)
  const patch = {
    roles: [{ groupId: DEMO, roleName: 'GROUP_READ_ONLY' }],
    accessList: ['192.0.2.0/24'],
    secret: 'another-client-secret',
    tokenLifetime: 60
  }
  const { clientId } = ACCOUNT.owner
  const before = await stateOf(app)
  const wrong: [object, string][] = [
    [{ ...patch, accessList: ['192.0.2.0/24', 'nowhere'] }, '/accessList/1'],
    [{ ...patch, roles: [...patch.roles, { groupId: ELSEWHERE, roleName: 'GROUP_OWNER' }] }, '/roles/1'],
    [{ ...patch, roles: [...patch.roles, ...patch.roles] }, '/roles/1']
  ]
  for (const [body, path] of wrong) {
    const { status, json } = await control(app, 'PATCH', `/principals/${clientId}`, body)
    t.match([status, json], [400, { errors: [{ path }] }])
    t.strictSame(await stateOf(app), before)
  }
  const { json } = await control(app, 'PATCH', `/principals/${clientId}`, patch)
  t.strictSame(json, { id: clientId, kind: 'serviceAccount', organization: ACME, ...patch })
  await control(app, 'POST', '/reset')
  t.strictSame(await stateOf(app), before)
})

t.test('rejects an invalid change with the place of the error and changes nothing', async t => {
  const apiKeys = [{ publicKey: 'a/b?c', privateKey: 'old', roles: [] }]
  const organizations = [{ id: ACME, name: 'Acme', apiKeys }]
  const slashed = await build(t, { settings: { seed: JSON.stringify({ organizations }) } })
  const { json } = await control(slashed, 'PATCH', '/principals/a%2Fb%3Fc', { secret: 'another-key' })
  t.match(json, { id: 'a/b?c', secret: 'another-key' }, 'any id can be used')

  const app = await build(t)
  const before = await stateOf(app)
  const noAddress = 'must be an IPv4 or IPv6 address or a CIDR block, without a zone'
  const fields = "unknown field 'privateKey'; allowed: accessList, roles, secret, tokenLifetime"
  const misspelt = "unknown role 'ORG_OWNR', did you mean 'ORG_OWNER'?"
  const account = ACCOUNT.owner.clientId
  const cases: [id: string, body: unknown, path: string, detail: string | RegExp][] = [
    ['orgowner', { tokenLifetime: 60 }, '/tokenLifetime', 'is not allowed for an API key'],
    ['orgowner', { privateKey: 'topsecret' }, '/', fields],
    ['orgowner', { secret: false }, '/secret', 'must be true'],
    ['orgowner', { secret: 'topsecret'.repeat(23) }, '/secret', 'must have at most 200 characters'],
    ['orgowner', { secret: 'topsecret\nA=1' }, '/secret', 'must not contain control characters'],
    ['orgowner', { roles: [{ orgId: ACME, roleName: 'ORG_OWNR' }] }, '/roles/0/roleName', misspelt],
    ['orgowner', { roles: [{ orgId: ACME, roleName: 'GROUP_OWNER' }] }, '/roles/0', /^roleName must be/],
    ['orgowner', { roles: [{ groupId: ELSEWHERE, roleName: 'GROUP_OWNER' }] }, '/roles/0', /^a role must be/],
    ['orgowner', { roles: [{ orgId: ELSEWHERE, roleName: 'ORG_OWNER' }] }, '/roles/0', /^a role must be/],
    ['orgowner', { accessList: ['::ffff:10.0.0.1', 'fe80::1%eth0'] }, '/accessList/1', noAddress],
    [account, { tokenLifetime: 0 }, '/tokenLifetime', 'must be at least 1']
  ]
  for (const [id, body, path, detail] of cases) {
    const reply = await control(app, 'PATCH', `/principals/${id}`, body)
    const { errors, ...rest } = reply.json as { errors: object[] }
    t.strictSame(rest, problem(400, 'Bad Request', 'invalid body'))
    t.match(errors[0], { path, detail }, `${path}: ${detail}`)
    t.notOk(reply.text.includes('topsecret'))
  }
  t.strictSame(await stateOf(app), before)
  for (const id of ['none', '__proto__', ACME, 'ORGOWNER']) {
    const expected = notFound(`unknown API key or service account '${id}'`)
    t.strictSame((await control(app, 'PATCH', `/principals/${id}`, { roles: [] })).json, expected)
    t.strictSame(await get(app, `/principals/${id}`), expected)
  }
  const { id: sandbox, owner } = await newSandbox(app)
  const { publicKey } = owner.apiKey
  const own = await control(app, 'GET', `/principals/${publicKey}`, undefined, { sandbox })
  t.match(own.json, { id: publicKey })
  for (const [method, body] of [['GET'], ['PATCH', { roles: [] }]] as const) {
    const { json } = await control(app, method, '/principals/orgowner', body, { sandbox })
    t.strictSame(json, notFound("unknown API key or service account 'orgowner'"), 'of another organization')
  }
  await control(app, 'DELETE', `/sandboxes/${sandbox}`)
  t.strictSame(await stateOf(app), before)
})

t.test('a write whose caller changes meanwhile gets the response of a later one', async t => {
  const app = await listen(t)
  /** Sends part of a request, changes the state and sends the rest; then repeats the complete request. */
  const overtake = async (
    authorize: (request: Request) => Promise<string>,
    request: Request & { method: string },
    change: () => unknown
  ) => {
    const send = async (between: () => unknown) => {
      const authorization = await authorize(request)
      const headers = { accept: VERSIONED, authorization, 'content-type': 'application/json' }
      const text = requestText(request.method, request.url, headers, JSON.stringify(request.body))
      const socket = await open(app.port)
      const answer = read(socket)
      const arrived = once(app.server.server, 'request')
      socket.write(text.slice(0, -1))
      await arrived
      // Checking the credentials may take a turn of the event loop.
      await setImmediate()
      await between()
      socket.write(text.slice(-1))
      const { status, body } = await answer
      return { status, body }
    }
    const overtaken = await send(change)
    t.strictSame(overtaken, await send(() => undefined), `${request.method} ${request.url}`)
    return overtaken
  }
  const box = async () => {
    const { id, owner, projects } = await newSandbox(app)
    const project = String(projects[0]?.id)
    const { publicKey, privateKey } = owner.apiKey
    const url = integrations(project, 'WEBHOOK')
    const token = await tokenFor(app, owner.serviceAccount)
    return {
      id,
      project,
      patch: (body: object) => control(app, 'PATCH', `/principals/${publicKey}`, body),
      byKey: async (request: Request) =>
        digestHeader(publicKey, request, await freshNonce(app), {}, privateKey),
      byToken: async () => `Bearer ${token}`,
      group: { method: 'POST', url: '/api/atlas/v2/groups', body: { name: 'overtaken', orgId: id } },
      post: { method: 'POST', url, body: { url: 'https://example.com/x' } },
      put: { method: 'PUT', url, body: { url: 'https://example.com/x' } },
      remove: { method: 'DELETE', url, body: {} }
    }
  }
  type Box = Awaited<ReturnType<typeof box>>
  const reset = () => control(app, 'POST', '/reset')
  type Overtaking = [
    title: string,
    write: 'group' | 'post' | 'put' | 'remove',
    change: (own: Box) => unknown,
    status: number
  ]
  const cases: Overtaking[] = [
    ...(['group', 'post', 'put', 'remove'] as const).map(
      (write): Overtaking => ['everything is reset', write, reset, 401]
    ),
    ['the sandbox is removed', 'post', ({ id }) => control(app, 'DELETE', `/sandboxes/${id}`), 401],
    ['the roles are removed', 'group', ({ patch }) => patch({ roles: [] }), 401],
    ['the roles are removed', 'post', ({ patch }) => patch({ roles: [] }), 401],
    ['the access list is changed', 'put', ({ patch }) => patch({ accessList: ['192.0.2.1'] }), 403],
    ['the project is removed', 'post', ({ project }) => app.services.store.projects.remove(project), 404]
  ]
  for (const [title, write, change, status] of cases) {
    const own = await box()
    t.equal((await overtake(own.byKey, own[write], () => change(own))).status, status, `${write}: ${title}`)
  }
  const [gone, revoked] = [await box(), await box()]
  const empty = { status: 401, body: '' }
  const revoke = () => control(app, 'POST', '/tokens/revoke')
  t.strictSame(await overtake(revoked.byToken, revoked.post, revoke), empty, 'a token')
  t.strictSame(await overtake(gone.byToken, gone.group, reset), empty, 'a service account')
})

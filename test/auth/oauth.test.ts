import Database from 'better-sqlite3'
import { importJWK, SignJWT } from 'jose'
import t from 'tap'
import type { App } from '../../src/app.ts'
import { Tokens } from '../../src/auth/tokens.ts'
import { createSources } from '../../src/base/sources.ts'
import type { ReasonCode } from '../../src/catalogue/errors.ts'
import { openStore } from '../../src/store/store.ts'
import { ACME, build, call, DEMO, integrations, type Response } from '../app.ts'
import { ACCOUNT, asBearer, control, machine, newSandbox, tokenFor } from '../control/control.ts'

const { clientId: OWNER, clientSecret: OWNER_SECRET } = ACCOUNT.owner
const { clientId: READER, clientSecret: READER_SECRET } = ACCOUNT.reader

const FORM = 'application/x-www-form-urlencoded'
const GRANT = 'grant_type=client_credentials'
const POST = { method: 'POST', url: integrations(DEMO, 'WEBHOOK'), body: { url: 'https://example.com/x' } }

function basic(id: string = OWNER, secret: string = OWNER_SECRET): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

function post(app: App, path: string, body: unknown, headers: Record<string, string> = {}) {
  const all = { authorization: basic(), 'content-type': FORM, ...headers }
  return call(app, { method: 'POST', url: `/api/oauth/${path}`, headers: all, body })
}

async function bearer(app: App, token: string): Promise<number> {
  return (await asBearer(app, token, POST)).status
}

/** Returns the error of a response, with its status. */
function errorOf({ status, json }: Response): string {
  return `${status} ${(json as { error: string }).error}`
}

function segment(token: string, place: number): Record<string, unknown> {
  const text = Buffer.from(token.split('.')[place] ?? '', 'base64url').toString()
  return JSON.parse(text) as Record<string, unknown>
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function lastLine({ logged }: { logged: string[] }): Record<string, unknown> {
  return JSON.parse(logged.at(-1) ?? '{}') as Record<string, unknown>
}

t.test('issues a signed token for an hour', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const token = await tokenFor(app, ACCOUNT.owner)
  const kid = app.services.store.tokens.signingKey()?.kid
  t.match(kid, /^[\w-]{43}$/)
  t.strictSame(segment(token, 0), { alg: 'ES512', typ: 'JWT', kid })
  const { jti, ...claims } = segment(token, 1)
  t.match(jti, /^[0-9a-f]{32}$/)
  t.strictSame(claims, {
    iss: 'urn:atlas-integrations-mock',
    aud: 'api://admin',
    sub: OWNER,
    iat: time.now / 1000,
    exp: time.now / 1000 + 3600
  })
  t.not(segment(await tokenFor(app, ACCOUNT.owner), 1)['jti'], jti, 'each token has its own id')
  t.notMatch(app.logged.join(''), new RegExp(`${token}|${OWNER_SECRET}`), 'neither is logged')
})

t.test('the token endpoint accepts all variants that clients send', async t => {
  const account = {
    clientId: OWNER,
    clientSecret: 'mdb_sa_sk_a b+c%:é&=',
    roles: [{ orgId: ACME, roleName: 'ORG_OWNER' }]
  }
  const organizations = [{ id: ACME, name: 'Acme', serviceAccounts: [account] }]
  const app = await build(t, { settings: { seed: JSON.stringify({ organizations }) } })
  const authorization = basic('mdb%5Fsa_id_0000000000000000000000a1', 'mdb_sa_sk_a+b%2Bc%25%3A%C3%A9%26%3D')
  const rows: [title: string, headers: Record<string, string>, body?: string][] = [
    ['id and secret escaped as in a form', {}],
    ['a scheme in any case', { authorization: authorization.replace('Basic', 'bASIC') }],
    ['a charset after the media type', { 'content-type': `${FORM}; charset=UTF-8` }],
    ['a media type in any case', { 'content-type': FORM.toUpperCase() }],
    ['other fields', {}, `scope=x&${GRANT}&scope=y`],
    ['no Accept', { accept: '' }]
  ]
  for (const [title, headers, body = GRANT] of rows) {
    t.equal((await post(app, 'token', body, { authorization, ...headers })).status, 200, title)
  }
  const unescaped = basic(OWNER, account.clientSecret)
  t.equal((await post(app, 'token', GRANT, { authorization: unescaped })).status, 401, 'unescaped')
})

t.test('the token endpoint returns OAuth errors, and logs them without secrets', async t => {
  const app = await build(t)
  const [client, request, grant] = ['invalid_client', 'invalid_request', 'unsupported_grant_type']
  const withoutColon = `Basic ${Buffer.from(OWNER).toString('base64')}`
  const rows: [title: string, headers: Record<string, string>, body: unknown, error: string][] = [
    ["another account's secret", { authorization: basic(OWNER, READER_SECRET) }, GRANT, client],
    ['an empty secret', { authorization: basic(OWNER, '') }, GRANT, client],
    ['Basic without a colon', { authorization: withoutColon }, GRANT, client],
    ['Basic with a broken escape', { authorization: basic('%zz', 'x') }, GRANT, client],
    ['Basic alone', { authorization: 'Basic' }, GRANT, client],
    ['an empty grant_type', {}, 'grant_type=', request],
    ['an empty body', {}, '', request],
    ['a form named JSON', { 'content-type': 'application/json' }, GRANT, request],
    ['no media type', { 'content-type': '' }, GRANT, request],
    ['a longer media type', { 'content-type': `${FORM}x` }, GRANT, request],
    ['a body that is too large', {}, `${GRANT}&scope=`.padEnd(16_385, 'x'), request],
    ['a grant in capitals', {}, 'grant_type=CLIENT_CREDENTIALS', grant]
  ]
  for (const [title, headers, body, error] of rows) {
    const reply = await post(app, 'token', body, headers)
    const status = error === client ? 401 : 400
    t.equal(errorOf(reply), `${status} ${error}`, title)
    t.match(lastLine(app), { method: 'POST', path: '/api/oauth/token', status, error }, `${title}: the log`)
  }
  t.equal(app.logged.length, rows.length, 'one line for each request')
  t.notMatch(app.logged.join(''), /mdb_sa_sk_|Basic [A-Za-z0-9+]{20}/)
})

t.test('revokes tokens of the same account only', async t => {
  const time = machine()
  const db = `${t.testdir()}/state.db`
  const app = await build(t, { sources: time.sources, settings: { db } })
  const token = await tokenFor(app, ACCOUNT.owner)
  const form = `token=${token}&token_type_hint=access_token`
  for (const body of ['token=', `${form}&token=x`]) {
    t.equal(errorOf(await post(app, 'revoke', body)), '400 invalid_request')
  }
  await post(app, 'revoke', form, { authorization: basic(OWNER, 'wrong') })
  const ofReader = await post(app, 'revoke', form, { authorization: basic(READER, READER_SECRET) })
  t.strictSame([ofReader.status, ofReader.text], [200, ''], 'a token of another account is ignored')
  t.equal(await bearer(app, token), 200, 'none of these revokes a token')

  t.equal((await post(app, 'revoke', form)).status, 200)
  t.strictSame([await bearer(app, token), lastLine(app)['code']], [401, 'token-revoked'])
  t.equal((await post(app, 'revoke', form)).status, 200, 'a second revocation')
  t.equal(await bearer(app, await tokenFor(app, ACCOUNT.owner)), 409, 'another token stays valid')

  time.now += 3_600_000
  await post(app, 'revoke', `token=${await tokenFor(app, ACCOUNT.owner)}`)
  const file = new Database(db)
  t.teardown(() => file.close())
  const known = file.prepare('SELECT jti FROM issued_tokens').pluck().all()
  t.notOk(known.includes(segment(token, 1)['jti']), 'the expired token is deleted')
  t.ok(known.length > 0)
})

t.test('records a form that is not UTF-8 as received', async t => {
  const app = await build(t)
  const body = Buffer.from('grant_type=\xff', 'latin1')
  t.match(await post(app, 'token', body), { status: 400, json: { error: 'unsupported_grant_type' } })
  t.equal(app.services.control.journal.find(1)?.body, body.toString('latin1'))
})

t.test('hides the cause of an internal error', async t => {
  const app = await build(t)
  t.capture(app.services.tokens, 'issue', () => Promise.reject(new Error('the inner cause')))
  const { status, text } = await post(app, 'token', GRANT)
  t.equal(status, 500)
  t.notMatch(text, /the inner cause/)
  t.match(app.logged.at(-1), /the inner cause/)
})

/** Signs claims with the server's own key. */
async function sign(app: App, claims: Record<string, unknown>): Promise<string> {
  const stored = app.services.store.tokens.signingKey()
  const key = await importJWK(JSON.parse(stored?.privateJwk ?? '{}'), 'ES512')
  return await new SignJWT(claims).setProtectedHeader({ alg: 'ES512' }).sign(key)
}

t.test('logs the reason for an invalid bearer token', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const good = await tokenFor(app, ACCOUNT.owner)
  const claims = segment(good, 1)
  const [head = '', payload = '', signature = ''] = good.split('.')
  const gone = await app.services.tokens.issue({ id: 'mdb_sa_id_0000000000000000000000ff', orgId: ACME })
  const invalid = 'token-invalid'
  const rows: [title: string, token: string, code: ReasonCode][] = [
    ['no token', '', invalid],
    ['two parts', `${head}.${payload}`, invalid],
    ['two tokens', `${good} ${good}`, invalid],
    ['alg none, signature kept', `${encode({ alg: 'none' })}.${payload}.${signature}`, invalid],
    ['alg HS512', `${encode({ alg: 'HS512' })}.${payload}.${signature}`, invalid],
    ['claims changed', `${head}.${encode({ ...claims, sub: READER })}.${signature}`, invalid],
    ['signature cut', good.slice(0, -4), invalid],
    ['another audience', await sign(app, { ...claims, aud: 'api://other' }), invalid],
    ['another issuer', await sign(app, { ...claims, iss: 'https://example.com' }), invalid],
    ['no subject', await sign(app, { ...claims, sub: undefined }), invalid],
    ['no id', await sign(app, { ...claims, jti: undefined }), invalid],
    ['no end', await sign(app, { ...claims, exp: undefined }), invalid],
    ['no beginning', await sign(app, { ...claims, iat: undefined }), invalid],
    ['an end that is past', await sign(app, { ...claims, exp: time.now / 1000 }), 'token-expired'],
    ['a removed account', gone.token, 'service-account-gone']
  ]
  for (const [title, token, code] of rows) {
    const { status, text } = await call(app, { ...POST, headers: { authorization: `Bearer ${token}` } })
    t.strictSame([status, text, lastLine(app)['code']], [401, '', code], title)
  }
  t.strictSame(app.services.integrations.list(DEMO), [], 'no state change')
  t.notMatch(app.logged.join(''), payload, 'no token is logged')
})

t.test('rejects an expired token that was verified before', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const token = await tokenFor(app, ACCOUNT.owner)
  t.equal(await bearer(app, ` ${token} `), 200, 'more than one space')
  time.now += 3_599_999
  t.equal(await bearer(app, token), 409)
  time.now += 1
  t.strictSame([await bearer(app, token), lastLine(app)['code']], [401, 'token-expired'])
})

t.test('tokens and revocations survive a restart with a database file', async t => {
  const settings = { db: `${t.testdir()}/state.db` }
  const first = await build(t, { settings })
  const token = await tokenFor(first, ACCOUNT.owner)
  await first.server.close()

  const second = await build(t, { settings })
  t.equal(await bearer(second, token), 200)
  const another = await tokenFor(second, ACCOUNT.owner)
  t.equal(segment(another, 0)['kid'], segment(token, 0)['kid'], 'the signing key is the same')
  await post(second, 'revoke', `token=${token}`)
  await second.server.close()

  const third = await build(t, { settings })
  t.strictSame([await bearer(third, token), lastLine(third)['code']], [401, 'token-revoked'])
  t.equal(await bearer(third, another), 409, 'another token is still valid')
})

t.test('deletes the expired tokens of deleted accounts', async t => {
  const time = machine()
  const settings = { db: `${t.testdir()}/state.db` }
  const app = await build(t, { settings, sources: time.sources })
  const { id, owner } = await newSandbox(app)
  await tokenFor(app, owner.serviceAccount)
  await control(app, 'DELETE', `/sandboxes/${id}`)
  const file = new Database(settings.db, { readonly: true })
  t.teardown(() => file.close())
  const stored = () => file.prepare('SELECT count(*) FROM issued_tokens').pluck().get()
  t.equal(stored(), 1, 'valid again if the account is restored')
  time.now += 3_600_000
  await control(app, 'POST', '/reset')
  t.equal(stored(), 0)
})

t.test('two processes that start with the same file sign with the same key', async t => {
  const path = `${t.testdir()}/state.db`
  const stores = [openStore(path), openStore(path)]
  const both = stores.map(store => new Tokens(store.tokens, store.credentials, createSources()))
  const issued = await Promise.all(both.map(tokens => tokens.issue({ id: OWNER, orgId: ACME })))
  const verified = await Promise.all(issued.flatMap(({ token }) => both.map(tokens => tokens.verify(token))))
  t.match(verified, Array(4).fill({ clientId: OWNER }))
  for (const store of stores) store.close()
})

t.test('caches verified tokens up to a limit', async t => {
  const { sources } = machine()
  const store = openStore(':memory:')
  t.teardown(() => store.close())
  const tokens = new Tokens(store.tokens, store.credentials, sources)
  const { token: real } = await tokens.issue({ id: OWNER, orgId: ACME })
  const claims = segment(real, 1)
  // Fake signatures pass here: ten thousand real ones would take half a minute.
  const { subtle } = globalThis.crypto
  // t.capture would keep a stack for each call.
  let signatures = 0
  subtle.verify = () => {
    signatures++
    return Promise.resolve(true)
  }
  t.teardown(() => Reflect.deleteProperty(subtle, 'verify'))
  const fake = (jti: number) =>
    `${encode({ alg: 'ES512' })}.${encode({ ...claims, jti: String(jti) })}.${'A'.repeat(176)}`
  const checks = async (token: string) => {
    const before = signatures
    t.match(await tokens.verify(token), { clientId: OWNER })
    return signatures - before
  }
  t.equal(await checks(real), 1)
  for (let jti = 1; jti < 10_000; jti++) await tokens.verify(fake(jti))
  t.equal(signatures, 10_000)
  t.equal(await checks(real), 0, 'ten thousand are cached')
  t.equal(await checks(fake(10_000)), 1)
  t.equal(await checks(real), 1, 'one more evicts the oldest')
})

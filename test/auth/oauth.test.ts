import Database from 'better-sqlite3'
import { importJWK, SignJWT } from 'jose'
import t, { type Test } from 'tap'
import type { App } from '../../src/app.ts'
import { Tokens } from '../../src/auth/tokens.ts'
import type { ReasonCode } from '../../src/errors.ts'
import { createSources } from '../../src/sources.ts'
import { openStore } from '../../src/store/store.ts'
import { ACME, build, call, DEMO, integrations, type Response, SECURITY } from '../app.ts'

const OWNER = 'mdb_sa_id_0000000000000000000000a1'
const ACCOUNT = { id: OWNER, orgId: ACME }
const OWNER_SECRET = 'mdb_sa_sk_owner0000000000000000000000000000'
const READER = 'mdb_sa_id_0000000000000000000000a2'
const READER_SECRET = 'mdb_sa_sk_reader000000000000000000000000000'

const TOKEN_URL = '/api/oauth/token'
const FORM = 'application/x-www-form-urlencoded'
const GRANT = 'grant_type=client_credentials'
const POST = { method: 'POST', url: integrations(DEMO, 'WEBHOOK'), body: { url: 'https://example.com/x' } }

function basic(id = OWNER, secret = OWNER_SECRET): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

function askToken(app: App, headers: Record<string, string> = {}, body: unknown = GRANT): Promise<Response> {
  const all = { authorization: basic(), 'content-type': FORM, ...headers }
  return call(app, { method: 'POST', url: TOKEN_URL, headers: all, body })
}

async function tokenOf(app: App, id = OWNER, secret = OWNER_SECRET): Promise<string> {
  const { json } = await askToken(app, { authorization: basic(id, secret) })
  return (json as { access_token: string }).access_token
}

function bearer(app: App, token: string): Promise<Response> {
  return call(app, { ...POST, headers: { authorization: `Bearer ${token}` } })
}

/** Returns a response without the headers of the transport. */
function answer({ status, headers, text }: Response) {
  const { date: _date, connection: _connection, ...others } = headers
  return { status, headers: others, text }
}

function segment(token: string, place: number): Record<string, unknown> {
  const text = Buffer.from(token.split('.')[place] ?? '', 'base64url').toString()
  return JSON.parse(text) as Record<string, unknown>
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function clock() {
  const time = { now: Date.UTC(2026, 10, 25, 12) }
  return Object.assign(time, { sources: createSources({ now: () => time.now }) })
}

function lastCode({ logged }: { logged: string[] }): unknown {
  return (JSON.parse(logged.at(-1) ?? '{}') as { code?: ReasonCode }).code
}

t.test('issues a signed token for an hour to a service account', async t => {
  const time = clock()
  const app = await build(t, { sources: time.sources })
  const reply = await askToken(app)
  const { access_token: token } = reply.json as { access_token: string }
  t.strictSame(answer(reply), {
    status: 200,
    headers: {
      ...SECURITY,
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'content-length': String(reply.text.length)
    },
    text: `{"access_token":"${token}","expires_in":3600,"token_type":"Bearer"}`
  })
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
  const another = await tokenOf(app)
  t.not(segment(another, 1)['jti'], jti, 'each token has its own id')
  t.notOk(
    app.logged.some(line => line.includes(token) || line.includes(OWNER_SECRET)),
    'neither is logged'
  )
})

t.test('the token endpoint accepts all variants that clients send', async t => {
  const app = await build(t, {
    settings: {
      seed: JSON.stringify({
        organizations: [
          {
            id: ACME,
            name: 'Acme',
            projects: [{ id: DEMO, name: 'demo' }],
            serviceAccounts: [
              {
                clientId: OWNER,
                clientSecret: 'mdb_sa_sk_a b+c%:é&=',
                roles: [{ orgId: ACME, roleName: 'ORG_OWNER' }]
              }
            ]
          }
        ]
      })
    }
  })
  const escaped = basic('mdb%5Fsa_id_0000000000000000000000a1', 'mdb_sa_sk_a+b%2Bc%25%3A%C3%A9%26%3D')
  const right: Record<string, [Record<string, string>, string?]> = {
    'id and secret escaped as in a form': [{ authorization: escaped }],
    'a scheme in any case': [{ authorization: escaped.replace('Basic', 'bASIC') }],
    'a charset after the media type': [{ authorization: escaped, 'content-type': `${FORM}; charset=UTF-8` }],
    'a media type in any case': [{ authorization: escaped, 'content-type': FORM.toUpperCase() }],
    'other fields': [{ authorization: escaped }, `scope=x&${GRANT}&scope=y`],
    'any Accept': [{ authorization: escaped, accept: 'text/html' }],
    'no Accept': [{ authorization: escaped, accept: '' }],
    'Prefer, which is never looked at': [
      { authorization: escaped, prefer: 'code=403, errorCode=UNEXPECTED_ERROR' }
    ]
  }
  for (const [title, [headers, body]] of Object.entries(right)) {
    const { status, headers: sent } = await askToken(app, headers, body)
    t.strictSame([status, sent['preference-applied']], [200, undefined], title)
  }
  t.equal(
    (await askToken(app, { authorization: basic(OWNER, 'mdb_sa_sk_a b+c%:é&=') })).status,
    401,
    'unescaped'
  )
})

t.test('the token endpoint returns OAuth errors', async t => {
  const app = await build(t)
  const client = { error_description: 'Invalid credentials provided.', error: 'invalid_client' }
  const request = {
    error_description: 'grant_type must be given once, in a form body.',
    error: 'invalid_request'
  }
  const grant = {
    error_description: 'grant_type must be client_credentials.',
    error: 'unsupported_grant_type'
  }
  const inForm = `${GRANT}&client_id=${OWNER}&client_secret=${OWNER_SECRET}`
  const cases: [string, Record<string, string>, unknown, typeof client][] = [
    ['no Basic', { authorization: '' }, GRANT, client],
    ['a wrong secret', { authorization: basic(OWNER, `${OWNER_SECRET}0`) }, GRANT, client],
    ["another account's secret", { authorization: basic(OWNER, READER_SECRET) }, GRANT, client],
    ['an empty secret', { authorization: basic(OWNER, '') }, GRANT, client],
    ['an unknown client', { authorization: basic('mdb_sa_id_0000000000000000000000ff') }, GRANT, client],
    [
      'an API key',
      { authorization: basic('orgowner', '00000000-0000-4000-8000-000000000001') },
      GRANT,
      client
    ],
    ['credentials in the form', { authorization: '' }, inForm, client],
    ['Basic without base64', { authorization: 'Basic !' }, GRANT, client],
    [
      'Basic without a colon',
      { authorization: `Basic ${Buffer.from(OWNER).toString('base64')}` },
      GRANT,
      client
    ],
    ['Basic with a broken escape', { authorization: basic('%zz', 'x') }, GRANT, client],
    ['Basic alone', { authorization: 'Basic' }, GRANT, client],
    ['another scheme', { authorization: 'Bearer x' }, GRANT, client],
    [
      'wrong credentials and an unsupported grant',
      { authorization: basic(OWNER, 'x') },
      'grant_type=password',
      client
    ],
    ['no grant_type', {}, 'scope=x', request],
    ['an empty grant_type', {}, 'grant_type=', request],
    ['grant_type twice', {}, `${GRANT}&${GRANT}`, request],
    ['an empty body', {}, '', request],
    ['no body', {}, undefined, request],
    ['JSON', { 'content-type': 'application/json' }, { grant_type: 'client_credentials' }, request],
    ['a form named JSON', { 'content-type': 'application/json' }, GRANT, request],
    ['no media type', { 'content-type': '' }, GRANT, request],
    ['a longer media type', { 'content-type': `${FORM}x` }, GRANT, request],
    ['another grant', {}, 'grant_type=password', grant],
    ['a grant in capitals', {}, GRANT.toUpperCase().replace('GRANT_TYPE', 'grant_type'), grant]
  ]
  for (const [title, headers, body, expected] of cases) {
    const all = { authorization: basic(), 'content-type': FORM, ...headers }
    const reply = await call(app, { method: 'POST', url: TOKEN_URL, headers: all, body })
    const text = JSON.stringify(expected)
    const isClient = expected === client
    t.strictSame(
      answer(reply),
      {
        status: isClient ? 401 : 400,
        headers: {
          ...SECURITY,
          'cache-control': 'no-store',
          'content-type': 'application/json',
          ...(isClient ? { 'www-authenticate': 'Basic realm="MMS Public API"' } : {}),
          'content-length': String(text.length)
        },
        text
      },
      title
    )
    const { method, path, status, error } = JSON.parse(app.logged.at(-1) ?? '{}') as Record<string, unknown>
    t.strictSame(
      { method, path, status, error },
      { method: 'POST', path: TOKEN_URL, status: reply.status, error: expected.error },
      `${title}: the log`
    )
  }
  t.equal(app.logged.length, cases.length, 'one line for each request')
  t.notOk(
    app.logged.some(line => /mdb_sa_sk_|Basic [A-Za-z0-9+]{20}/.test(line)),
    'no secret is logged'
  )
})

t.test('revokes tokens of the same account only', async t => {
  const time = clock()
  const db = `${t.testdir()}/state.db`
  const app = await build(t, { sources: time.sources, settings: { db } })
  const revoke = (body: unknown, headers: Record<string, string> = {}) =>
    call(app, {
      method: 'POST',
      url: '/api/oauth/revoke',
      headers: { authorization: basic(), 'content-type': FORM, ...headers },
      body
    })
  const done = { status: 200, headers: { ...SECURITY, 'content-length': '0' }, text: '' }
  const token = await tokenOf(app)
  const form = `token=${token}&token_type_hint=access_token`

  const failed = await revoke(form, { authorization: basic(OWNER, 'wrong') })
  t.strictSame(
    [failed.status, failed.text, failed.headers['www-authenticate']],
    [
      401,
      '{"error_description":"Invalid credentials provided.","error":"invalid_client"}',
      'Basic realm="MMS Public API"'
    ]
  )
  const missing =
    '{"error_description":"token must be given once, in a form body.","error":"invalid_request"}'
  for (const body of ['', 'token=', `${form}&token=x`]) {
    const { status, text } = await revoke(body)
    t.strictSame([status, text], [400, missing], body.slice(0, 10))
  }
  const reader = { authorization: basic(READER, READER_SECRET) }
  t.strictSame(answer(await revoke(form, reader)), done, 'a token of another account is ignored')
  t.strictSame(answer(await revoke('token=garbage')), done, 'so is an invalid token')
  t.equal((await bearer(app, token)).status, 200, 'none of these revokes a token')

  t.strictSame(answer(await revoke(form, { prefer: 'code=403' })), done)
  t.strictSame([(await bearer(app, token)).status, lastCode(app)], [401, 'token-revoked'])
  t.strictSame(answer(await revoke(form)), done, 'a second revocation')
  t.equal((await bearer(app, await tokenOf(app))).status, 409, 'another token stays valid')

  time.now += 3_600_000
  await revoke(`token=${await tokenOf(app)}`)
  const file = new Database(db)
  t.teardown(() => file.close())
  const known = file.prepare('SELECT jti FROM issued_tokens').pluck().all()
  t.notOk(known.includes(segment(token, 1)['jti']), 'the expired token is deleted')
  t.ok(known.length > 0)
})

t.test('returns 405 for other methods and 404 for other paths of the token endpoint', async t => {
  const app = await build(t)
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
    t.strictSame(
      answer(await call(app, { method, url: TOKEN_URL, headers: { prefer: 'code=403' } })),
      {
        status: 405,
        headers: { vary: 'Accept-Encoding', allow: 'POST,OPTIONS', 'content-length': '0' },
        text: ''
      },
      method
    )
  }
  const { status, json } = await call(app, { method: 'POST', url: '/api/oauth/tokens' })
  t.strictSame([status, (json as { errorCode: string }).errorCode], [404, 'RESOURCE_NOT_FOUND'])
})

t.test('returns an OAuth error for a form that is too large', async t => {
  const app = await build(t)
  const { status, text } = await askToken(app, {}, `${GRANT}&scope=${'x'.repeat(16_384)}`)
  t.strictSame(
    [status, text],
    [400, '{"error_description":"Request body is too large","error":"invalid_request"}']
  )
})

t.test('records a form that is not UTF-8 as received', async t => {
  const app = await build(t)
  const body = Buffer.from('grant_type=\xff', 'latin1')
  t.match(await askToken(app, {}, body), { status: 400, json: { error: 'unsupported_grant_type' } })
  t.equal(app.services.control.journal.find(1)?.body, body.toString('latin1'))
})

t.test('hides the cause of an internal error', async t => {
  const app = await build(t)
  t.capture(app.services.tokens, 'issue', () => Promise.reject(new Error('the inner cause')))
  const { status, json } = await askToken(app)
  t.strictSame(
    [status, json],
    [
      500,
      {
        detail: 'Unexpected error.',
        error: 500,
        errorCode: 'UNEXPECTED_ERROR',
        parameters: [],
        reason: 'Internal Server Error'
      }
    ]
  )
  t.match(app.logged.at(-1), /the inner cause/)
})

t.test('a token permits the calls of its account', async t => {
  const app = await build(t)
  const created = await bearer(app, await tokenOf(app))
  t.equal(created.status, 200)
  t.match(created.json, {
    totalCount: 1,
    results: [{ type: 'WEBHOOK', url: 'https://example.com/****om/x' }]
  })
  const token = await tokenOf(app, READER, READER_SECRET)
  t.match((await bearer(app, token)).json, { error: 401, errorCode: 'USER_UNAUTHORIZED' })
  const small = await call(app, { ...POST, headers: { authorization: `bearer  ${await tokenOf(app)} ` } })
  t.equal(small.status, 409, 'the scheme in any case, more than one space')
})

/** Signs claims with the server's own key. */
async function sign(app: App, claims: Record<string, unknown>): Promise<string> {
  const stored = app.services.store.tokens.signingKey()
  const key = await importJWK(JSON.parse(stored?.privateJwk ?? '{}'), 'ES512')
  return await new SignJWT(claims).setProtectedHeader({ alg: 'ES512' }).sign(key)
}

t.test('returns the empty 401 for an invalid bearer token', async t => {
  const time = clock()
  const app = await build(t, { sources: time.sources })
  const other = await build(t, { sources: time.sources })
  const good = await tokenOf(app)
  const claims = segment(good, 1)
  const [head = '', payload = '', signature = ''] = good.split('.')

  async function refused(t: Test, title: string, authorization: string, code: ReasonCode) {
    t.strictSame(
      answer(await call(app, { ...POST, headers: { authorization } })),
      {
        status: 401,
        headers: {
          vary: 'Accept-Encoding',
          'www-authenticate': 'Bearer realm="MMS Public API", error="invalid_token"',
          'content-length': '0'
        },
        text: ''
      },
      title
    )
    t.equal(lastCode(app), code, `${title}: the log`)
    t.strictSame(app.services.integrations.list(DEMO), [], `${title}: no state change`)
  }
  const invalid = 'token-invalid'
  await refused(t, 'garbage', 'Bearer garbage', invalid)
  await refused(t, 'three parts of garbage', 'Bearer a.b.c', invalid)
  await refused(t, 'two parts', `Bearer ${head}.${payload}`, invalid)
  await refused(t, 'an empty token', 'Bearer ', invalid)
  await refused(t, 'no token', 'Bearer', invalid)
  await refused(t, 'two tokens', `Bearer ${good} ${good}`, invalid)
  await refused(t, 'signed by another key', `Bearer ${await tokenOf(other)}`, invalid)
  for (const alg of ['none', 'None', 'NONE', '']) {
    await refused(t, `alg ${alg}`, `Bearer ${encode({ alg, typ: 'JWT' })}.${payload}.`, invalid)
    await refused(
      t,
      `alg ${alg}, signature kept`,
      `Bearer ${encode({ alg })}.${payload}.${signature}`,
      invalid
    )
  }
  await refused(t, 'alg HS512', `Bearer ${encode({ alg: 'HS512' })}.${payload}.${signature}`, invalid)
  const stranger = encode({ ...claims, sub: READER })
  await refused(t, 'claims changed', `Bearer ${head}.${stranger}.${signature}`, invalid)
  await refused(t, 'signature cut', `Bearer ${head}.${payload}.${signature.slice(0, -4)}`, invalid)
  for (const [title, changed] of Object.entries<Record<string, unknown>>({
    'another audience': { ...claims, aud: 'api://other' },
    'another issuer': { ...claims, iss: 'https://example.com' },
    'no subject': { ...claims, sub: undefined },
    'no id': { ...claims, jti: undefined },
    'no end': { ...claims, exp: undefined },
    'no beginning': { ...claims, iat: undefined }
  })) {
    await refused(t, title, `Bearer ${await sign(app, changed)}`, invalid)
  }
  const past = await sign(app, { ...claims, exp: time.now / 1000 })
  await refused(t, 'an end that is past', `Bearer ${past}`, 'token-expired')
  const gone = await app.services.tokens.issue({ id: 'mdb_sa_id_0000000000000000000000ff', orgId: ACME })
  await refused(t, 'a removed account', `Bearer ${gone.token}`, 'service-account-gone')

  time.now += 3_600_000
  await refused(t, 'expired', `Bearer ${good}`, 'token-expired')
  t.notOk(
    app.logged.some(line => line.includes(payload)),
    'no token is logged'
  )
})

t.test('rejects an expired token that was verified before', async t => {
  const time = clock()
  const app = await build(t, { sources: time.sources })
  const token = await tokenOf(app)
  t.equal((await bearer(app, token)).status, 200)
  time.now += 3_599_999
  t.equal((await bearer(app, token)).status, 409)
  time.now += 1
  const { status, text } = await bearer(app, token)
  t.strictSame([status, text, lastCode(app)], [401, '', 'token-expired'])
})

t.test('tokens and revocations survive a restart with a database file', async t => {
  const db = `${t.testdir()}/state.db`
  const first = await build(t, { settings: { db } })
  const token = await tokenOf(first)
  t.equal((await bearer(first, token)).status, 200)
  await first.server.close()

  const second = await build(t, { settings: { db } })
  t.equal((await bearer(second, token)).status, 409)
  const kids = [segment(token, 0)['kid'], segment(await tokenOf(second), 0)['kid']]
  t.equal(kids[0], kids[1], 'the signing key is the same')

  await second.services.tokens.revoke(token, ACCOUNT)
  await second.server.close()

  const third = await build(t, { settings: { db } })
  const { status, text } = await bearer(third, token)
  t.strictSame([status, text, lastCode(third)], [401, '', 'token-revoked'])
  t.equal((await bearer(third, await tokenOf(third))).status, 409, 'another token is still valid')
})

t.test('two processes that start with the same file sign with the same key', async t => {
  const path = `${t.testdir()}/state.db`
  const stores = [openStore(path), openStore(path)]
  const both = stores.map(store => new Tokens(store.tokens, store.credentials, createSources()))
  const issued = await Promise.all([...both, ...both].map(tokens => tokens.issue(ACCOUNT)))
  const verdicts = await Promise.all(issued.flatMap(({ token }) => both.map(tokens => tokens.verify(token))))
  t.match(verdicts, Array(8).fill({ clientId: OWNER }))
  for (const store of stores) store.close()
})

t.test('caches verified tokens up to a limit', async t => {
  const { sources, now } = clock()
  const store = openStore(':memory:')
  t.teardown(() => store.close())
  const tokens = new Tokens(store.tokens, store.credentials, sources)
  const { token: real } = await tokens.issue(ACCOUNT)
  const { subtle } = globalThis.crypto
  const signatures = t.capture(subtle, 'verify', () => Promise.resolve(true))
  const checks = async (token: string) => {
    t.match(await tokens.verify(token), { clientId: OWNER })
    return signatures().length
  }
  t.equal(await checks(real), 1)
  t.equal(await checks(real), 0)

  // Fake signatures pass here: ten thousand real ones would take half a minute.
  const claims = { ...segment(real, 1), exp: now / 1000 + 60 }
  const tail = 'A'.repeat(176)
  for (let jti = 1; jti < 10_000; jti++) {
    await tokens.verify(`${encode({ alg: 'ES512' })}.${encode({ ...claims, jti: String(jti) })}.${tail}`)
  }
  t.equal(signatures().length, 9_999)
  t.equal(await checks(real), 0, 'ten thousand are cached')
  t.equal(await checks(`${encode({ alg: 'ES512' })}.${encode({ ...claims, jti: 'last' })}.${tail}`), 1)
  t.equal(await checks(real), 1, 'one more evicts the oldest')
})

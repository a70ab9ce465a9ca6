import t from 'tap'
import type { App } from '../../src/app.ts'
import type { ReasonCode } from '../../src/catalogue/errors.ts'
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

t.test('issues a token of the form of Atlas for an hour', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const token = await tokenFor(app, ACCOUNT.owner)
  t.strictSame(segment(token, 0), { alg: 'ES512', typ: 'JWT', kid: 'atlas-integrations-mock' })
  t.match(token, /\.[\w-]{176}$/, 'as long as a signature')
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
  const pretty = await post(app, 'token?pretty=true', GRANT)
  t.match(
    pretty.text,
    /^\{\n {2}"access_token" : "[\w.-]+",\n {2}"expires_in" : 3600,\n {2}"token_type" : "Bearer"\n\}$/
  )
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
  const app = await build(t, { sources: time.sources })
  const token = await tokenFor(app, ACCOUNT.owner)
  const form = `token=${token}&token_type_hint=access_token`
  for (const body of ['token=', `${form}&token=x`]) {
    t.equal(errorOf(await post(app, 'revoke', body)), '400 invalid_request')
  }
  await post(app, 'revoke', form, { authorization: basic(OWNER, 'wrong') })
  const ofReader = await post(app, 'revoke', form, { authorization: basic(READER, READER_SECRET) })
  t.strictSame([ofReader.status, ofReader.text], [200, ''], 'a token of another account is ignored')
  t.equal(await bearer(app, ` ${token} `), 200, 'none of these revokes a token')

  t.equal((await post(app, 'revoke', form)).status, 200)
  t.strictSame([await bearer(app, token), lastLine(app)['code']], [401, 'token-revoked'])
  t.equal((await post(app, 'revoke', form)).status, 200, 'a second revocation')
  t.equal(await bearer(app, await tokenFor(app, ACCOUNT.owner)), 409, 'another token stays valid')

  time.now += 3_600_000
  await post(app, 'revoke', `token=${await tokenFor(app, ACCOUNT.owner)}`)
  t.equal(app.services.store.tokens.find(token), undefined, 'the expired tokens are deleted')
})

t.test('records a form that is not UTF-8 as received', async t => {
  const app = await build(t)
  const body = Buffer.from('grant_type=\xff', 'latin1')
  t.match(await post(app, 'token', body), { status: 400, json: { error: 'unsupported_grant_type' } })
  t.equal(app.services.journal.find(1)?.body, body.toString('latin1'))
})

t.test('hides the cause of an internal error', async t => {
  const app = await build(t)
  t.capture(app.services.tokens, 'issue', () => {
    throw new Error('the inner cause')
  })
  const { status, text } = await post(app, 'token', GRANT)
  t.equal(status, 500)
  t.notMatch(text, /the inner cause/)
  t.match(app.logged.at(-1), /the inner cause/)
})

t.test('logs the reason for an invalid bearer token', async t => {
  const app = await build(t)
  const good = await tokenFor(app, ACCOUNT.owner)
  const [head = '', payload = '', signature = ''] = good.split('.')
  const reader = encode({ ...segment(good, 1), sub: READER })
  const gone = app.services.tokens.issue({ id: 'mdb_sa_id_0000000000000000000000ff', orgId: ACME })
  const rows: [title: string, token: string, code: ReasonCode][] = [
    ['no token', '', 'token-unknown'],
    ['two tokens', `${good} ${good}`, 'token-unknown'],
    ['claims changed', `${head}.${reader}.${signature}`, 'token-unknown'],
    ['signature cut', good.slice(0, -4), 'token-unknown'],
    ['a removed account', gone.token, 'service-account-gone']
  ]
  for (const [title, token, code] of rows) {
    const { status, text } = await call(app, { ...POST, headers: { authorization: `Bearer ${token}` } })
    t.strictSame([status, text, lastLine(app)['code']], [401, '', code], title)
  }
  t.strictSame(app.services.integrations.list(DEMO), [], 'no state change')
  t.notMatch(app.logged.join(''), payload, 'no token is logged')
})

t.test('deletes the expired tokens of deleted accounts', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const { id, owner } = await newSandbox(app)
  const token = await tokenFor(app, owner.serviceAccount)
  await control(app, 'DELETE', `/sandboxes/${id}`)
  t.match(
    app.services.store.tokens.find(token),
    { clientId: owner.serviceAccount.clientId },
    'valid again if the account is restored'
  )
  time.now += 3_600_000
  await control(app, 'POST', '/reset')
  t.equal(app.services.store.tokens.find(token), undefined)
})

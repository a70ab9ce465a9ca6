import t from 'tap'
import { digestResponse, md5, parseDigest } from '../../src/auth/digest.ts'
import { Nonces } from '../../src/auth/nonces.ts'
import { type Reason, reasonText } from '../../src/catalogue/errors.ts'
import {
  build,
  call,
  challenge,
  DEMO,
  type DigestFields,
  digestHeader,
  integrations,
  VERSIONED
} from '../app.ts'
import { machine } from '../control/control.ts'
import { listen, requestText, send } from '../control/socket.ts'

/** The example header of RFC 2617 §3.5, including `opaque`, which Atlas does not send. */
const MUFASA = {
  username: 'Mufasa',
  realm: 'testrealm@host.com',
  nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
  uri: '/dir/index.html',
  qop: 'auth',
  nc: '00000001',
  cnonce: '0a4f113b',
  response: '6629fae49393a05397450978507c4ef1',
  opaque: '5ccc069c403ebaf9f0171e9517f40e41'
}

function quoted(fields: Record<string, string>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')
}

const ALL = quoted(MUFASA)

t.test('parses the parameters of a Digest header as RFC 9110 defines', async t => {
  const rows: [title: string, text: string, changed?: Record<string, string>][] = [
    ['quoted strings', ALL],
    ['tokens', ALL.replace('"auth"', 'auth').replace('"00000001"', '00000001')],
    ['an algorithm in lower case', `${ALL}, algorithm="md5"`, { algorithm: 'md5' }],
    ['no space after the comma', ALL.replaceAll(', ', ',')],
    ['empty elements and other whitespace', `, ,${ALL.replaceAll(', ', ' ,\t,')},,`],
    ['names in any case', ALL.replace('username', 'UserName')],
    ['whitespace around the equals sign', ALL.replace('username=', 'username = ')],
    ['escapes', ALL.replace('Mufasa', String.raw`Mu\"f\\a, sa=\b`), { username: String.raw`Mu"f\a, sa=b` }],
    ['an empty string', ALL.replace('"Mufasa"', '""'), { username: '' }],
    ['nc in any case', ALL.replace('00000001', '0000ABcd'), { nc: '0000ABcd' }]
  ]
  for (const [title, text, changed] of rows) t.strictSame(parseDigest(text), { ...MUFASA, ...changed }, title)
})

t.test('rejects a malformed Digest header with a reason', async t => {
  const rows: [text: string, error: string][] = [
    ['', 'digest-incomplete'],
    ['username="Mufasa", qop=auth', 'digest-incomplete'],
    [`${ALL}, NC=00000002`, 'digest-duplicate-field'],
    ['garbage', 'digest-malformed'],
    [ALL.slice(0, -1), 'digest-malformed'],
    [`${ALL} x`, 'digest-malformed'],
    [`${ALL}, =x`, 'digest-malformed'],
    [`${ALL}; a=b`, 'digest-malformed'],
    [`${ALL}, algorithm=MD5-sess`, 'digest-algorithm'],
    [quoted({ ...MUFASA, qop: 'auth-int' }), 'digest-qop'],
    [quoted({ ...MUFASA, nc: '0000001' }), 'digest-nc'],
    [quoted({ ...MUFASA, nc: '000000001' }), 'digest-nc'],
    [quoted({ ...MUFASA, nc: '0000000g' }), 'digest-nc']
  ]
  for (const [text, error] of rows) {
    const username = text.includes('Mufasa') ? 'Mufasa' : undefined
    t.strictSame(parseDigest(text), { error, username }, text)
  }
})

t.test('computes the response of the example in RFC 2617 §3.5', async t => {
  const ha1 = md5('Mufasa:testrealm@host.com:Circle Of Life')
  t.equal(digestResponse(ha1, 'GET', MUFASA), MUFASA.response)
})

t.test('no count of a nonce is accepted twice, however many there are', async t => {
  const nonces = new Nonces(machine().sources)
  const nonce = nonces.issue()
  // Each count twice, then the one before it again; 0 is the first time that it is used.
  const outcomes = Array.from({ length: 1_000 }, (_, at) =>
    [at + 1, at + 1, at].map(nc => nonces.use(nonce, nc, undefined) === 'accepted')
  )
  t.strictSame(outcomes, [[true, false, true], ...Array(999).fill([true, false, false])])
})

t.test('accepts each nc once, in any order, unless it is 256 or more below the highest', async t => {
  const nonces = new Nonces(machine().sources)
  const nonce = nonces.issue()
  const use = (...counts: number[]) => counts.map(nc => nonces.use(nonce, nc, undefined) === 'accepted')
  t.strictSame(use(1, 1, 2, 2, 1), [true, false, true, false, false], 'once')
  t.strictSame(use(5, 3, 4, 3, 4, 5), [true, true, true, false, false, false], 'out of order')
  t.strictSame(use(1000, 744, 745, 745, 744), [true, false, true, false, false], 'the window')
  t.strictSame(use(0xffffffff, 1001, 0xffffffff - 256, 0xffffffff - 255), [true, false, false, true])
  t.equal(nonces.use(nonces.issue(), 1, undefined), 'accepted', 'each nonce separately')
})

t.test('keeps 10,000 nonces: the oldest expire', async t => {
  const nonces = new Nonces(machine().sources)
  const issued = Array.from({ length: 10_001 }, () => nonces.issue())
  const outcomes = issued.map(nonce => nonces.use(nonce, 1, undefined))
  t.strictSame(outcomes, ['expired', ...Array(10_000).fill('accepted')])
})

const URL = integrations(DEMO, 'WEBHOOK')
const POST = { method: 'POST', url: URL, body: { url: 'https://example.com/x' } }

function lastLine(logged: string[]): Record<string, unknown> {
  return JSON.parse(logged.at(-1) ?? '{}') as Record<string, unknown>
}

t.test('accepts scheme and hexadecimal digits in any case', async t => {
  const app = await build(t)
  const authorization = digestHeader('prjowner', POST, await challenge(app))
    .replace('Digest', 'DIGEST')
    .replace(/response="([^"]+)"/, (_all, hex: string) => `response="${hex.toUpperCase()}"`)
  t.equal((await call(app, { ...POST, headers: { authorization } })).status, 200)
})

t.test('logs the reason for an invalid Digest header', async t => {
  const app = await build(t, { settings: { logLevel: 'debug' } })
  const header = async (fields: DigestFields = {}, key = 'prjowner', privateKey?: string) =>
    digestHeader(key, POST, await challenge(app), fields, privateKey)
  const publicKey = 'prjowner'
  const wrong = { code: 'digest-response', publicKey } as const
  const basic = Buffer.from('prjowner:00000000-0000-4000-8000-000000000002').toString('base64')
  const rows: [title: string, authorization: string, reason: Reason][] = [
    ['no credentials', '', { code: 'no-credentials' }],
    ['no Digest', 'garbage', { code: 'unknown-scheme' }],
    ['Basic', `Basic ${basic}`, { code: 'unknown-scheme' }],
    ['garbage', 'Digest garbage', { code: 'digest-malformed' }],
    ['a wrong private key', await header({}, publicKey, 'guess'), wrong],
    ['another method', digestHeader(publicKey, { ...POST, method: 'PUT' }, await challenge(app)), wrong],
    ['another uri', await header({ uri: `${URL}?` }), { code: 'digest-uri' }],
    ['another realm', await header({ realm: 'MMS' }), { code: 'digest-realm' }],
    ['an unknown user', await header({}, 'nobody'), { code: 'api-key-unknown' }],
    [
      "a service account's id",
      await header({}, 'mdb_sa_id_0000000000000000000000a1'),
      { code: 'api-key-unknown' }
    ],
    ['an unknown nonce', digestHeader(publicKey, POST, 'A'.repeat(32)), { code: 'nonce-expired' }]
  ]
  const used = digestHeader(publicKey, { ...POST, method: 'GET' }, await challenge(app))
  await call(app, { url: URL, headers: { authorization: used } })

  async function testRejection(title: string, authorization: string, reason: Reason, request = POST) {
    const { text } = await call(app, { ...request, headers: { authorization } })
    t.match(text, /"detail" : "You are not authorized for this resource\."/, `${title}: the response`)
    const { level, time, pid, hostname, reqId, ...line } = lastLine(
      app.logged.filter(text => !text.includes('response sent'))
    )
    const { method, url: path } = request
    const isChallenge = reason.code === 'no-credentials'
    t.equal(level, isChallenge ? 20 : 30, title)
    const msg = `${isChallenge ? 'challenged' : 'rejected'}: ${reasonText(reason)}`
    t.strictSame(line, { method, path, status: 401, error: 'UNAUTHENTICATED', ...reason, msg }, title)
  }
  await testRejection('a replayed nonce', used, { code: 'nonce-replayed' }, { ...POST, method: 'GET' })
  for (const [title, authorization, reason] of rows) {
    await testRejection(title, authorization, reason)
  }
  t.strictSame(app.services.integrations.list(DEMO), [], 'no state change')
  t.notMatch(app.logged.join(''), /00000000-0000-4000-8000|response="/, 'keys and headers are not logged')
})

t.test('accepts a path or an absolute URI for the same host as uri', async t => {
  const app = await listen(t)
  const path = `${integrations(DEMO)}?pretty=true`
  const rows: [host: string, target: string, uri: string, status: number][] = [
    ['mock.example:8080', path, path, 200],
    ['mock.example:8080', path, `http://mock.example:8080${path}`, 200],
    ['mock.example', path, `https://MOCK.example${path}`, 200],
    ['mock.example', `http://mock.example:80${path}`, path, 200],
    ['other.example', `http://mock.example${path}`, `http://mock.example:80${path}`, 200],
    ['mock.example', path, `http://other.example${path}`, 401],
    ['other.example', `http://mock.example${path}`, `http://other.example${path}`, 401],
    ['mock.example', path, `http://mock.example:8080${path}`, 401],
    ['mock.example', path, `http://mock.example${integrations(DEMO)}`, 401],
    ['mock.example', path, `//mock.example${path}`, 401],
    ['mock.example', path, `http://${path}`, 401],
    ['mock.example', path, `ftp://mock.example${path}`, 401]
  ]
  for (const [host, target, uri, status] of rows) {
    const authorization = digestHeader('readonly', { url: target }, await challenge(app), { uri })
    const reply = await send(app.port, requestText('GET', target, { host, accept: VERSIONED, authorization }))
    t.equal(reply.status, status, `${target} of ${host} signed as ${uri}`)
  }
})

t.test('an incorrect response does not use up a count of the nonce', async t => {
  const app = await build(t)
  const nonce = await challenge(app)
  const status = async (authorization: string) =>
    (await call(app, { ...POST, headers: { authorization } })).status
  t.equal(await status(digestHeader('prjowner', POST, nonce, {}, 'guess')), 401)
  t.equal(await status(digestHeader('prjowner', POST, nonce)), 200)
})

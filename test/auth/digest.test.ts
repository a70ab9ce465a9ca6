import t from 'tap'
import { isSameResource, Nonces, parseDigest } from '../../src/auth/digest.ts'
import { type Reason, reasonText } from '../../src/catalogue/errors.ts'
import { build, call, challenge, DEMO, digestHeader, integrations } from '../app.ts'
import { machine } from '../control/control.ts'

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

t.test('accepts scheme and hexadecimal digits in any case', async t => {
  const app = await build(t)
  const authorization = digestHeader('prjowner', POST, await challenge(app))
    .replace('Digest', 'DIGEST')
    .replace(/response="([^"]+)"/, (_all, hex: string) => `response="${hex.toUpperCase()}"`)
  t.equal((await call(app, { ...POST, headers: { authorization } })).status, 200)
})

t.test('logs why credentials are rejected, without keys and headers', async t => {
  const app = await build(t, { settings: { logLevel: 'debug' } })
  const publicKey = 'prjowner'
  const wrong = digestHeader(publicKey, POST, await challenge(app), {}, 'guess')
  const rows: [authorization: string, level: number, start: string, reason: Reason][] = [
    ['', 20, 'challenged', { code: 'no-credentials' }],
    [wrong, 30, 'rejected', { code: 'digest-response', publicKey }]
  ]
  for (const [authorization, level, start, reason] of rows) {
    await call(app, { ...POST, headers: { authorization } })
    const lines = app.logged.filter(text => !text.includes('response sent'))
    const { time, pid, hostname, ...line } = JSON.parse(lines.at(-1) ?? '{}')
    const msg = `${start}: ${reasonText(reason)}`
    const request = { method: 'POST', path: URL, status: 401, error: 'UNAUTHENTICATED' }
    t.strictSame(line, { level, ...request, ...reason, msg })
  }
  t.notMatch(app.logged.join(''), /00000000-0000-4000-8000|response="/)
})

t.test('accepts a path or an absolute URI for the same host as uri', async t => {
  const path = `${integrations(DEMO)}?pretty=true`
  const rows: [host: string, target: string, uri: string, isSame: boolean][] = [
    ['mock.example:8080', path, path, true],
    ['mock.example:8080', path, `http://mock.example:8080${path}`, true],
    ['mock.example', path, `https://MOCK.example${path}`, true],
    ['mock.example', `http://mock.example:80${path}`, path, true],
    ['other.example', `http://mock.example${path}`, `http://mock.example:80${path}`, true],
    ['mock.example', path, `http://other.example${path}`, false],
    ['other.example', `http://mock.example${path}`, `http://other.example${path}`, false],
    ['mock.example', path, `http://mock.example:8080${path}`, false],
    ['mock.example', path, `http://mock.example${integrations(DEMO)}`, false],
    ['mock.example', path, `//mock.example${path}`, false],
    ['mock.example', path, `http://${path}`, false],
    ['mock.example', path, `ftp://mock.example${path}`, false]
  ]
  for (const [host, target, uri, isSame] of rows) {
    t.equal(isSameResource(uri, target, host), isSame, `${target} of ${host} signed as ${uri}`)
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

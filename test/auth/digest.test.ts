import t, { type Test } from 'tap'
import { digestChallenge, digestResponse, parseDigest } from '../../src/auth/digest.ts'
import { NONCE_LIFETIME, Nonces } from '../../src/auth/nonces.ts'
import { ha1Of, md5 } from '../../src/auth/secrets.ts'
import { type Reason, reasonText } from '../../src/errors.ts'
import { createSources } from '../../src/sources.ts'
import {
  as,
  build,
  call,
  challenge,
  DEMO,
  type DigestFields,
  digestHeader,
  integrations,
  type Response,
  VERSIONED
} from '../app.ts'
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

/** Returns a clock that the test sets. */
function clock() {
  const time = { now: Date.UTC(2026, 10, 25) }
  return Object.assign(time, { sources: createSources({ now: () => time.now }) })
}

t.test('parses the parameters of a Digest header as RFC 9110 defines', async t => {
  const { qop: _qop, nc: _nc, ...rest } = MUFASA
  const all = quoted(MUFASA)
  t.strictSame(parseDigest(all), MUFASA, 'quoted strings')
  t.strictSame(parseDigest(`${quoted(rest)}, qop=auth, nc=00000001`), MUFASA, 'tokens')
  t.strictSame(parseDigest(`${all}, algorithm=MD5`), { ...MUFASA, algorithm: 'MD5' })
  t.strictSame(
    parseDigest(`${all}, algorithm="md5"`),
    { ...MUFASA, algorithm: 'md5' },
    'as sent by the Go client'
  )
  t.strictSame(parseDigest(all.replaceAll(', ', ',')), MUFASA, 'no space after the comma')
  t.strictSame(parseDigest(all.replaceAll(', ', ' ,\t')), MUFASA, 'other whitespace')
  t.strictSame(parseDigest(`${all},`), MUFASA, 'a trailing comma')
  t.strictSame(parseDigest(`, ,${all.replaceAll(', ', ', ,\t,')},,`), MUFASA, 'empty elements')
  t.strictSame(parseDigest(all.replace('username', 'UserName')), MUFASA, 'names in any case')
  t.strictSame(
    parseDigest(all.replace('username=', 'username = ')),
    MUFASA,
    'whitespace around the equals sign'
  )
  t.strictSame(
    parseDigest(all.replace('Mufasa', String.raw`Mu\"f\\a, sa=\b`)),
    { ...MUFASA, username: String.raw`Mu"f\a, sa=b` },
    'escapes, and separators within quotes'
  )
  t.strictSame(
    parseDigest(all.replace('/dir/index.html', '/dir?a=1,2&b="'.replace('"', '\\"'))),
    { ...MUFASA, uri: '/dir?a=1,2&b="' },
    'a query with a comma in the uri'
  )
  t.strictSame(parseDigest(all.replace('"Mufasa"', '""')), { ...MUFASA, username: '' }, 'an empty string')
})

t.test('rejects a malformed Digest header with a reason', async t => {
  const all = quoted(MUFASA)
  const errorOf = (text: string) => Reflect.get(parseDigest(text), 'error')
  for (const name of ['username', 'realm', 'nonce', 'uri', 'response', 'qop', 'nc', 'cnonce']) {
    const { [name]: _left, ...others } = MUFASA as Record<string, string>
    t.equal(errorOf(quoted(others)), 'digest-incomplete')
    t.equal(errorOf(`${all}, ${name}="x"`), 'digest-duplicate-field')
  }
  t.equal(errorOf(`${all}, NC=00000002`), 'digest-duplicate-field', 'a duplicate field in another case')
  t.equal(errorOf(''), 'digest-incomplete')
  for (const text of ['garbage', all.slice(0, -1), `${all} x`, `${all}, =x`, `${all}; a=b`, `${all}, a`]) {
    t.equal(errorOf(text), 'digest-malformed', text)
  }
  t.equal(errorOf(`${all}, algorithm=SHA-256`), 'digest-algorithm')
  t.equal(errorOf(`${all}, algorithm=MD5-sess`), 'digest-algorithm')
  t.equal(errorOf(quoted({ ...MUFASA, qop: 'auth-int' })), 'digest-qop')
  for (const nc of ['', '1', '0000000', '000000001', '0000000g', '-0000001', '0x000001']) {
    t.equal(errorOf(quoted({ ...MUFASA, nc })), 'digest-nc', nc)
  }
  t.equal(errorOf(quoted({ ...MUFASA, nc: '0000ABcd' })), undefined, 'hexadecimal digits in any case')
  t.strictSame(parseDigest('username="Mufasa", qop=auth'), { error: 'digest-incomplete', username: 'Mufasa' })
})

t.test('computes the response of the example in RFC 2617 §3.5', async t => {
  const ha1 = md5('Mufasa:testrealm@host.com:Circle Of Life')
  t.equal(ha1, '939e7578ed9e3c518a452acee763bce9')
  t.equal(digestResponse(ha1, 'GET', MUFASA), MUFASA.response)
  t.not(digestResponse(ha1, 'POST', MUFASA), MUFASA.response, 'the method is part of the response')
  for (const name of ['nonce', 'nc', 'cnonce', 'qop', 'uri']) {
    t.not(digestResponse(ha1, 'GET', { ...MUFASA, [name]: 'x' }), MUFASA.response, `${name} counts`)
  }
  t.equal(ha1Of('Mufasa', 'Circle Of Life'), md5('Mufasa:MMS Public API:Circle Of Life'))
})

t.test('returns the challenge in the recorded format', async t => {
  t.equal(
    digestChallenge('669gyxpgL6MGDuSZvQ80Spv3k+Jc99ed', false),
    'Digest realm="MMS Public API", domain="", nonce="669gyxpgL6MGDuSZvQ80Spv3k+Jc99ed", algorithm=MD5, qop="auth", stale=false'
  )
  t.match(digestChallenge('x', true), /, stale=true$/)
})

t.test('nonces', async t => {
  t.test('are 32 base64 characters, unique, and valid for 300 seconds', async t => {
    const time = clock()
    const nonces = new Nonces(time.sources)
    const issued = Array.from({ length: 1000 }, () => nonces.issue())
    t.equal(new Set(issued).size, 1000)
    t.ok(issued.every(nonce => /^[A-Za-z0-9+/]{32}$/.test(nonce)))
    const [nonce = ''] = issued
    const start = time.now
    t.equal(NONCE_LIFETIME, 300_000)
    t.equal(nonces.state(nonce), 'valid')
    time.now = start + 299_999
    t.equal(nonces.state(nonce), 'valid')
    time.now = start + 300_000
    t.equal(nonces.state(nonce), 'expired')
    t.equal(nonces.state(nonces.issue()), 'valid')
    time.now = start - 1
    t.equal(
      nonces.state(nonce),
      'expired',
      'issued at a time that is in the future after the clock moved back'
    )
  })

  t.test('are invalid if one bit differs or another server issued them', async t => {
    const { sources } = clock()
    const nonces = new Nonces(sources)
    const nonce = nonces.issue()
    const bytes = Buffer.from(nonce, 'base64')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
      t.match(nonces.state(changed.toString('base64')), /^(foreign|forged)$/, `byte ${at}`)
    }
    for (const text of [
      '',
      'x',
      nonce.slice(1),
      `${nonce}A`,
      `${nonce}=`,
      ` ${nonce}`,
      nonce.replace(/.$/, '*')
    ]) {
      t.equal(nonces.state(text), 'forged', JSON.stringify(text))
    }
    t.equal(nonces.state(new Nonces(sources).issue()), 'foreign')
    const future = new Nonces({ ...sources, now: () => sources.now() + 1 }).issue()
    t.equal(nonces.state(future), 'forged')
    t.equal(nonces.state(nonce), 'valid')
    t.equal(nonces.use('forged', 1), false)
  })

  t.test('accepts each nc once, in any order, unless it is 256 or more below the highest', async t => {
    const nonces = new Nonces(clock().sources)
    const nonce = nonces.issue()
    const use = (...counts: number[]) => counts.map(nc => nonces.use(nonce, nc))
    t.strictSame(use(1, 1), [true, false], 'once')
    t.strictSame(use(1, 2, 2, 1), [false, true, false, false])
    t.strictSame(use(5, 3, 4, 3, 4, 5), [true, true, true, false, false, false], 'out of order')
    t.strictSame(use(1000, 744, 745, 745, 744), [true, false, true, false, false], 'the window')
    t.strictSame(use(0xffffffff, 1001, 0xffffffff - 256, 0xffffffff - 255), [true, false, false, true])
    t.strictSame(
      [nonces.use(nonces.issue(), 1), nonces.use(nonces.issue(), 1)],
      [true, true],
      'each nonce separately'
    )

    const busy = nonces.issue()
    const ascending = Array.from({ length: 2000 }, (_, index) => nonces.use(busy, index + 1))
    t.ok(ascending.every(Boolean), 'two thousand counts of one nonce')
    const again = Array.from({ length: 2000 }, (_, index) => nonces.use(busy, index + 1))
    t.notOk(again.some(Boolean), 'none is accepted again')
    t.strictSame([nonces.use(busy, 2001), nonces.use(busy, 2001)], [true, false])
  })

  t.test('stay invalid after their counts are discarded, whatever the clock', async t => {
    const time = clock()
    const nonces = new Nonces(time.sources)
    const start = time.now
    const first = nonces.issue()
    t.equal(nonces.use(first, 1), true)
    time.now = start + 2 * NONCE_LIFETIME
    t.equal(nonces.use(nonces.issue(), 1), true)
    time.now = start + 1000
    t.equal(nonces.state(first), 'expired')
    t.equal(nonces.state(nonces.issue()), 'valid', 'a fresh nonce is valid immediately')
    time.now = start - 1000
    t.equal(nonces.state(nonces.issue()), 'valid', 'also before the discarded ones')
  })

  t.test('are stored up to a limit: the oldest are evicted and count as expired', async t => {
    const time = clock()
    const nonces = new Nonces(time.sources)
    const used: string[] = []
    for (let count = 0; count <= 100_000; count++) {
      if (count % 1000 === 0) time.now++
      const nonce = nonces.issue()
      if (!nonces.use(nonce, 1)) t.fail('a fresh nonce was rejected')
      used.push(nonce)
    }
    const [first = ''] = used
    const last = used.at(-1) ?? ''
    t.equal(nonces.state(first), 'expired')
    t.equal(nonces.state(last), 'valid')
    t.equal(nonces.use(last, 1), false)
    t.equal(nonces.state(nonces.issue()), 'valid')
  })

  t.test('are valid when fresh, even if the clock is frozen', async t => {
    const nonces = new Nonces(clock().sources)
    for (let count = 0; count <= 100_000; count++) nonces.use(nonces.issue(), 1)
    t.equal(nonces.state(nonces.issue()), 'valid')
  })
})

const URL = integrations(DEMO, 'WEBHOOK')
const POST = { method: 'POST', url: URL, body: { url: 'https://example.com/x' } }

/** The recorded body: 142 bytes. */
const BODY = `{
  "error" : 401,
  "reason" : "Unauthorized",
  "detail" : "You are not authorized for this resource.",
  "errorCode" : "UNEXPECTED_ERROR"
}`

/** Returns a response without its variable parts, and its nonce. */
function fixed({ status, headers, text }: Response) {
  const { date: _date, ...others } = headers
  let nonce = ''
  const authenticate = String(headers['www-authenticate']).replace(
    /nonce="([^"]*)"/,
    (_all, value: string) => {
      nonce = value
      return 'nonce="…"'
    }
  )
  return { answer: { status, headers: { ...others, 'www-authenticate': authenticate }, text }, nonce }
}

function unauthenticated(stale: boolean) {
  return {
    status: 401,
    headers: {
      vary: 'Accept-Encoding',
      'www-authenticate': `Digest realm="MMS Public API", domain="", nonce="…", algorithm=MD5, qop="auth", stale=${stale}`,
      'content-type': 'application/json',
      'content-length': '142',
      connection: 'keep-alive'
    },
    text: BODY
  }
}

function lastLine(logged: string[]): Record<string, unknown> {
  return JSON.parse(logged.at(-1) ?? '{}') as Record<string, unknown>
}

t.test('returns the recorded anonymous 401 byte for byte', async t => {
  const app = await build(t)
  t.equal(Buffer.byteLength(BODY), 142)
  const first = fixed(await call(app, POST))
  t.strictSame(first.answer, unauthenticated(false))
  t.match(first.nonce, /^[A-Za-z0-9+/]{32}$/)
  t.equal(app.logged.length, 1)
  t.match(lastLine(app.logged), {
    method: 'POST',
    path: URL,
    status: 401,
    error: 'UNAUTHENTICATED',
    code: 'no-credentials'
  })
  const plain = fixed(await call(app, { ...POST, url: `${URL}?envelope=true&pretty=false` }))
  t.strictSame(plain.answer, unauthenticated(false), 'neither wrapped nor compacted')
  t.not(plain.nonce, first.nonce, 'each challenge has a fresh nonce')
})

t.test('accepts correct credentials', async t => {
  const app = await build(t)
  t.equal((await as(app, 'prjowner', POST)).status, 200)

  const nonce = await challenge(app)
  const next = (fields: DigestFields) => {
    const request = { ...POST, url: `${integrations(DEMO, 'SLACK')}?pretty=true` }
    return call(app, {
      ...request,
      headers: { authorization: digestHeader('orgowner', request, nonce, fields) }
    })
  }
  const answers = [
    await next({ nc: '00000003' }),
    await next({ nc: '00000001' }),
    await next({ nc: '0000000A' })
  ]
  t.strictSame(
    answers.map(({ status }) => status),
    [400, 400, 400],
    'one nonce for several requests, in any order, with a query'
  )
  const authorization = digestHeader('prjowner', POST, await challenge(app))
    .replace('Digest', 'DIGEST')
    .replace(/response="([^"]+)"/, (_all, hex: string) => `response="${hex.toUpperCase()}"`)
  t.equal(
    (await call(app, { ...POST, headers: { authorization } })).status,
    409,
    'scheme and hexadecimal digits in any case'
  )
})

t.test('logs the reason for an invalid Digest header, but does not return it', async t => {
  const time = clock()
  const app = await build(t, { sources: time.sources })
  const seen = new Set<string>()
  const header = async (fields: DigestFields = {}, key = 'prjowner', privateKey?: string) =>
    digestHeader(key, POST, await challenge(app), fields, privateKey)

  async function refused(t: Test, title: string, authorization: string, reason: Reason, stale = false) {
    const { answer, nonce } = fixed(await call(app, { ...POST, headers: { authorization } }))
    t.strictSame(answer, unauthenticated(stale), title)
    t.notOk(seen.has(nonce), `${title}: a fresh nonce`)
    seen.add(nonce)
    const { level, time, pid, hostname, reqId, ...line } = lastLine(app.logged)
    t.strictSame(
      line,
      {
        method: 'POST',
        path: URL,
        status: 401,
        error: 'UNAUTHENTICATED',
        ...reason,
        msg: `refused: ${reasonText(reason)}`
      },
      `${title}: the log`
    )
    t.strictSame(app.services.integrations.list(DEMO), [], `${title}: no state change`)
  }
  const publicKey = 'prjowner'
  const wrong = { code: 'digest-response', publicKey } as const

  await refused(t, 'no Digest', 'garbage', { code: 'unknown-scheme' })
  await refused(t, 'another scheme', 'Token abc', { code: 'unknown-scheme' })
  const basic = Buffer.from('prjowner:00000000-0000-4000-8000-000000000002').toString('base64')
  await refused(t, 'Basic', `Basic ${basic}`, { code: 'unknown-scheme' })
  await refused(t, 'garbage', 'Digest garbage', { code: 'digest-malformed' })
  await refused(t, 'a missing field', await header({ cnonce: undefined }), { code: 'digest-incomplete' })
  await refused(t, 'no response', await header({ response: undefined }), { code: 'digest-incomplete' })
  await refused(t, 'a duplicate field', `${await header()}, nc=00000001`, { code: 'digest-duplicate-field' })
  await refused(t, 'a wrong response', await header({ response: '0'.repeat(32) }), wrong)
  await refused(t, 'a wrong private key', await header({}, publicKey, 'guess'), wrong)
  await refused(
    t,
    'a response to another method',
    digestHeader(publicKey, { ...POST, method: 'PUT' }, await challenge(app)),
    wrong
  )
  for (const uri of [`${URL}?`, `${URL}/`, integrations(DEMO, 'SLACK'), '/', `http://elsewhere${URL}`]) {
    await refused(t, `the uri ${uri}`, await header({ uri }), { code: 'digest-uri' })
  }
  await refused(t, 'another realm', await header({ realm: 'MMS' }), { code: 'digest-realm' })
  await refused(t, 'an unknown user', await header({}, 'nobody'), { code: 'api-key-unknown' })
  await refused(t, "a service account's id", await header({}, 'mdb_sa_id_0000000000000000000000a1'), {
    code: 'api-key-unknown'
  })
  const elsewhere = new Nonces(createSources()).issue()
  await refused(t, 'a forged nonce', digestHeader(publicKey, POST, elsewhere), { code: 'nonce-unknown' })

  const old = [await header(), await header({ response: 'f'.repeat(32) })]
  time.now += NONCE_LIFETIME
  await refused(t, 'an expired nonce', old[0] ?? '', { code: 'nonce-expired' }, true)
  await refused(t, 'an expired nonce with a wrong response', old[1] ?? '', wrong)

  const nonce = await challenge(app)
  const used = digestHeader(publicKey, POST, nonce)
  const empty = { ...POST, body: {} }
  t.equal((await call(app, { ...empty, headers: { authorization: used } })).status, 400)
  await refused(t, 'a replayed nonce', used, { code: 'nonce-replayed' })
  const far = digestHeader(publicKey, POST, nonce, { nc: '00000102' })
  t.equal((await call(app, { ...empty, headers: { authorization: far } })).status, 400)
  await refused(t, 'a count 256 behind', digestHeader(publicKey, POST, nonce, { nc: '00000002' }), {
    code: 'nonce-replayed'
  })

  t.notOk(
    app.logged.some(line => line.includes('00000000-0000-4000-8000') || line.includes('response="')),
    'private keys and headers are not logged'
  )
})

t.test('accepts a path or an absolute URI for the same host as uri', async t => {
  const app = await listen(t)
  const path = `${integrations(DEMO)}?pretty=true`
  const rows: [host: string, target: string, uri: string, status: number][] = [
    ['mock.example:8080', path, path, 200],
    ['mock.example:8080', path, `http://mock.example:8080${path}`, 200],
    ['mock.example', path, `https://MOCK.example${path}`, 200],
    ['mock.example', `http://mock.example:80${path}`, path, 200],
    ['other.example', `http://mock.example${path}`, `http://mock.example${path}`, 200],
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
  t.match(lastLine(app.logged), { code: 'digest-uri' })
})

t.test('sends stale=true for a correct response to a nonce of another process', async t => {
  const settings = { db: `${t.testdir()}/mock.db` }
  const [one, two] = [await build(t, { settings }), await build(t, { settings })]
  const authorization = digestHeader('prjowner', POST, await challenge(one))
  const { answer } = fixed(await call(two, { ...POST, headers: { authorization } }))
  t.strictSame(answer, unauthenticated(true))
  const wrong = digestHeader('prjowner', POST, await challenge(one), {}, 'guess')
  t.strictSame(
    fixed(await call(two, { ...POST, headers: { authorization: wrong } })).answer,
    unauthenticated(false)
  )
  t.equal((await call(one, { ...POST, headers: { authorization } })).status, 200)
})

t.test('an incorrect response does not use up a count of the nonce', async t => {
  const app = await build(t)
  const nonce = await challenge(app)
  const send = (authorization: string) => call(app, { ...POST, headers: { authorization } })
  t.equal((await send(digestHeader('prjowner', POST, nonce, {}, 'guess'))).status, 401)
  t.equal((await send(digestHeader('prjowner', POST, nonce))).status, 200)
})

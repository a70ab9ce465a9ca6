import { hash } from 'node:crypto'
import t from 'tap'
import { parseDigest } from '../../src/auth/digest.ts'
import {
  AtlasClient,
  type ClientOptions,
  type ClientRequest,
  digestAuthorization,
  parseChallenge,
  type Reply
} from '../../src/client/atlas-client.ts'
import type { ClientCredential } from '../../src/client/environment.ts'

const LIST: ClientRequest = {
  method: 'GET',
  path: '/api/atlas/v2/groups',
  headers: [['Accept', 'application/json']]
}
const OPTIONS: ClientOptions = {
  hash: (text, algorithm) => hash(algorithm, text),
  createCnonce: () => '0a4f113b'
}
const LOGIN = 'POST /api/oauth/token'

const KEY: ClientCredential = { kind: 'apiKey', id: 'a-key', secret: 'a-secret' }
const ACCOUNT: ClientCredential = { kind: 'serviceAccount', id: 'an id', secret: 'пароль: 100 %+ü' }

/** Returns a client, and a function that sends a request, responds in turn and returns what the client sent. */
function scripted(credential: ClientCredential, options: Partial<ClientOptions> = {}) {
  const client = new AtlasClient(credential, { ...OPTIONS, ...options })
  return async (...replies: Partial<Reply>[]) => {
    const calls: ClientRequest[] = []
    const reply = await client.send(LIST, async sent => {
      calls.push(sent)
      return { status: 200, headers: [], body: '', ...replies[calls.length - 1] }
    })
    const authorizations = calls.map(({ headers }) => new Map(headers).get('Authorization'))
    return { calls, reply, authorizations, sent: calls.map(({ method, path }) => `${method} ${path}`) }
  }
}

const digest = (nonce: string, status = 401): Partial<Reply> => ({
  status,
  headers: [['www-authenticate', `Digest realm="r", nonce="${nonce}"`]]
})

const token = (text: string, status = 200): Partial<Reply> => ({ status, body: text })

t.test('computes the examples of RFC 7616 §3.9.1 and RFC 2617 §3.5', async t => {
  const realm = 'http-auth@example.org'
  const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'
  const opaque = 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS'
  const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
  const request = { method: 'GET', path: '/dir/index.html', count: 1 }
  for (const [algorithm, response] of [
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1']
  ] as const) {
    const challenge = parseChallenge(
      `Digest realm="${realm}", qop="auth, auth-int", algorithm=${algorithm}, nonce="${nonce}", opaque="${opaque}"`
    )
    t.strictSame(challenge, { realm, nonce, algorithm, opaque })
    if (!challenge) continue
    const mufasa = { id: 'Mufasa', secret: 'Circle of Life' }
    t.equal(
      digestAuthorization(challenge, mufasa, { ...request, cnonce }, OPTIONS.hash),
      `Digest username="Mufasa", realm="${realm}", nonce="${nonce}", uri="/dir/index.html", algorithm=${algorithm}, ` +
        `qop=auth, nc=00000001, cnonce="${cnonce}", response="${response}", opaque="${opaque}"`
    )
  }
  const older = { realm: 'testrealm@host.com', nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093' }
  const authorization = digestAuthorization(
    { ...older, algorithm: 'MD5', opaque: undefined },
    { id: 'Mufasa', secret: 'Circle Of Life' },
    { ...request, cnonce: '0a4f113b' },
    OPTIONS.hash
  )
  t.match(authorization, 'response="6629fae49393a05397450978507c4ef1"')
})

t.test('parses the first Digest challenge of a header', async t => {
  const challenge = { realm: '', nonce: 'n', algorithm: 'MD5', opaque: undefined }
  for (const [header, expected] of [
    ['Digest nonce=n', challenge],
    ['Digest nonce=""', { ...challenge, nonce: '' }],
    ['digest NONCE="n",STALE=true , Algorithm = "MD5"', challenge],
    [
      'Digest realm="a, Basic b=\\"c\\", nonce=x", nonce="n"',
      { ...challenge, realm: 'a, Basic b="c", nonce=x' }
    ],
    ['Bearer realm="x", nonce="x", Digest nonce="n", opaque="o"', { ...challenge, opaque: 'o' }],
    ['Negotiate YWJj==, Digest nonce="n"', challenge],
    ['Digest nonce="n", Digest realm="x", nonce="x", algorithm=SHA-256', challenge],
    ['', undefined],
    ['Digest', undefined],
    ['Digest realm="x"', undefined],
    ['Bearer realm="x", nonce="n"', undefined],
    ['Digest realm="nonce=n', undefined]
  ] as const) {
    t.strictSame(parseChallenge(header), expected, header)
  }
})

t.test('writes a header that the server parses', async t => {
  const challenge = { realm: 'a "realm\\', nonce: 'n', algorithm: 'MD5', opaque: undefined }
  const credential = { id: 'a, "name\\', secret: 'ключ' }
  const signed = { method: 'GET', path: '/a?b="c"', count: 255, cnonce: 'c' }
  const header = digestAuthorization(challenge, credential, signed, OPTIONS.hash)
  t.match(parseDigest(header.replace(/^Digest /, '')), {
    username: credential.id,
    realm: challenge.realm,
    uri: signed.path,
    nc: '000000ff'
  })
})

t.test('Digest: counts the uses of a nonce and responds to a new challenge', async t => {
  const cnonces = ['first', 'second', 'third']
  const send = scripted(KEY, { createCnonce: () => cnonces.shift() ?? '' })
  const first = await send(digest('n1'))
  t.match(first.authorizations, [undefined, /nonce="n1", .*, nc=00000001, cnonce="first"/])
  t.match((await send()).authorizations, [/nonce="n1", .*, nc=00000002, cnonce="second"/])
  t.match((await send(digest('n2'))).authorizations, [
    /nonce="n1", .*, nc=00000003, cnonce="third"/,
    /nonce="n2", .*, nc=00000001/
  ])
  t.match(
    await send(digest('n3'), digest('n4')),
    { reply: digest('n4'), sent: { length: 2 } },
    'retried once'
  )
  for (const rejection of [digest('n3'), digest('n5', 403), { status: 401 }, { status: 502 }]) {
    const { reply, sent } = await send(rejection)
    t.match([reply, sent.length], [rejection, 1], 'returned as it is')
  }
})

t.test('OAuth: reuses a token, and replaces a rejected one', async t => {
  const send = scripted(ACCOUNT)
  const bearer = {
    status: 401,
    headers: [['WWW-Authenticate', 'Bearer error="invalid_token"']],
    body: 'x'
  } as const
  const role = { status: 401, body: '{"errorCode":"USER_UNAUTHORIZED"}' }
  const first = await send(token('{"access_token" : "t.1-_~+/=="}'))
  t.strictSame([first.sent[0], first.authorizations[1]], [LOGIN, 'Bearer t.1-_~+/=='])
  t.match(await send(role), { reply: role, authorizations: ['Bearer t.1-_~+/=='] })
  t.strictSame((await send(bearer, token('{"access_token":"t2"}'))).authorizations.slice(2), ['Bearer t2'])
  const empty = { status: 401 }
  const { authorizations } = await send(empty, token('{"access_token":"t3"}'), empty)
  t.strictSame(authorizations.slice(2), ['Bearer t3'])
  t.match(await send(empty, { status: 400 }), { reply: { status: 400 }, sent: { length: 2 } })
  t.match((await send({ status: 400 })).sent, [LOGIN], 'the rejected token is not sent again')
})

t.test('OAuth: sends no request after a response without a token', async t => {
  const send = scripted(ACCOUNT)
  const values = ['7', '""', '"a b"'].map(value => `{"access_token":${value}}`)
  for (const text of ['', 'not JSON', '{}', ...values]) {
    t.match(await send(token(text)), { reply: token(text), sent: [LOGIN] }, text)
  }
  t.match((await send(token('{"access_token":"t"}', 500))).sent, [LOGIN])
})

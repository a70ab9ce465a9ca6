import t from 'tap'
import { parseDigest } from '../../../src/auth/digest.ts'
import { authorizationOf, parseChallenge } from '../../../src/console/page/api/digest.ts'

t.test('computes the example of RFC 7616 §3.9.1', async t => {
  const opaque = 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS'
  const nonce = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'
  const challenge = parseChallenge(
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="${nonce}", opaque="${opaque}"`
  )
  t.strictSame(challenge, { realm: 'http-auth@example.org', nonce, opaque })
  if (!challenge) return
  const authorization = authorizationOf(
    challenge,
    { id: 'Mufasa', secret: 'Circle of Life' },
    {
      method: 'GET',
      uri: '/dir/index.html',
      count: 1,
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
    }
  )
  t.match(authorization, `response="8ca523f5e9506fed4657c9700eebdbec", opaque="${opaque}"`)
})

t.test('parses Digest challenges only', async t => {
  for (const header of [null, '', 'Bearer realm="x"', 'Digest realm="x"']) {
    t.equal(parseChallenge(header), undefined, String(header))
  }
  t.strictSame(
    parseChallenge('digest NONCE=abc, STALE=true, realm="say \\"hi\\""'),
    { realm: 'say "hi"', nonce: 'abc', opaque: undefined },
    'names in any case, values with and without quotation marks'
  )
  t.strictSame(parseChallenge('Digest nonce=""'), { realm: '', nonce: '', opaque: undefined })
})

t.test('writes a header that the mock parses', async t => {
  const authorization = authorizationOf(
    { realm: 'r', nonce: 'n', opaque: undefined },
    { id: 'a "name\\', secret: 'ключ' },
    { method: 'GET', uri: '/', count: 255, cnonce: 'c' }
  )
  t.match(parseDigest(authorization.replace(/^Digest /, '')), { username: 'a "name\\', nc: '000000ff' })
})

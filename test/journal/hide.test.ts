import t from 'tap'
import type { BodyKind } from '../../src/catalogue/operation-facts.ts'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import { secretSchema } from '../../src/journal/bodies.ts'
import { isSecretName, Secrets } from '../../src/journal/hide.ts'

const registry = createRegistry(readTypeFiles())
const KEY = '0123456789abcdef0123456789abcdef'
const LAST4 = `${'*'.repeat(28)}cdef`
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' }

/** Returns a body as it is shown. */
function shownBody(text: string, content: BodyKind | undefined, headers: object = JSON_TYPE): unknown {
  return new Secrets().body(text, headers as Record<string, string>, secretSchema(registry, content))
}

const SECRET_NAMES = `
  key KEY key1 apiKey APIKey API_KEY APIKEY apikey X-Api-Key api.key secretAccessKey routing_key serviceKey
  secret clientSecret client_secret X-Vault-Secret token token2 access_token refreshToken X-Auth-Token apitoken
  password userPassword PASSWORD passwd db-passwd credential credentials awsCredentials
  authorization Proxy-Authorization cookie Set-Cookie session_cookie referer
  apiKeys tokens[] PASSWORDS client_secrets[] authTokens`

const SHOWN_NAMES = `
  keyId key_id keyring publicKey public_key PublicKey publicKeys monkey monkeys tokenEndpoint token_type_hint secretName secretary
  passwordPolicy credentialsId authorizationUrl authType user-agent referrer-policy cookiePolicy signature session
  name value url`

t.test('the last word of a name says whether its value is secret', async t => {
  const namesOf = (text: string) => text.trim().split(/\s+/)
  for (const name of namesOf(SECRET_NAMES)) t.ok(isSecretName(name), name)
  for (const name of namesOf(SHOWN_NAMES)) t.notOk(isSecretName(name), name)
})

t.test('hides what the schema marks, and what it does not know and whose name says so', async t => {
  const webhook = { url: 'https://user:pass@hooks.example/services/T000', secret: 'abcdefgh' }
  const shownWebhook = { url: 'https://hooks.example/****T000', secret: '****efgh' }
  const oauth = { clientSecret: KEY, tokenEndpoint: 'https://a.example', tokenRequestParams: { a: 'b' } }
  const known = { routingKey: KEY, username: 'user', channelName: 'payments', region: 'nowhere' }
  const unknown = { regoin: 'EU', zz: [{ a: 'b', n: 5 }], none: null }
  const page = (apiKey: string) => ({ results: [{ apiKey }], content: { apiKey }, links: [] })
  const shownOauth = { ...oauth, clientSecret: '****', tokenRequestParams: '****' }
  const named = (value: string) => ({ name: 'X-Api-Key', value })
  const pairs = (value: string, token: string) => ({ pairs: [named(value), { key: 'e', value: 'b', token }] })
  const headers = (value: string) => ({ headers: [{ name: 'a', value }] })
  const notification = (url: string) => ({ notifications: [{ webhookUrl: url, victorOpsRoutingKey: 'r' }] })
  const tags = { tags: [{ key: 'apiKey', value: 'v' }] }
  const cases: [content: BodyKind | undefined, sent: object, shown?: object][] = [
    ['integrations', webhook, shownWebhook],
    ['integrations', shownWebhook],
    ['integrations', known],
    ['integrations', unknown],
    ['integrations', { apikey: KEY, zz: [{ token: 1 }] }, { apikey: '****', zz: [{ token: '****' }] }],
    ['integrations', { apiKey: 5, secret: { a: KEY } }, { apiKey: '****', secret: '****' }],
    ['integrations', { url: 'abcd', bodyTemplate: '{}' }, { url: '****', bodyTemplate: '****' }],
    ['integrations', { apiKey: '', licenseKey: null }],
    ['integrations', page(KEY), page(LAST4)],
    ['integrations', pairs('a', 'c'), pairs('****', '****')],
    ['metricIntegrations', headers(KEY), headers(LAST4)],
    ['metricIntegrations', { oauth }, { oauth: shownOauth }],
    ['tenancy', { ...tags, token: 'a' }, { ...tags, token: '****' }],
    ['alertConfigs', notification('x'), notification('****')],
    ['accessList', [{ comment: 'office', token: 'a' }, 'b'], [{ comment: 'office', token: '****' }, 'b']],
    [undefined, JSON.parse('{"__proto__":{"key":"a"}}'), JSON.parse('{"__proto__":{"key":"****"}}')],
    ['token', { access_token: KEY, expires_in: 5, x: 1 }, { access_token: '****', expires_in: 5, x: '****' }]
  ]
  for (const [content, sent, shown = sent] of cases) {
    const text = JSON.stringify(sent)
    t.strictSame(shownBody(text, content), shown, text)
  }
})

t.test('hides every field that a type marks', async t => {
  for (const { name, resource, body, shownFields } of registry.all) {
    for (const [field, schema] of Object.entries({ ...body.properties, ...shownFields })) {
      if (schema.items) continue
      const shown = JSON.stringify(shownBody(JSON.stringify({ [field]: `${KEY}/end` }), resource))
      t.equal(shown.includes('0123456789'), !schema['x-secret'], `${name}.${field}`)
    }
  }
})

t.test('shows other bodies as their text or form, or as their length and the place of the error', async t => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  const cases: [text: string, shown: unknown, headers?: object][] = [
    ['', null],
    ['8.0', '8.0'],
    ['"text"', '"text"'],
    ['{"apiKey":"secret', '[17 bytes, not JSON: line 1, column 11]'],
    ['{\n  "é": }', '[11 bytes, not JSON: line 2, column 8]'],
    [deep(64), JSON.parse(deep(64))],
    [deep(129), '[258 bytes, nested deeper than 128 levels]'],
    ['{"apiKey":"a=b"}', { apiKey: '***' }, FORM_TYPE],
    ['{"apiKey":"a=b', '[14 bytes, not JSON: line 1, column 11]', FORM_TYPE],
    ['a-secret', '[8 bytes, not JSON: line 1, column 1]', FORM_TYPE],
    ['client_secret=a+b&x=1&x=', { client_secret: '****', x: ['1', ''] }, FORM_TYPE]
  ]
  for (const [text, shown, headers] of cases)
    t.strictSame(shownBody(text, 'integrations', headers), shown, text)
  const form = 'grant_type=client_credentials&assertion=a&client_secret=b'
  const shown = { grant_type: 'client_credentials', assertion: '****', client_secret: '****' }
  t.strictSame(shownBody(form, 'token', FORM_TYPE), shown)
})

t.test('hides headers and query parameters, but not the scheme and the nonce of credentials', async t => {
  const headers: [name: string, sent: string | string[], shown: string | string[]][] = [
    ['Authorization', `Bearer ${KEY}`, 'Bearer ****'],
    ['Authorization', 'Digest username="a", nonce="b/+c", response="d"', 'Digest nonce="b/+c", ****'],
    ['Authorization', `Digest username="${KEY}"`, 'Digest ****'],
    ['Authorization', `${KEY} x`, '****'],
    ['Authorization', 'Bearer', '****'],
    ['Authorization', '', ''],
    ['set-cookie', ['a=b', 'c=d'], ['****', '****']],
    ['www-authenticate', 'Digest nonce="a"', 'Digest nonce="a"'],
    ['x-request-id', KEY, KEY]
  ]
  for (const [name, sent, shown] of headers) {
    t.strictSame(new Secrets().headers({ [name]: sent }), { [name.toLowerCase()]: shown }, String(sent))
  }
  t.strictSame(new Secrets().url(`http://u:p@host/a%20b?apiKey=${KEY}&pretty&x=1&x=%20&access_token=#f`), {
    url: '/a%20b?apiKey=****&pretty&x=1&x=%20&access_token=',
    path: '/a%20b',
    query: { apiKey: '****', pretty: '', x: ['1', ' '], access_token: '' }
  })
  t.strictSame(new Secrets().url('/a?'), { url: '/a?', path: '/a', query: {} })
})

t.test('hides a value wherever the exchange repeats it, unless it is short', async t => {
  const secrets = new Secrets()
  const secret = 'a secret/with+signs'
  const shown = {
    body: secrets.json({ token: secret, key: 'short', password: `${secret}, and more`, passwd: LAST4 }),
    url: `/groups/${encodeURIComponent(secret)}/${encodeURIComponent('50%')}?a=${new URLSearchParams([['', secret]])}&b=short`,
    detail: [`Invalid ${secret}.`, { a: `${secret}, and more`, b: 'short', n: 5, none: null }, LAST4]
  }
  t.strictSame(secrets.scrub(shown), {
    body: { token: '****', key: '****', password: '****', passwd: '****' },
    url: '/groups/****/50%25?a==****&b=short',
    detail: ['Invalid ****.', { a: '****', b: 'short', n: 5, none: null }, LAST4]
  })
  const received = new Secrets()
  const { url } = received.url('/a?token=bad+value%21')
  const body = received.json({ secret: 98765432 })
  t.strictSame(received.scrub({ url, body, path: '/bad+value%21/bad value!/98765432' }), {
    url: '/a?token=****',
    body: { secret: '****' },
    path: '/****/****/****'
  })
  const basic = new Secrets()
  const authorization = `Basic ${Buffer.from(`mdb_sa_id_1:${secret}`).toString('base64')}`
  const repeated = { id: 'mdb_sa_id_1', url: `/${encodeURIComponent(secret)}`, text: `secret: ${secret}` }
  t.strictSame(basic.scrub({ ...basic.headers({ authorization }), ...repeated }), {
    authorization: 'Basic ****',
    id: 'mdb_sa_id_1',
    url: '/****',
    text: 'secret: ****'
  })
  const many = new Secrets()
  for (let count = 0; count <= 50; count++) many.json({ token: `secret ${count}` })
  t.strictSame(many.scrub({ detail: 'some text', method: 'POST' }), { detail: '****', method: 'POST' })
})

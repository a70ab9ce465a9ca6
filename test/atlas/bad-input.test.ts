import t, { type Test } from 'tap'
import {
  as,
  build,
  call,
  challenge,
  DEMO,
  digestHeader,
  ELSEWHERE,
  integrations,
  type Request
} from '../app.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const URL_DATADOG = integrations(DEMO, 'DATADOG')
const VALID = { type: 'DATADOG', apiKey: KEY }

interface Case extends Partial<Request> {
  name: string
  status: number
  errorCode: string
  parameters?: unknown[]
  key?: string
}

function body(name: string, sent: unknown, errorCode: string, parameters: unknown[] = []): Case {
  return { name, body: sent, status: 400, errorCode, parameters }
}

const CASES: Case[] = [
  body('an empty body', '', 'MALFORMED_JSON'),
  body('a body of white space', ' \n', 'MALFORMED_JSON'),
  body('no JSON', '{"type":', 'MALFORMED_JSON'),
  body('a JavaScript object', "{type:'DATADOG'}", 'MALFORMED_JSON'),
  body('a trailing comma', `{"apiKey":"${KEY}",}`, 'MALFORMED_JSON'),
  body('NaN', '{"apiKey":NaN}', 'MALFORMED_JSON'),
  body('invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'MALFORMED_JSON'),
  body('UTF-16', Buffer.from(JSON.stringify(VALID), 'utf16le'), 'MALFORMED_JSON'),
  body('a JSON array', [VALID], 'INVALID_JSON'),
  body('a JSON string', '"DATADOG"', 'INVALID_JSON'),
  body('a JSON number', '1', 'INVALID_JSON'),
  body('null', 'null', 'INVALID_JSON'),
  body('an empty object', {}, 'MISSING_ATTRIBUTE', ['apiKey']),
  body('a __proto__ key', '{"__proto__":{"apiKey":"x"}}', 'INVALID_ATTRIBUTE', ['__proto__']),
  body('a constructor key', { constructor: 1, ...VALID }, 'INVALID_ATTRIBUTE', ['constructor']),
  body('a prototype key', { prototype: null, ...VALID }, 'INVALID_ATTRIBUTE', ['prototype']),
  body('a hasOwnProperty key', { hasOwnProperty: 1 }, 'INVALID_ATTRIBUTE', ['hasOwnProperty']),
  body('an empty key', { '': 1 }, 'INVALID_ATTRIBUTE', ['']),
  body('a key with a dot', { 'a.b': 1 }, 'INVALID_ATTRIBUTE', ['a.b']),
  body('a key with a slash and a tilde', { 'a/b~c': 1 }, 'INVALID_ATTRIBUTE', ['a/b~c']),
  body('a known key in another case', { apikey: KEY }, 'INVALID_ATTRIBUTE', ['apikey']),
  body(
    'deep nesting in a known field',
    `{"apiKey":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
    'INVALID_JSON_ATTRIBUTE',
    ['apiKey']
  ),
  body(
    'deep nesting in an unknown field',
    `{"x":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}`,
    'INVALID_ATTRIBUTE',
    ['x']
  ),
  body('a number instead of a string', { apiKey: 1 }, 'INVALID_JSON_ATTRIBUTE', ['apiKey']),
  body('a string instead of a boolean', { ...VALID, sendDatabaseMetrics: 'true' }, 'INVALID_JSON_ATTRIBUTE', [
    'sendDatabaseMetrics'
  ]),
  body('a number as type', { ...VALID, type: 1 }, 'INVALID_JSON_ATTRIBUTE', ['type']),
  body('a number as id', { ...VALID, id: 1 }, 'INVALID_JSON_ATTRIBUTE', ['id']),
  body('an object as region', { ...VALID, region: {} }, 'INVALID_JSON_ATTRIBUTE', ['region']),
  body('an unknown property', { ...VALID, colour: 'red' }, 'INVALID_ATTRIBUTE', ['colour']),
  body("another type's property", { ...VALID, serviceKey: KEY }, 'INVALID_ATTRIBUTE', ['serviceKey']),
  body('a response-only field with a value', { ...VALID, customEndpoint: 'x' }, 'INVALID_ATTRIBUTE', [
    'customEndpoint'
  ]),
  body('an unknown property before a wrong JSON type', '{"zz":1,"apiKey":2}', 'INVALID_ATTRIBUTE', ['zz']),
  body('a wrong JSON type before an unknown property', '{"apiKey":2,"zz":1}', 'INVALID_JSON_ATTRIBUTE', [
    'apiKey'
  ]),
  body('a type that does not match the path, after both', '{"type":"SLACK","zz":1}', 'INVALID_ATTRIBUTE', [
    'type'
  ]),
  body('a type in lower case', { ...VALID, type: 'datadog' }, 'INVALID_ATTRIBUTE', ['type']),
  body('an empty type', { ...VALID, type: '' }, 'INVALID_ATTRIBUTE', ['type']),
  body('an invalid region', { ...VALID, region: 'XX' }, 'INVALID_ENUM_VALUE', ['XX']),
  body('an empty region', { ...VALID, region: '' }, 'INVALID_ENUM_VALUE', ['']),
  body('an invalid region without a key', { region: 'XX' }, 'MISSING_ATTRIBUTE', ['apiKey']),
  body('an invalid region with an invalid key', { apiKey: 'z', region: 'XX' }, 'INVALID_ENUM_VALUE', ['XX']),
  body('a null key', { apiKey: null }, 'MISSING_ATTRIBUTE', ['apiKey']),
  body('an empty key value', { apiKey: '' }, 'INVALID_DATADOG_API_KEY'),
  body('a key of 31 digits', { apiKey: KEY.slice(1) }, 'INVALID_DATADOG_API_KEY'),
  body('a key with a newline at its end', { apiKey: `${KEY}\n` }, 'INVALID_INTEGRATION_SETTINGS', [
    'DATADOG',
    'apiKey must be a hexadecimal string'
  ]),
  body('a redacted key', { apiKey: `${'*'.repeat(28)}cdef` }, 'INVALID_INTEGRATION_SETTINGS', [
    'DATADOG',
    'apiKey must be a hexadecimal string'
  ]),
  { name: 'a body of 2 MB', body: `"${'x'.repeat(2_000_000)}"`, status: 413, errorCode: 'PAYLOAD_TOO_LARGE' },
  { name: '2 MB of no JSON', body: Buffer.alloc(2_000_000), status: 413, errorCode: 'PAYLOAD_TOO_LARGE' },
  ...[
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/json;charset=latin1',
    'application/vnd.atlas.2023-01-01+xml',
    'garbage',
    ''
  ].map(type => ({
    name: `Content-Type ${type || 'missing'}`,
    headers: { 'content-type': type },
    body: JSON.stringify(VALID),
    status: 415,
    errorCode: 'UNSUPPORTED_MEDIA_TYPE'
  })),
  { name: 'no body and no Content-Type', body: undefined, status: 415, errorCode: 'UNSUPPORTED_MEDIA_TYPE' },
  ...[
    [DEMO.toUpperCase(), DEMO.toUpperCase()],
    [DEMO.slice(1), DEMO.slice(1)],
    [`${DEMO}0`, `${DEMO}0`],
    [`${DEMO.slice(3)}%00`, `${DEMO.slice(3)}\0`],
    [`${DEMO}%0a`, `${DEMO}\n`],
    ['x'.repeat(3000), 'x'.repeat(3000)]
  ].map(([sent = '', shown]) => ({
    name: `groupId ${sent.slice(0, 30)}`,
    url: integrations(sent, 'DATADOG'),
    status: 404,
    errorCode: 'INVALID_GROUP_ID',
    parameters: [shown]
  })),
  {
    name: 'an unknown groupId',
    url: integrations('0'.repeat(24), 'DATADOG'),
    status: 404,
    errorCode: 'GROUP_NOT_FOUND',
    parameters: ['0'.repeat(24)]
  },
  {
    name: "another organization's groupId",
    url: integrations(ELSEWHERE, 'DATADOG'),
    status: 401,
    errorCode: 'NOT_IN_GROUP'
  },
  ...['FOO', 'datadog', 'constructor', '__proto__', '%20'].map(type => ({
    name: `integrationType ${type}`,
    url: integrations(DEMO, type),
    status: 404,
    errorCode: 'RESOURCE_NOT_FOUND',
    parameters: [decodeURIComponent(type)]
  })),
  { name: 'HIP_CHAT', url: integrations(DEMO, 'HIP_CHAT'), status: 400, errorCode: 'HIPCHAT_NOT_SUPPORTED' },
  ...[
    ['itemsPerPage', '0'],
    ['itemsPerPage', '501'],
    ['itemsPerPage', '1e2'],
    ['itemsPerPage', '0x10'],
    ['itemsPerPage', '1.0'],
    ['itemsPerPage', ''],
    ['itemsPerPage', '-1'],
    ['itemsPerPage', '99999999999'],
    ['pageNum', '2147483648'],
    ['pageNum', 'x'],
    ['envelope', 'maybe'],
    ['envelope', '1'],
    ['pretty', ''],
    ['includeCount', 'yes']
  ].map(([name = '', value]) => ({
    name: `${name}=${value}`,
    url: `${URL_DATADOG}?${name}=${value}`,
    status: 400,
    errorCode: 'INVALID_QUERY_PARAMETER',
    parameters: [name]
  })),
  ...[
    '',
    '*/*',
    'application/json',
    'application/vnd.atlas.2022-12-31+json',
    'application/vnd.atlas.2023-02-30+json',
    'application/vnd.atlas.2023-1-1+json',
    'application/vnd.atlas.preview+json',
    'application/vnd.atlas.upcoming+json',
    'application/vnd.atlas+json',
    'application/vnd.atlas.2023-01-01+json;q=0',
    'application/vnd.atlas.2023-01-01+csv',
    'text/html, */*;q=0.1',
    ';;;,,,',
    '\u0080'
  ].map(accept => ({
    name: `Accept ${accept || 'missing'}`,
    headers: { accept },
    status: 406,
    errorCode: 'INVALID_VERSION_DATE'
  }))
]

t.test('rejects every invalid input with its own error, without a 5xx or a state change', async t => {
  const app = await build(t)
  for (const { name, status, errorCode, parameters = [], key = 'orgowner', ...request } of CASES) {
    const sent = { method: 'POST', url: URL_DATADOG, body: VALID, ...request }
    const reply = await as(app, key, sent)
    const { detail, ...rest } = reply.json as Record<string, unknown>
    t.strictSame(
      { status: reply.status, ...rest },
      { status, error: status, errorCode, parameters, reason: rest['reason'] },
      name
    )
    t.type(detail, 'string')
    t.equal(reply.headers['x-error-code'], errorCode)
    t.equal(reply.headers['content-type'], 'application/json')
    t.notMatch(reply.text, /\bat .*\.[tj]s:/, 'no stack trace')
  }
  t.strictSame(app.services.integrations.list(DEMO), [])
  t.equal(app.logged.filter(line => line.includes('"level":50')).length, 0, 'no unexpected error in the log')
})

t.test('accepts unusual but valid input', async t => {
  const accepted: Record<string, Partial<Request>> = {
    'Accept list with q-values': {
      headers: { accept: 'text/html;q=0.9, application/vnd.atlas.2024-05-30+json;q=0.1' }
    },
    'Accept in capitals': { headers: { accept: 'Application/VND.Atlas.2023-01-01+JSON' } },
    'a later date': { headers: { accept: 'application/vnd.atlas.2999-12-31+json' } },
    'itemsPerPage given twice': { url: `${URL_DATADOG}?itemsPerPage=5&itemsPerPage=0` },
    'an unknown query parameter': { url: `${URL_DATADOG}?__proto__=1&foo=0` },
    'flags in any case': { url: `${URL_DATADOG}?includeCount=TRUE&envelope=False` },
    'a versioned Content-Type': {
      headers: { 'content-type': 'application/vnd.atlas.2023-01-01+json; charset=UTF-8' }
    },
    'duplicate keys, the last one right': { body: `{"apiKey":1,"apiKey":"${KEY}"}` },
    'an upper-case key': { body: { apiKey: KEY.toUpperCase() } },
    'a byte order mark': { body: `\uFEFF${JSON.stringify(VALID)}` },
    'id, type and optional fields null': {
      body: { ...VALID, id: null, type: null, region: null, customEndpoint: null }
    },
    'an id of any form': { body: { ...VALID, id: '' } }
  }
  for (const [name, request] of Object.entries(accepted)) {
    const app = await build(t)
    const reply = await as(app, 'prjowner', { method: 'POST', url: URL_DATADOG, body: VALID, ...request })
    t.equal(reply.status, 200, name)
    t.equal(app.services.integrations.list(DEMO).length, 1)
  }
})

t.test('lenient Accept: rejects a type that is excluded with q=0', async t => {
  const app = await build(t, { settings: { accept: 'lenient' } })
  const status = async (accept: string) =>
    (await as(app, 'orgowner', { url: integrations(DEMO), headers: { accept } })).status
  t.equal(await status('*/*'), 200)
  t.equal(await status('application/json;q=0, */*'), 406)
  t.equal(await status('text/html'), 406)
})

t.test('stores NUL, emoji and lone surrogates in strings as sent', async t => {
  const app = await build(t)
  const url = integrations(DEMO, 'VICTOR_OPS')
  const text = 'a\0b😀"\\é'
  await as(app, 'orgowner', { method: 'POST', url, body: { apiKey: '😀😀😀😀😀😀', routingKey: text } })
  t.strictSame(app.services.integrations.list(DEMO)[0]?.settings, {
    apiKey: '😀😀😀😀😀😀',
    routingKey: text
  })
})

t.test('rejects unsupported methods and unknown paths before authentication', async t => {
  const app = await build(t)
  for (const [method, status] of [
    ['PATCH', 405],
    ['TRACE', 405],
    ['OPTIONS', 200]
  ] as const) {
    for (const url of [URL_DATADOG, URL_DATADOG.replace('atlas', '%61tlas')]) {
      const { headers, text, ...reply } = await call(app, { method, url })
      const expected = [status, 'POST,GET,PUT,DELETE,OPTIONS', '']
      t.strictSame([reply.status, headers['allow'], text], expected, `${method} ${url}`)
    }
  }
  for (const url of [
    '/',
    '/api',
    '/api/atlas',
    '/api/atlas/v2/foo',
    '/api/atlas/v2/groups/%zz',
    `${URL_DATADOG}//`,
    '///api/atlas/v2/groups',
    '//_mock/v1/health/'
  ]) {
    const reply = await call(app, { method: 'POST', url, body: VALID })
    t.strictSame(
      { status: reply.status, json: reply.json },
      {
        status: 404,
        json: {
          detail: `Cannot find resource ${url}.`,
          error: 404,
          errorCode: 'RESOURCE_NOT_FOUND',
          parameters: [url],
          reason: 'Not Found'
        }
      },
      url
    )
  }
})

t.test('ignores the body on an unknown path or method', async t => {
  const app = await build(t)
  const bodies: [body: string | Buffer, type: string][] = [
    ['{', 'application/json'],
    ['', 'application/json'],
    ['{"__proto__":1}', 'application/json'],
    ['x', 'nonsense'],
    [Buffer.alloc(2_000_000), 'application/json']
  ]
  const rows = [
    ['/api/atlas/v2/foo', 404],
    [integrations(DEMO), 405],
    ['/api/oauth/foo', 404],
    ['/foo', 404]
  ] as const
  for (const [url, status] of rows) {
    for (const [body, type] of bodies) {
      const reply = await call(app, { method: 'POST', url, body, headers: { 'content-type': type } })
      t.equal(reply.status, status, `${url} ${type}`)
    }
    t.equal((await call(app, { method: 'QUERY', url })).status, status)
  }
})

t.test('accepts one of 100 concurrent POSTs of one type and rejects the others with 409', async t => {
  const app = await build(t)
  const base = await app.server.listen({ port: 0, host: '127.0.0.1' })
  const nonce = await challenge(app)
  const send = async (count: number): Promise<number> => {
    const request = { method: 'POST', url: URL_DATADOG }
    const nc = count.toString(16).padStart(8, '0')
    const response = await fetch(base + URL_DATADOG, {
      method: 'POST',
      body: JSON.stringify(VALID),
      headers: {
        accept: 'application/vnd.atlas.2023-01-01+json',
        'content-type': 'application/json',
        authorization: digestHeader('prjowner', request, nonce, { nc })
      }
    })
    await response.arrayBuffer()
    return response.status
  }
  const statuses = await Promise.all(Array.from({ length: 100 }, (_, index) => send(index + 1)))
  t.equal(statuses.filter(status => status === 200).length, 1)
  t.equal(statuses.filter(status => status === 409).length, 99)
})

t.test('hides the cause of an unexpected error from the caller and logs it', async t => {
  const app = await build(t)
  app.services.store.close()
  const reply = await call(app, { method: 'POST', url: URL_DATADOG, headers: await digest(t, app) })
  t.strictSame(reply.json, {
    detail: 'Unexpected error.',
    error: 500,
    errorCode: 'UNEXPECTED_ERROR',
    parameters: [],
    reason: 'Internal Server Error'
  })
  t.match(app.logged.join(''), /database connection is not open/)
})

async function digest(_t: Test, app: Awaited<ReturnType<typeof build>>): Promise<Record<string, string>> {
  const nonce = await challenge(app)
  return { authorization: digestHeader('orgowner', { method: 'POST', url: URL_DATADOG }, nonce) }
}

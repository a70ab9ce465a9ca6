import t from 'tap'
import { as, build, call, challenge, DEMO, digestHeader, integrations, type Request } from '../app.ts'
import { get } from '../control/control.ts'
import { CREATE, KEY } from '../control/journal.ts'

const URL_DATADOG = CREATE.url
const VALID = { type: 'DATADOG', apiKey: KEY }

interface Case extends Partial<Request> {
  name: string
  status: number
  errorCode: string
  parameters?: unknown[]
}

function attribute(name: string, body: unknown, shown: string): Case {
  return { name, body, status: 400, errorCode: 'INVALID_ATTRIBUTE', parameters: [shown] }
}

const NESTED = `{"x":${'{"a":'.repeat(60)}1${'}'.repeat(60)}}`

/** Input that no exchange has. */
const CASES: Case[] = [
  attribute('a prototype key', { prototype: null, ...VALID }, 'prototype'),
  attribute('a hasOwnProperty key', { hasOwnProperty: 1 }, 'hasOwnProperty'),
  attribute('an empty key', { '': 1 }, ''),
  attribute('a key with a dot', { 'a.b': 1 }, 'a.b'),
  attribute('a key with a slash and a tilde', { 'a/b~c': 1 }, 'a/b~c'),
  attribute('a known key in another case', { apikey: KEY }, 'apikey'),
  attribute('a type in lower case', { ...VALID, type: 'datadog' }, 'type'),
  attribute('deep nesting in an unknown field', NESTED, 'x'),
  {
    name: 'an object as region',
    body: { ...VALID, region: {} },
    status: 400,
    errorCode: 'INVALID_JSON_ATTRIBUTE',
    parameters: ['region']
  },
  {
    name: 'a key with a newline at its end',
    body: { apiKey: `${KEY}\n` },
    status: 400,
    errorCode: 'INVALID_INTEGRATION_SETTINGS',
    parameters: ['DATADOG', 'apiKey must be a hexadecimal string']
  },
  { name: '2 MB of no JSON', body: Buffer.alloc(2_000_000), status: 413, errorCode: 'PAYLOAD_TOO_LARGE' },
  { name: 'no body and no Content-Type', body: undefined, status: 415, errorCode: 'UNSUPPORTED_MEDIA_TYPE' },
  ...['application/xml', 'application/vnd.atlas.2023-01-01+xml', 'application/jsonx'].map(type => ({
    name: `Content-Type ${type}`,
    headers: { 'content-type': type },
    body: JSON.stringify(VALID),
    status: 415,
    errorCode: 'UNSUPPORTED_MEDIA_TYPE'
  })),
  {
    name: 'groupId with a newline at its end',
    url: integrations(`${DEMO}%0a`, 'DATADOG'),
    status: 404,
    errorCode: 'INVALID_GROUP_ID',
    parameters: [`${DEMO}\n`]
  },
  ...['itemsPerPage=0x10', 'pageNum=2147483648', 'pageNum='].map(query => ({
    name: query,
    url: `${URL_DATADOG}?${query}`,
    status: 400,
    errorCode: 'INVALID_QUERY_PARAMETER',
    parameters: [query.split('=')[0]]
  })),
  ...[
    'application/vnd.atlas.2023-1-1+json',
    'application/vnd.atlas.2023-02-30+json',
    'xapplication/vnd.atlas.2023-01-01+json',
    'text/html, */*;q=0.1',
    ';;;,,,',
    '\u0080'
  ].map(accept => ({
    name: `Accept ${accept}`,
    headers: { accept },
    status: 406,
    errorCode: 'INVALID_VERSION_DATE'
  }))
]

t.test('rejects every invalid input with its own error, without a 5xx or a state change', async t => {
  const app = await build(t)
  for (const { name, status, errorCode, parameters = [], ...request } of CASES) {
    const reply = await as(app, 'orgowner', { method: 'POST', url: URL_DATADOG, body: VALID, ...request })
    t.equal(reply.status, status, name)
    t.match(reply.json, { error: status, errorCode, parameters }, name)
  }
  t.strictSame(app.services.integrations.list(DEMO), [])
  t.notMatch(app.logged.join(''), '"level":50', 'no unexpected error in the log')
})

t.test('accepts unusual but valid input', async t => {
  const app = await build(t)
  const url = `${URL_DATADOG}?__proto__=1`
  const headers = { accept: 'text/html;q=0.9, Application/VND.Atlas.2999-12-31+JSON;q=0.1' }
  const body = `\uFEFF${JSON.stringify(VALID)}`
  t.equal((await as(app, 'prjowner', { method: 'POST', url, headers, body })).status, 200)
})

t.test('lenient Accept: rejects a type that is excluded with q=0', async t => {
  const app = await build(t, { settings: { accept: 'lenient' } })
  const accept = 'application/json;q=0, */*'
  t.equal((await as(app, 'orgowner', { url: integrations(DEMO), headers: { accept } })).status, 406)
})

t.test('rejects unsupported methods and unknown paths, whatever the body', async t => {
  const app = await build(t)
  const encoded = URL_DATADOG.replace('atlas', '%61tlas')
  const rows: [method: string, url: string, status: number][] = [
    ['PATCH', encoded, 405],
    ['TRACE', URL_DATADOG, 405],
    ['QUERY', URL_DATADOG, 405],
    ['OPTIONS', encoded, 200],
    ['POST', '/', 404],
    ['POST', '/api', 404],
    ['POST', '/api/atlas', 404],
    ['POST', '/api/oauth/foo', 404],
    ['POST', '/api/atlas/v2/groups/%zz', 404],
    ['POST', '///api/atlas/v2/groups', 404],
    ['POST', '//_mock/v1/health/', 404],
    ['QUERY', '/foo', 404]
  ]
  const bodies: [body: string | Buffer, type: string][] = [
    ['{', 'application/json'],
    ['x', 'nonsense'],
    [Buffer.alloc(2_000_000), 'application/json']
  ]
  for (const [method, url, expected] of rows) {
    for (const [body, type] of bodies) {
      const sent = method === 'POST' ? { body, headers: { 'content-type': type } } : {}
      const { status, headers, json } = await call(app, { method, url, ...sent })
      t.equal(status, expected, `${method} ${url} ${type}`)
      if (status === 404) t.match(json, { errorCode: 'RESOURCE_NOT_FOUND', parameters: [url] })
      else t.equal(headers['allow'], 'POST,GET,PUT,DELETE,OPTIONS')
    }
  }
})

t.test('accepts one of several concurrent POSTs of one type and rejects the others with 409', async t => {
  const app = await build(t)
  const nonce = await challenge(app)
  const replies = Array.from('123456789', count => {
    const authorization = digestHeader('prjowner', CREATE, nonce, { nc: `0000000${count}` })
    return call(app, { ...CREATE, headers: { authorization } })
  })
  const statuses = (await Promise.all(replies)).map(({ status }) => status)
  t.strictSame(statuses.sort(), [200, ...Array(8).fill(409)])
})

t.test('accepts a media type of Atlas that Fastify would reject', async t => {
  const app = await build(t)
  for (const name of ['2023/01', '(x)', '2023-01-01"']) {
    const headers = { 'content-type': `application/vnd.atlas.${name}+json` }
    const body = JSON.stringify(VALID)
    const { status } = await as(app, 'orgowner', { method: 'PUT', url: URL_DATADOG, body, headers })
    t.equal(status, 200, name)
  }
})

t.test('hides the cause of an unexpected error from the caller and logs it', async t => {
  const app = await build(t)
  const request = { method: 'POST', url: URL_DATADOG }
  const authorization = digestHeader('orgowner', request, await challenge(app))
  app.services.store.close()
  const reply = await call(app, { ...request, headers: { authorization } })
  t.strictSame(reply.json, {
    detail: 'Unexpected error.',
    error: 500,
    errorCode: 'UNEXPECTED_ERROR',
    parameters: [],
    reason: 'Internal Server Error'
  })
  t.match(app.logged.join(''), /database connection is not open/)
  t.match(await get(app, '/requests?limit=1'), {
    results: [
      {
        operation: 'createGroupIntegration',
        authentication: { scheme: 'digest', outcome: 'not reached' },
        reason: { code: 'unexpected-error' },
        response: { status: 500, errorCode: 'UNEXPECTED_ERROR' }
      }
    ]
  })
})

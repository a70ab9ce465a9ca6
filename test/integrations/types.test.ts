import t from 'tap'
import { redact } from '../../src/integrations/presenter.ts'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import type { IntegrationTypeFile } from '../../src/vocabulary.ts'
import { as, build, call, DEMO, integrations, KEYS, STAGING, VERSIONED } from '../app.ts'

/** Returns a unique valid value for each field of a type. */
function canaries(file: IntegrationTypeFile): Record<string, string | boolean> {
  const fields = Object.entries(file.properties ?? {}).filter(
    ([name, schema]) => name !== 'id' && !schema.readOnly
  )
  return Object.fromEntries(
    fields.map(([name, schema], index) => {
      if (schema.enum) return [name, schema.enum.at(-1) ?? '']
      if (schema.type === 'boolean') return [name, true]
      const hex = `${(0xa0 + index).toString(16)}c0ffee0${'5'.repeat(19)}9d7e`
      const isUrl = schema['x-secret']?.shown === 'url'
      return [name, isUrl ? `https://user:${hex}@hooks.example/${hex}` : hex]
    })
  )
}

t.test('no field that its file marks as redacted is in a response or a log line', async t => {
  for (const file of readTypeFiles().filter(({ 'x-integration': facts }) => !facts.refused)) {
    const app = await build(t, { settings: { logLevel: 'trace' } })
    const url = integrations(DEMO, file.title)
    const body = canaries(file)
    const replies = [
      await as(app, 'orgowner', { method: 'POST', url, body }),
      await as(app, 'orgowner', { method: 'POST', url, body }),
      await as(app, 'orgowner', {
        method: 'POST',
        url: `${url}?pretty=true&envelope=true`,
        body: { ...body, zz: 1 }
      }),
      await as(app, 'readonly', { method: 'POST', url, body })
    ]
    t.strictSame(
      replies.map(reply => reply.status),
      [200, 409, 400, 401],
      file.title
    )
    const left = [...replies.map(reply => reply.text), ...app.logged].join('\n')
    for (const [name, schema] of Object.entries(file.properties ?? {})) {
      const secret = schema['x-secret']
      const value = String(body[name])
      if (!secret) continue
      if (secret.shown === 'plain') t.ok(left.includes(value), `${file.title}.${name} is returned as sent`)
      // Eight characters of the canary's head: redaction shows at most the last four characters.
      else t.notOk(left.includes(value.match(/..c0ffee/)?.[0] ?? ''), `${file.title}.${name} is not exposed`)
    }
  }
})

t.test('no key, secret or token is in a log line', async t => {
  const app = await build(t, { settings: { logLevel: 'trace' } })
  const secret = 'mdb_sa_sk_owner0000000000000000000000000000'
  const basic = Buffer.from(`mdb_sa_id_0000000000000000000000a1:${secret}`).toString('base64')
  const granted = await call(app, {
    method: 'POST',
    url: '/api/oauth/token',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials'
  })
  const { access_token: token } = granted.json as { access_token: string }
  const url = integrations(DEMO, 'FOO')
  await call(app, { method: 'POST', url, headers: { authorization: `Bearer ${token}` } })
  await as(app, 'orgowner', { method: 'POST', url })
  const logged = app.logged.join('')
  t.match(logged, /"code":"type-unknown"/)
  for (const text of [secret, basic, token, token.split('.')[2] ?? '', KEYS['orgowner'] ?? '']) {
    t.notOk(logged.includes(text))
  }
})

t.test('redaction', async t => {
  const rows: [Parameters<typeof redact>[0], string, string | undefined][] = [
    ['last4', '1234567890abcdef1234567890abcdef', `${'*'.repeat(28)}cdef`],
    ['last4', '12345', '*2345'],
    ['last4', '1234', '****'],
    ['last4', '1', '*'],
    ['last4', '', ''],
    ['last4', '😀😀😀😀😀', '*😀😀😀😀'],
    ['url', 'https://example.com/hooks/2101', 'https://example.com/****2101'],
    ['url', 'https://example.com:8443/a?b=c#d', 'https://example.com:8443/****=c#d'],
    ['url', 'http://user:secret@[::1]:80/x', 'http://[::1]:80/****80/x'],
    ['url', 'https://example.com/****2101', 'https://example.com/****2101'],
    ['url', 'HTTPS://Example.com', 'HTTPS://Example.com/****.com'],
    ['url', 'no url', '/****'],
    ['masked', '{"id":"x"}', '******'],
    ['masked', '******', '******'],
    ['never', 'x', undefined],
    ['plain', 'x', 'x']
  ]
  for (const [shown, value, expected] of rows) t.equal(redact(shown, value), expected, `${shown} ${value}`)
})

t.test('a url must be http or https', async t => {
  const app = await build(t)
  const url = integrations(DEMO, 'WEBHOOK')
  const wrong = [
    '',
    'foo',
    'ftp://a/b',
    'http:a',
    'http://',
    'https:///a',
    'javascript:alert(1)',
    ' http://a',
    'http://a b',
    '//a/b',
    'http://a\n',
    'http://[x]/'
  ]
  for (const value of wrong) {
    const reply = await as(app, 'orgowner', { method: 'POST', url, body: { url: value } })
    t.strictSame(reply.json, {
      detail: `Invalid URL ${value}.`,
      error: 400,
      errorCode: 'INVALID_URL',
      parameters: [value],
      reason: 'Bad Request'
    })
  }
  t.notOk(
    app.logged.some(line => line.includes('alert(1)')),
    'the value is in no log line'
  )
  const right = await as(app, 'orgowner', { method: 'POST', url, body: { url: 'http://127.0.0.1:9/x' } })
  t.equal(right.status, 200)
})

t.test('a channel name has 1 to 80 characters, or is null', async t => {
  const app = await build(t)
  const url = integrations(DEMO, 'SLACK')
  for (const channelName of ['', 'x'.repeat(81)]) {
    const reply = await as(app, 'orgowner', {
      method: 'POST',
      url,
      body: { apiToken: 'abcdef', channelName }
    })
    t.strictSame(reply.json, {
      detail:
        'The request content produced the validation error: channelName must have between 1 and 80 characters.',
      error: 400,
      errorCode: 'VALIDATION_ERROR',
      parameters: ['channelName must have between 1 and 80 characters'],
      reason: 'Bad Request'
    })
  }
  const reply = await as(app, 'orgowner', {
    method: 'POST',
    url,
    body: { apiToken: 'abcdef', channelName: null }
  })
  t.match(reply.text, '"results":[{"apiToken":"**cdef","channelName":null,')
})

t.test('an added type file adds validation, responses, order, errors and document', async t => {
  const tenth: IntegrationTypeFile = {
    $id: 'Carrier',
    title: 'CARRIER_PIGEON',
    description: 'Pigeons.',
    type: 'object',
    'x-integration': {
      order: 3.5,
      label: 'Carrier pigeon',
      docs: 'https://example.com',
      evidence: 'inferred',
      source: 'this test',
      date: '2026-11-25',
      facts: [],
      errors: [
        {
          id: 'INVALID_LOFT',
          status: 400,
          errorCode: 'INVALID_LOFT',
          detail: 'No loft %s.',
          parameters: [{ name: 'loft', sample: 'x' }],
          evidence: 'inferred',
          source: 'this test',
          date: '2026-11-25'
        }
      ]
    },
    properties: {
      id: { type: 'string', nullable: true, description: 'id' },
      type: { type: 'string', enum: ['CARRIER_PIGEON'], description: 'type' },
      loft: {
        type: 'string',
        description: 'Loft.',
        'x-checks': [{ pattern: '^[a-z]+$', error: 'INVALID_LOFT', parameters: ['{value}'] }]
      },
      feed: {
        type: 'string',
        description: 'Feed.',
        'x-secret': { shown: 'last4', evidence: 'inferred', source: 'this test', date: '2026-11-25' }
      }
    },
    required: ['loft']
  }
  const app = await build(t, { typeFiles: [...readTypeFiles(), tenth] })
  const url = integrations(STAGING, 'CARRIER_PIGEON')
  const created = await as(app, 'orgowner', {
    method: 'POST',
    url,
    body: { loft: 'home', feed: 'secret-corn' }
  })
  const { results } = created.json as { results: Record<string, unknown>[] }
  t.strictSame(
    results.map(result => result['type']),
    ['DATADOG', 'CARRIER_PIGEON', 'WEBHOOK']
  )
  t.strictSame(results[1], {
    feed: '*******corn',
    id: results[1]?.['id'],
    loft: 'home',
    type: 'CARRIER_PIGEON'
  })
  const refused = await as(app, 'orgowner', { method: 'POST', url, body: { loft: 'N0' } })
  t.match(refused.text, '"detail":"No loft N0."')
  const { json } = await call(app, { url: '/openapi.json' })
  const { components } = json as { components: { schemas: Record<string, { oneOf?: unknown }> } }
  t.ok(components.schemas['Carrier'])
  t.match(JSON.stringify(components.schemas['ThirdPartyIntegration']?.oneOf), '#/components/schemas/Carrier')
})

t.test('does not start with two files of the same name or order, or two rows with the same id', async t => {
  const [first, second] = readTypeFiles()
  if (!first || !second) throw new Error('the package has type files')
  t.throws(
    () => createRegistry([first, { ...second, title: first.title }]),
    /have the same title or the same order/
  )
  const order = first['x-integration'].order
  const same = { ...second, 'x-integration': { ...second['x-integration'], order } }
  t.throws(() => createRegistry([first, same]), /have the same title or the same order/)
  t.throws(() => createRegistry([first]).stored('GONE'), /GONE/)
  const row = readTypeFiles().flatMap(file => file['x-integration'].errors ?? [])[0]
  const twice = readTypeFiles().map(file => ({
    ...file,
    'x-integration': { ...file['x-integration'], ...(row && { errors: [row] }) }
  }))
  await t.rejects(build(t, { typeFiles: twice }), /two rows/)
})

t.test('ids begin with the creation time, in seconds', async t => {
  const before = Math.floor(Date.now() / 1000)
  const app = await build(t)
  const url = integrations(DEMO, 'WEBHOOK')
  const headers = { accept: VERSIONED }
  const reply = await as(app, 'orgowner', {
    method: 'POST',
    url,
    headers,
    body: { url: 'https://a.example/b' }
  })
  const { results } = reply.json as { results: { id: string }[] }
  const id = results[0]?.id ?? ''
  t.match(id, /^[0-9a-f]{24}$/)
  const seconds = Number.parseInt(id.slice(0, 8), 16)
  t.ok(seconds >= before && seconds <= Date.now() / 1000)
})

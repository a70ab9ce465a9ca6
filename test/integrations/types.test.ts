import t from 'tap'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import type { IntegrationTypeFile } from '../../src/vocabulary.ts'
import { as, build, call, DEMO, integrations, KEYS, STAGING } from '../app.ts'
import { ACCOUNT, asBearer, machine, tokenFor } from '../control/control.ts'

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
    const post = (key: string, sent: object) => as(app, key, { method: 'POST', url, body: sent })
    const replies = [
      await post('orgowner', body),
      await post('orgowner', body),
      await post('orgowner', { ...body, zz: 1 }),
      await post('readonly', body)
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
  const { clientId, clientSecret } = ACCOUNT.owner
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const token = await tokenFor(app, ACCOUNT.owner)
  const request = { method: 'POST', url: integrations(DEMO, 'FOO') }
  await asBearer(app, token, request)
  await as(app, 'orgowner', request)
  const logged = app.logged.join('')
  t.match(logged, /"code":"type-unknown"/)
  for (const text of [clientSecret, basic, token, token.split('.')[2] ?? '', KEYS['orgowner'] ?? '']) {
    t.notOk(logged.includes(text))
  }
})

t.test('a url must be http or https', async t => {
  const app = await build(t)
  const url = integrations(DEMO, 'WEBHOOK')
  const wrong = ['http:a', 'https:///a', 'javascript:alert(1)', ' http://a', 'http://a b', 'http://a\n']
  for (const value of [...wrong, '//a/b', 'http://[x]/']) {
    const reply = await as(app, 'orgowner', { method: 'POST', url, body: { url: value } })
    t.match(reply.json, { error: 400, errorCode: 'INVALID_URL', parameters: [value] })
  }
  t.notMatch(app.logged.join(''), 'alert(1)', 'the value is in no log line')
})

t.test('an added type file adds validation, responses, order, errors and document', async t => {
  const origin = { evidence: 'inferred', source: 'this test', date: '2026-11-25' } as const
  const loft = { name: 'loft', sample: 'x' }
  const error = { id: 'INVALID_LOFT', status: 400, errorCode: 'INVALID_LOFT', detail: 'No loft %s.' }
  const tenth: IntegrationTypeFile = {
    $id: 'Carrier',
    title: 'CARRIER_PIGEON',
    description: 'Pigeons.',
    type: 'object',
    'x-integration': {
      order: 3.5,
      label: 'Carrier pigeon',
      docs: 'https://example.com',
      ...origin,
      facts: [],
      errors: [{ ...error, parameters: [loft], ...origin }]
    },
    properties: {
      id: { type: 'string', nullable: true, description: 'id' },
      type: { type: 'string', enum: ['CARRIER_PIGEON'], description: 'type' },
      loft: {
        type: 'string',
        description: 'Loft.',
        'x-checks': [{ pattern: '^[a-z]+$', error: 'INVALID_LOFT', parameters: ['{value}'] }]
      },
      feed: { type: 'string', description: 'Feed.', 'x-secret': { shown: 'last4', ...origin } }
    },
    required: ['loft']
  }
  const app = await build(t, { typeFiles: [...readTypeFiles(), tenth] })
  const post = (body: object) =>
    as(app, 'orgowner', { method: 'POST', url: integrations(STAGING, 'CARRIER_PIGEON'), body })
  const { results } = (await post({ loft: 'home', feed: 'secret-corn' })).json as { results: object[] }
  t.match(results, [
    { type: 'DATADOG' },
    { feed: '*******corn', loft: 'home', type: 'CARRIER_PIGEON' },
    { type: 'WEBHOOK' }
  ])
  t.match((await post({ loft: 'N0' })).text, '"detail":"No loft N0."')
  const { json } = await call(app, { url: '/openapi.json' })
  const { components } = json as { components: { schemas: Record<string, { oneOf?: unknown }> } }
  t.ok(components.schemas['Carrier'])
  t.match(JSON.stringify(components.schemas['ThirdPartyIntegration']?.oneOf), '#/components/schemas/Carrier')
})

t.test('does not start with two files of the same name or order, or two rows with the same id', async t => {
  const [first, second, ...others] = readTypeFiles()
  if (!first || !second) throw new Error('the package has type files')
  const same = /have the same title or the same order/
  t.throws(() => createRegistry([first, { ...second, title: first.title }]), same)
  const { order } = first['x-integration']
  const facts = second['x-integration']
  t.throws(() => createRegistry([first, { ...second, 'x-integration': { ...facts, order } }]), same)
  t.throws(() => createRegistry([first]).stored('GONE'), /GONE/)
  const row = [first, second, ...others].flatMap(file => file['x-integration'].errors ?? []).slice(0, 1)
  const twice = [first, second].map(file => ({
    ...file,
    'x-integration': { ...file['x-integration'], errors: row }
  }))
  await t.rejects(build(t, { typeFiles: [...twice, ...others] }), /two rows/)
})

t.test('ids begin with the creation time, in seconds', async t => {
  const time = machine()
  const app = await build(t, { sources: time.sources })
  const body = { url: 'https://a.example/b' }
  await as(app, 'orgowner', { method: 'POST', url: integrations(DEMO, 'WEBHOOK'), body })
  const id = app.services.integrations.list(DEMO)[0]?.id ?? ''
  t.match(id, /^[0-9a-f]{24}$/)
  t.equal(Number.parseInt(id.slice(0, 8), 16), time.now / 1000)
})

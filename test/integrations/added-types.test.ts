import t from 'tap'
import { createAtlasDocument } from '../../scripts/openapi/create-document.ts'
import type { IntegrationTypeFile } from '../../src/catalogue/vocabulary.ts'
import { readTypeFiles } from '../../src/integrations/registry.ts'
import { as, build, DEMO, integrations, STAGING } from '../app.ts'
import { get } from '../control/control.ts'

const GROUP = `/api/atlas/v2/groups/${DEMO}`
const LATEST = { headers: { accept: 'application/vnd.atlas.2025-03-12+json' } }

const ORIGIN = { evidence: 'guess', source: 'this test', date: '2026-11-25' } as const

const loft = { name: 'loft', sample: 'x' }
const error = { id: 'INVALID_LOFT', status: 400, errorCode: 'INVALID_LOFT', detail: 'No loft %s.' }
/** A third-party type. */
const CARRIER: IntegrationTypeFile = {
  $id: 'Carrier',
  title: 'CARRIER_PIGEON',
  description: 'Pigeons.',
  type: 'object',
  'x-integration': {
    order: 3.5,
    label: 'Carrier pigeon',
    zh: { description: '测试' },
    docs: 'https://example.com',
    ...ORIGIN,
    facts: [],
    errors: [{ ...error, parameters: [loft], ...ORIGIN }]
  },
  properties: {
    id: { type: 'string', nullable: true, description: 'id' },
    type: { type: 'string', enum: ['CARRIER_PIGEON'], description: 'type' },
    loft: {
      type: 'string',
      description: 'Loft.',
      'x-checks': [{ pattern: '^[a-z]+$', error: 'INVALID_LOFT', parameters: ['{value}'] }]
    },
    feed: { type: 'string', description: 'Feed.', 'x-secret': { shown: 'last4', ...ORIGIN } }
  },
  required: ['loft']
}

/** A log type with every keyword that third-party types do not have. */
const KITE: IntegrationTypeFile = {
  $id: 'Kite',
  title: 'KITE_LOG_EXPORT',
  description: 'Kites.',
  type: 'object',
  'x-integration': {
    resource: 'logIntegrations',
    order: 7,
    idField: 'kiteId',
    label: 'Kite',
    zh: { description: '测试' },
    docs: 'https://example.com',
    ...ORIGIN,
    facts: []
  },
  properties: {
    colours: {
      type: 'array',
      description: 'Colours.',
      items: { type: 'string', enum: ['RED', 'BLUE'] },
      minItems: 1,
      maxItems: 2,
      uniqueItems: true
    },
    kiteId: { type: 'string', 'x-ignored': true, description: 'id' },
    ribbons: {
      type: 'array',
      description: 'Ribbons.',
      items: {
        type: 'object',
        required: ['name', 'value'],
        additionalProperties: false,
        properties: {
          name: { type: 'string', description: 'Name.' },
          value: { type: 'string', description: 'Value.', 'x-secret': { shown: 'last4', ...ORIGIN } }
        }
      },
      'x-maxBytes': 20,
      'x-shownAs': 'ribbonsHidden'
    },
    string: {
      type: 'string',
      description: 'String.',
      'x-immutable': { error: 'ATTRIBUTE_READ_ONLY', parameters: ['string'] },
      'x-limits': { hemp: 2 }
    },
    tail: { type: 'string', description: 'Tail.', nullable: true, 'x-absent': null },
    type: { type: 'string', enum: ['KITE_LOG_EXPORT'], description: 'type' }
  },
  required: ['type', 'string', 'colours']
}

/** A metric type. */
const SONAR: IntegrationTypeFile = {
  $id: 'Sonar',
  title: 'SONAR',
  description: 'Sonars.',
  type: 'object',
  'x-integration': {
    resource: 'metricIntegrations',
    order: 2,
    idField: 'metricIntegrationId',
    typeField: 'integrationType',
    label: 'Sonar',
    zh: { description: '测试' },
    docs: 'https://example.com',
    ...ORIGIN,
    facts: []
  },
  properties: {
    depth: { type: 'string', description: 'Depth.', 'x-secret': { shown: 'never', ...ORIGIN } },
    integrationType: { type: 'string', enum: ['SONAR'], description: 'type' },
    metricIntegrationId: { type: 'string', 'x-ignored': true, description: 'id' }
  },
  required: ['integrationType', 'depth']
}

const app = await build(t, { typeFiles: [...readTypeFiles(), CARRIER, KITE, SONAR] })
const { components } = (await createAtlasDocument(app.services)) as {
  components: { schemas: Record<string, { oneOf?: unknown }> }
}

t.test('one file adds a third-party type', async t => {
  const post = (body: object) =>
    as(app, 'orgowner', { method: 'POST', url: integrations(STAGING, 'CARRIER_PIGEON'), body })
  const { results } = (await post({ loft: 'home', feed: 'secret-corn' })).json as { results: object[] }
  t.match(results, [
    { type: 'DATADOG' },
    { feed: '*******corn', loft: 'home', type: 'CARRIER_PIGEON' },
    { type: 'WEBHOOK' }
  ])
  t.match((await post({ loft: 'N0' })).text, '"detail":"No loft N0."')
  const list = await get<{ results: { type: string }[] }>(app, '/types')
  const listed = { label: 'Carrier pigeon', shown: ['loft', 'feed'], requiredToCreate: [], examples: [] }
  t.match(
    list.results.find(({ type }) => type === 'CARRIER_PIGEON'),
    listed
  )
  t.ok(components.schemas['Carrier'])
  t.match(JSON.stringify(components.schemas['ThirdPartyIntegration']?.oneOf), '#/components/schemas/Carrier')
})

t.test('one file each adds a log type and a metric type', async t => {
  const send = (method: string, path: string, body?: object) =>
    as(app, 'orgowner', { ...LATEST, method, url: `${GROUP}/${path}`, body })
  const kite = {
    type: 'KITE_LOG_EXPORT',
    string: 'hemp',
    colours: ['BLUE', 'RED', 'BLUE'],
    ribbons: [{ name: 'a', value: 'secret-silk' }]
  }
  const created = await send('POST', 'logIntegrations', kite)
  const { kiteId } = created.json as { kiteId: string }
  const shown = {
    colours: ['BLUE', 'RED'],
    kiteId,
    ribbonsHidden: [{ name: 'a', value: '*******silk' }],
    string: 'hemp',
    tail: null,
    type: 'KITE_LOG_EXPORT'
  }
  t.match(kiteId, /^[0-9a-f]{24}$/)
  t.equal(created.text, JSON.stringify(shown))
  const replaced = await send('PUT', `logIntegrations/${kiteId}`, { ...kite, ...shown, tail: 'long' })
  t.strictSame(replaced.json, { ...shown, tail: 'long' })
  t.match(await send('GET', 'logIntegrations?integrationType=KITE_LOG_EXPORT'), {
    json: { results: [{ ...shown, tail: 'long' }], totalCount: 1 }
  })
  const wrong: [path: string, body: object, detail: string][] = [
    ['', { ...kite, colours: ['GREEN'] }, 'An invalid enumeration value GREEN was specified.'],
    ['', { ...kite, colours: [] }, 'colours must have between 1 and 2 entries'],
    ['', { ...kite, ribbons: [{ name: 'a' }] }, 'the ribbons attribute does not match'],
    ['', { ...kite, ribbons: [{ name: 'a', value: 'é'.repeat(10) }] }, 'at most 20 bytes'],
    [`/${kiteId}`, { ...kite, string: 'silk' }, 'The attribute string is read-only']
  ]
  for (const [path, body, detail] of wrong) {
    const { status, text } = await send(path ? 'PUT' : 'POST', `logIntegrations${path}`, body)
    t.equal(status, 400, detail)
    t.match(text, detail)
  }
  const longest = { ...kite, ribbons: [{ name: 'a', value: `${'é'.repeat(9)}x` }] }
  t.equal((await send('POST', 'logIntegrations', longest)).status, 201, '20 bytes')
  t.match(await send('POST', 'logIntegrations', kite), {
    json: { errorCode: 'INTEGRATION_LIMIT_REACHED', parameters: ['hemp'] }
  })

  const sonar = await send('POST', 'metricIntegrations', { integrationType: 'SONAR', depth: 'deep-secret' })
  t.match(sonar, { status: 201, text: /^{"integrationType":"SONAR","metricIntegrationId":"[0-9a-f]{24}"}$/ })
  for (const name of ['Kite', 'Sonar']) {
    const unions = Object.values(components.schemas).filter(({ oneOf }) =>
      JSON.stringify(oneOf ?? '').includes(name)
    )
    t.equal(unions.length, 2, `${name}, in requests and responses`)
  }
})

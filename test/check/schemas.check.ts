import { readdirSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import t from 'tap'
import { createComponents } from '../../scripts/openapi/create-document.ts'
import { assetUrl, readAsset } from '../../src/assets.ts'
import { OPERATIONS } from '../../src/atlas/operations/operations.ts'
import type { ErrorRow } from '../../src/catalogue/errors.ts'
import {
  type IntegrationTypeFile,
  type PropertySchema,
  STREAM_RESOURCES
} from '../../src/catalogue/vocabulary.ts'
import { createRegistry, readTypeFiles } from '../../src/integrations/registry.ts'
import type { Case, Rule } from '../../src/proof/compare/exchange.ts'
import type { ClassesFile } from '../../src/proof/label/rows.ts'
import { RATE_LIMITS } from '../../src/rate-limits/rate-limits.ts'
import type { StateDocument } from '../../src/state/document.ts'
import { bodySchema } from '../../src/validation/body-schemas.ts'
import type { EvidenceFile } from '../../types/evidence.d.ts'

const ajv = new Ajv({
  allErrors: true,
  // Conditions with `required` do not repeat the properties.
  strictRequired: false,
  keywords: ['x-type'],
  schemas: [
    'error-catalogue',
    'integration-type',
    'evidence',
    'exchange',
    'official-suites',
    'operation-table',
    'rate-limit-table'
  ].map(name => readAsset<object>(`schemas/${name}.json`))
})
formats.default(ajv)

/** Returns the validation errors of a file. */
function faults(schema: string, file: string): string[] {
  return faultsIn(schema, readAsset(file))
}

function faultsIn(schema: string, document: unknown): string[] {
  ajv.validate(schema, document)
  const errors = ajv.errors ?? []
  return errors.map(({ instancePath, message, params }) =>
    [instancePath, message, params['additionalProperty']].filter(Boolean).join(' ')
  )
}

const BODIES = 'integration-type.json#/definitions/bodies'

function filesOf(folder: string): string[] {
  return readdirSync(assetUrl(folder)).map(name => `${folder}/${name}`)
}

t.test('every file is well formed', async t => {
  t.same(faults('error-catalogue.json', 'schemas/errors.json'), [], 'schemas/errors.json')
  t.same(faults(BODIES, 'schemas/bodies.json'), [], 'schemas/bodies.json')
  t.same(faults('operation-table.json', 'schemas/operations.json'), [], 'schemas/operations.json')
  t.same(faults('rate-limit-table.json', 'schemas/rate-limits.json'), [], 'schemas/rate-limits.json')
  t.same(faults('evidence.json', 'fixtures/evidence.json'), [])
  for (const file of filesOf('schemas/integrations')) t.same(faults('integration-type.json', file), [], file)
  for (const file of filesOf('fixtures/exchanges')) t.same(faults('exchange.json', file), [], file)
})

t.test('each run of an official suite names the commits', async t => {
  const file = readAsset<{ runs: Record<string, unknown>[] }>('fixtures/official-suites.json')
  t.ok(ajv.validate('official-suites.json', file), { errors: ajv.errors })
  const [run] = file.runs
  for (const change of [{ mock: undefined }, { mock: 'main' }, { upstream: 'mongodb-atlas-cli' }]) {
    t.notOk(ajv.validate('official-suites.json', { runs: [{ ...run, ...change }] }), JSON.stringify(change))
  }
})

t.test('every row of the table of operations is an operation', async t => {
  const rows = Object.keys(readAsset<object>('schemas/operations.json'))
  t.same(
    rows.toSorted(),
    OPERATIONS.map(({ operationId }) => operationId).toSorted(),
    'schemas/operations.json, and handlers in atlas/operations'
  )
})

t.test('no operation is both served and listed as not mocked', async t => {
  const keyOf = ({ method, path }: { method: string; path: string }) =>
    `${method} ${path.replace(/\{\w+\}/g, '{}')}`
  const unmocked = Object.values(
    readAsset<Record<string, { method: string; path: string }>>('schemas/unmocked-operations.json')
  ).map(keyOf)
  t.ok(unmocked.includes('GET /orgs/{}/apiKeys'))
  const served = OPERATIONS.map(keyOf)
  t.same(
    unmocked.filter(key => served.includes(key)),
    []
  )
})

t.test('every operation has a rate limit, and every rate limit an operation', async t => {
  const groups = new Set(OPERATIONS.map(({ rateGroup }) => rateGroup))
  t.same([...groups].toSorted(), Object.keys(RATE_LIMITS).toSorted())
  for (const [group, { capacity, refill }] of Object.entries(RATE_LIMITS)) t.ok(refill <= capacity, group)
})

t.test('every operation has an exchange', async t => {
  const { exchanges } = readAsset<ClassesFile>('fixtures/call-classes.json')
  const called = new Set(exchanges.map(({ operation }) => operation))
  t.same(
    OPERATIONS.map(({ operationId }) => operationId).filter(id => !called.has(id)),
    [],
    'operations without an exchange in fixtures/exchanges, or before npm run docs'
  )
})

/** What the operations of a project itself read or write. */
const OF_PROJECT = ['id', 'name', 'created', 'tags', 'regionUsageRestrictions', 'withDefaultAlertsSettings']

t.test(
  'the state of a project is named as the path of its operations, and fixtures/state.json has all',
  async t => {
    const { definitions } = readAsset<{ definitions: { project: { properties: object } } }>(
      'schemas/state.json'
    )
    const names = Object.keys(definitions.project.properties)
    const parts = new Set(OPERATIONS.map(({ path }) => /^\/groups\/\{groupId\}\/(\w+)/.exec(path)?.[1]))
    t.same(
      names.filter(name => !OF_PROJECT.includes(name) && !parts.has(name)),
      [],
      'no operation has this path'
    )
    const { organizations } = readAsset<StateDocument>('fixtures/state.json')
    const stored = new Set(
      organizations.flatMap(({ projects = [] }) => projects.flatMap(it => Object.keys(it)))
    )
    t.same(
      names.filter(name => !stored.has(name)),
      [],
      'missing in fixtures/state.json'
    )
  }
)

t.test('every response has a schema', async t => {
  const known = new Set(createComponents(createRegistry(readTypeFiles())).map(({ $id }) => $id))
  t.same(
    OPERATIONS.flatMap(({ success: { schema } }) =>
      schema === undefined || known.has(schema) ? [] : schema
    ),
    [],
    'neither in schemas/wire.json nor in schemas/bodies.json'
  )
})

t.test('names a body that has no schema', async t => {
  t.throws(() => bodySchema('Group2'), { message: 'schemas/bodies.json has no Group2' })
})

t.test('rejects a misspelt keyword', async t => {
  const [first] = readTypeFiles()
  const misspelt = { type: 'string', description: 'a', 'x-sekret': {} }
  const properties = { ...first?.properties, a: misspelt }
  t.notOk(ajv.validate('integration-type.json', { ...first, properties }))
  // JSON Schema has it, the validator of bodies does not.
  const unknown = { type: 'string', description: 'a', pattern: 'x' }
  t.same(faultsIn(BODIES, { Group: { description: 'a', properties: { a: unknown } } }), [
    '/Group/properties/a must NOT have additional properties pattern',
    '/Group/properties/a must match "else" schema',
    '/Group/properties/a must match "else" schema'
  ])
})

t.test('requires texts for a property, and a Chinese description for a type', async t => {
  const type = readTypeFiles().find(({ title }) => title === 'DATADOG') as IntegrationTypeFile
  const [name = ''] = type.required as string[]
  const properties = type.properties as Record<string, PropertySchema>
  const { title, 'x-zh': zh, ...rest } = properties[name] as PropertySchema
  const faultsWith = (property: object) => {
    const changed = { ...type, properties: { ...properties, [name]: property } }
    return ajv.validate('integration-type.json', changed) ? '' : ajv.errorsText(ajv.errors, { dataVar: '' })
  }
  t.equal(faultsWith({ ...rest, title, 'x-zh': zh }), '')
  t.match(faultsWith({ ...rest, 'x-zh': zh }), "must have required property 'title'")
  t.match(faultsWith({ ...rest, title }), "must have required property 'x-zh'")
  t.match(faultsWith({ ...rest, title, 'x-zh': { title } }), "must have required property 'description'")
  t.match(faultsWith({ ...rest, title, 'x-zh': { title, description: 'API key.' } }), /must match pattern/)
  const { zh: _, ...facts } = type['x-integration']
  t.notOk(ajv.validate('integration-type.json', { ...type, 'x-integration': facts }))
})

t.test('a text has one placeholder for each parameter', async t => {
  for (const row of errorRows()) {
    const inText = row.parameters?.filter(parameter => parameter.inText !== false) ?? []
    t.equal(row.detail.split('%s').length - 1, inText.length, row.id)
  }
})

t.test('an analogous row names a row that is recorded, documented or reported', async t => {
  const { rows } = readAsset<EvidenceFile>('fixtures/evidence.json')
  const all = rows.flatMap(row => [
    row,
    ...row.cases.map(one => ({ ...row, analogousTo: undefined, ...one }))
  ])
  const labels = new Map(all.map(({ id, label }) => [id, label]))
  t.equal(labels.size, all.length, 'ids are unique')
  const dangling = all.filter(
    ({ analogousTo }) =>
      analogousTo !== undefined && !/^(recorded|documented|reported)$/.test(labels.get(analogousTo) ?? '')
  )
  t.same(dangling, [])
})

t.test('a case with a label of its own has other evidence than its rule, and a feature has none', async t => {
  const rules = filesOf('fixtures/exchanges').flatMap(file => readAsset<Rule[]>(file))
  const originOf = ({ evidence, source }: Rule | Case) => JSON.stringify([evidence, source])
  const redundant = rules.flatMap(rule =>
    (rule.cases ?? [])
      .filter(special => special.evidence && (rule.feature || originOf(special) === originOf(rule)))
      .map(({ title }) => `${rule.title}: ${title}`)
  )
  t.strictSame(redundant, [])
  const rule = rules.find(({ cases }) => cases?.some(({ evidence }) => evidence === 'guess'))
  const isValidWith = (change: object) => {
    const cases = [{ id: 'a', title: 'a', evidence: 'guess', source: 'b', date: '2026-12-01', ...change }]
    return ajv.validate('exchange.json', [{ ...rule, cases }])
  }
  t.ok(isValidWith({}))
  for (const change of [{ source: undefined }, { date: undefined }, { evidence: undefined }]) {
    t.notOk(isValidWith(change), Object.keys(change).join())
  }
  t.notOk(isValidWith({ evidence: 'analogous' }), 'without analogousTo')
  t.ok(isValidWith({ evidence: 'analogous', analogousTo: 'error-resource-not-found' }))
})

t.test('references of a type file exist', async t => {
  const ids = errorRows().map(row => row.id)
  for (const { title, required = [], properties = {}, 'x-integration': facts } of readTypeFiles()) {
    const fields = [
      ...required,
      ...(facts.requiredToCreate ?? []),
      ...(facts.shown ?? []),
      ...facts.facts.map(({ field }) => field),
      ...Object.values(facts.alerts ?? {}).filter(field => typeof field === 'string')
    ]
    const references = Object.values(properties).flatMap(property => [
      ...(property['x-checks'] ?? []),
      ...(property['x-absentOnUpdate'] ? [property['x-absentOnUpdate']] : [])
    ])
    const errors = [...references.map(({ error }) => error), facts.rejectedWith ?? []].flat()
    const missing = [
      ...fields.filter(field => !Object.hasOwn(properties, field)),
      ...errors.filter(error => !ids.includes(error))
    ]
    t.same(missing, [], title)
  }
})

t.test('every integration type has an exchange, and every resource a type or a schema', async t => {
  const exchanges = filesOf('fixtures/exchanges').map(file => JSON.stringify(readAsset(file)))
  const isUsed = (title: string) => exchanges.some(text => new RegExp(`[/"]${title}["?]`).test(text))
  const types = readTypeFiles()
  t.same(
    types.map(({ title }) => title).filter(title => !isUsed(title)),
    [],
    'types without an exchange in fixtures/exchanges'
  )
  const registry = createRegistry(types)
  const empty = STREAM_RESOURCES.filter(resource => registry.of(resource).length === 0)
  t.same(empty, [])
})

function errorRows(): ErrorRow[] {
  const { rows } = readAsset<{ rows: ErrorRow[] }>('schemas/errors.json')
  return [...rows, ...readTypeFiles().flatMap(file => file['x-integration'].errors ?? [])]
}

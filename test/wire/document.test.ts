import { Ajv } from 'ajv'
import t from 'tap'
import { readAsset } from '../../src/assets.ts'
import { build, call } from '../app.ts'
import { type Difference, type Document, differencesOf, factsOf, LEDGER, OFFICIAL } from './ledger.ts'

/** Returns the differences between the official document and the mock's, including status codes. */
async function differences(t: Parameters<typeof build>[0]): Promise<Difference[]> {
  const app = await build(t)
  const { json } = await call(app, { url: '/openapi.json', headers: { host: 'localhost:80' } })
  const answered = app.services.catalogue.rows.map(({ status }) => status)
  return differencesOf(factsOf(OFFICIAL), factsOf(json as Document, answered))
}

t.test('the ledger lists exactly the differences from the official document', async t => {
  const written = LEDGER.flatMap(({ where, difference }) => where.map(where => ({ where, difference })))
  t.strictSame(
    sort(await differences(t)),
    sort(written.filter(({ where }) => where !== 'wire')),
    'each difference has a line in fixtures/ledger.json; delete the line of a difference that no longer exists'
  )
})

t.test('the ledger is well formed', async t => {
  const ajv = new Ajv({ allErrors: true, formats: { regex: true } })
  t.ok(ajv.validate(readAsset<object>('schemas/ledger.json'), readAsset('fixtures/ledger.json')), {
    errors: ajv.errors
  })
  t.equal(new Set(LEDGER.map(({ id }) => id)).size, LEDGER.length, 'unique ids')
  for (const { id, judge, where } of LEDGER) {
    if (judge) t.doesNotThrow(() => new RegExp(judge), id)
    else
      t.notMatch(where, ['wire'], `${id}: the validator must recognize a difference that only responses show`)
  }
})

t.test('the comparison detects every kind of difference', async t => {
  const changes: [where: string, change: (document: Document) => unknown][] = [
    [
      'schemas/Slack/required',
      ({ components }) => {
        at(components, 'schemas', 'Slack')['required'] = []
      }
    ],
    [
      'schemas/Datadog/properties/region/enum',
      ({ components }) => {
        at(components, 'schemas', 'Datadog', 'properties', 'region')['enum'] = ['US']
      }
    ],
    [
      'schemas/OpsGenie/properties/region/default',
      ({ components }) => delete at(components, 'schemas', 'OpsGenie', 'properties', 'region')['default']
    ],
    [
      'schemas/Prometheus/properties/password/writeOnly',
      ({ components }) =>
        delete at(components, 'schemas', 'Prometheus', 'properties', 'password')['writeOnly']
    ],
    [
      'schemas/FieldViolation/properties/description',
      ({ components }) => delete at(components, 'schemas', 'FieldViolation', 'properties')['description']
    ],
    [
      'schemas/ThirdPartyIntegration/discriminator/mapping/SLACK',
      ({ components }) =>
        delete at(components, 'schemas', 'ThirdPartyIntegration', 'discriminator', 'mapping')['SLACK']
    ],
    [
      'operations/listGroupIntegrations/parameters/query itemsPerPage/schema/maximum',
      ({ components }) => delete at(components, 'parameters', 'itemsPerPage', 'schema')['maximum']
    ],
    [
      'operations/createGroupIntegration/responses/409/content/application/json/example/errorCode',
      ({ components }) =>
        delete at(components, 'responses', 'conflict', 'content', 'application/json', 'example')['errorCode']
    ],
    [
      'operations/getGroupIntegration/responses/429/headers/Retry-After',
      ({ components }) => delete at(components, 'responses', 'tooManyRequests', 'headers')['Retry-After']
    ],
    [
      'operations/deleteGroupIntegration/x-rolesRequirements',
      ({ paths }) => {
        at(paths, INTEGRATION, 'delete')['x-rolesRequirements'] = []
      }
    ],
    [
      'operations/updateGroupIntegration/requestBody/required',
      ({ paths }) => delete at(paths, INTEGRATION, 'put', 'requestBody')['required']
    ],
    ['operations/deleteGroupIntegration', ({ paths }) => delete at(paths, INTEGRATION)['delete']]
  ]
  for (const [where, change] of changes) {
    const changed = structuredClone(OFFICIAL)
    change(changed)
    const found = differencesOf(factsOf(OFFICIAL), factsOf(changed)).map(difference => difference.where)
    t.ok(found.includes(where), where, { found })
  }
  const words = structuredClone(OFFICIAL)
  at(words.components, 'schemas', 'Slack')['description'] = 'Other words.'
  t.strictSame(differencesOf(factsOf(OFFICIAL), factsOf(words)), [], 'descriptions are not compared')
})

const INTEGRATION = '/api/atlas/v2/groups/{groupId}/integrations/{integrationType}'

function at(value: object, ...keys: string[]): Record<string, unknown> {
  return keys.reduce((inner, key) => inner[key] as Record<string, unknown>, value as Record<string, unknown>)
}

function sort(differences: readonly Difference[]): Difference[] {
  return [...differences].sort((a, b) => (a.where < b.where ? -1 : 1))
}

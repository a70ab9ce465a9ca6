import { Ajv } from 'ajv'
import t from 'tap'
import type { Document, Json } from '../../scripts/official-document.ts'
import { createDocument } from '../../scripts/openapi/create-document.ts'
import { controlContext } from '../../src/app.ts'
import { readAsset } from '../../src/assets.ts'
import { OPERATIONS } from '../../src/atlas/operations/operations.ts'
import { build } from '../app.ts'
import {
  type Difference,
  differencesOf,
  LEDGER,
  NOT_COMPARED,
  OFFICIAL,
  OFFICIAL_IDS,
  officialFacts
} from './ledger.ts'

/** Returns the differences between the official document and the mock's, including status codes. */
async function differences(t: Parameters<typeof build>[0]): Promise<Difference[]> {
  const app = await build(t)
  const answered = app.services.catalogue.rows.map(({ status }) => status)
  const own = (await createDocument(controlContext(app.services))) as Document
  return differencesOf(officialFacts(OFFICIAL, own), officialFacts(own, own, answered))
}

t.test('the ledger lists exactly the differences from the official document', async t => {
  const written = LEDGER.flatMap(({ where, difference }) => where.map(where => ({ where, difference })))
  t.strictSame(
    sort(await differences(t)),
    sort(written.filter(({ where }) => where !== 'wire')),
    'each difference has a line in fixtures/ledger.json; delete the line of a difference that no longer exists'
  )
})

t.test('the ledger lists the operations that are not compared', async t => {
  const missing = OPERATIONS.map(({ operationId }) => operationId).filter(id => !OFFICIAL_IDS.has(id))
  t.strictSame(
    NOT_COMPARED.flatMap(({ operations = [] }) => operations),
    missing
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
  const put = 'paths./api/atlas/v2/groups/{groupId}/integrations/{integrationType}.put'
  const remove = put.replace(/put$/, 'delete')
  /** The keys of a changed value, and the new value; undefined: removed. */
  const rows: [where: string, keys: string, value?: unknown][] = [
    ['schemas/Slack/required', 'components.schemas.Slack.required', []],
    ['schemas/Datadog/properties/region/enum', 'components.schemas.Datadog.properties.region.enum', ['US']],
    ['schemas/OpsGenie/properties/region/default', 'components.schemas.OpsGenie.properties.region.default'],
    [
      'schemas/Prometheus/properties/password/writeOnly',
      'components.schemas.Prometheus.properties.password.writeOnly'
    ],
    [
      'schemas/FieldViolation/properties/description',
      'components.schemas.FieldViolation.properties.description'
    ],
    [
      'schemas/ThirdPartyIntegration/discriminator/mapping/SLACK',
      'components.schemas.ThirdPartyIntegration.discriminator.mapping.SLACK'
    ],
    [
      'operations/listGroupIntegrations/parameters/query itemsPerPage/schema/maximum',
      'components.parameters.itemsPerPage.schema.maximum'
    ],
    [
      'operations/getGroupIntegration/responses/429/headers/Retry-After',
      'components.responses.tooManyRequests.headers.Retry-After'
    ],
    ['operations/deleteGroupIntegration/x-rolesRequirements', `${remove}.x-rolesRequirements`, []],
    ['operations/updateGroupIntegration/requestBody/required', `${put}.requestBody.required`],
    ['operations/deleteGroupIntegration', remove]
  ]
  for (const [where, keys, value] of rows) {
    const found = differencesOf(
      officialFacts(OFFICIAL, OFFICIAL),
      officialFacts(changed(keys, value), OFFICIAL)
    )
    const places = found.map(difference => difference.where)
    t.ok(places.includes(where), where)
  }
  const words = changed('components.schemas.Slack.description', 'Other words.')
  t.strictSame(
    differencesOf(officialFacts(OFFICIAL, OFFICIAL), officialFacts(words, OFFICIAL)),
    [],
    'descriptions are not compared'
  )
})

/** Returns the official document with another value, or without it. @param keys separated by dots */
function changed(keys: string, value: unknown): Document {
  const document = structuredClone(OFFICIAL)
  const [last = '', ...outer] = keys.split('.').reverse()
  const inner = outer.reduceRight((object: Json, key) => object[key] as Json, document)
  if (value === undefined) delete inner[last]
  else inner[last] = value
  return document
}

function sort(differences: readonly Difference[]): Difference[] {
  return [...differences].sort((a, b) => (a.where < b.where ? -1 : 1))
}

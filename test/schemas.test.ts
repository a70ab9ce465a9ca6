import { readdirSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import t from 'tap'
import { assetUrl, readAsset } from '../src/assets.ts'
import type { ErrorRow } from '../src/errors.ts'
import { readTypeFiles } from '../src/integrations/registry.ts'

const ajv = new Ajv({
  allErrors: true,
  // A condition on what is required need not repeat the properties.
  strictRequired: false,
  schemas: ['error-catalogue', 'integration-type', 'exchange'].map(name =>
    readAsset<object>(`schemas/${name}.json`)
  )
})
formats.default(ajv)

/** Faults of a file against a schema, empty for a valid one. */
function faults(schema: string, file: string): string[] {
  return ajv.validate(schema, readAsset(file)) ? [] : [ajv.errorsText(ajv.errors)]
}

function filesOf(folder: string): string[] {
  return readdirSync(assetUrl(folder)).map(name => `${folder}/${name}`)
}

t.test('the error catalogue is well formed', async t => {
  t.same(faults('error-catalogue.json', 'schemas/errors.json'), [])
})

t.test('every integration type is well formed', async t => {
  for (const file of filesOf('schemas/integrations')) t.same(faults('integration-type.json', file), [], file)
})

t.test('every exchange is well formed', async t => {
  for (const file of filesOf('fixtures/exchanges')) t.same(faults('exchange.json', file), [], file)
})

t.test('a misspelt keyword is found', async t => {
  const [first] = readTypeFiles()
  const broken = {
    ...first,
    properties: { ...first?.properties, a: { type: 'string', description: 'a', 'x-sekret': {} } }
  }
  t.notOk(ajv.validate('integration-type.json', broken))
})

t.test('a text has one placeholder for each parameter', async t => {
  const { rows } = readAsset<{ rows: ErrorRow[] }>('schemas/errors.json')
  for (const row of [...rows, ...typeRows()]) {
    t.equal(row.detail.split('%s').length - 1, row.parameters?.length ?? 0, row.id)
  }
})

t.test('what a type file points to is there', async t => {
  const { rows } = readAsset<{ rows: ErrorRow[] }>('schemas/errors.json')
  const ids = [...rows, ...typeRows()].map(row => row.id)
  for (const { title, required = [], properties = {}, 'x-integration': facts } of readTypeFiles()) {
    const fields = [...required, ...(facts.requiredToCreate ?? []), ...facts.facts.map(({ field }) => field)]
    t.same(
      fields.filter(field => !Object.hasOwn(properties, field)),
      [],
      `fields of ${title}`
    )
    const references = Object.values(properties).flatMap(property => [
      ...(property['x-checks'] ?? []),
      ...(property['x-absentOnUpdate'] ? [property['x-absentOnUpdate']] : [])
    ])
    const errors = [...references.map(({ error }) => error), ...(facts.refused ? [facts.refused] : [])]
    t.same(
      errors.filter(error => !ids.includes(error)),
      [],
      `errors of ${title}`
    )
  }
})

function typeRows(): ErrorRow[] {
  return readTypeFiles().flatMap(file => file['x-integration'].errors ?? [])
}

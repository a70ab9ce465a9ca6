import { Ajv } from 'ajv'
import t from 'tap'
import type { Document } from '../../scripts/official-document.ts'
import { createAtlasDocument } from '../../scripts/openapi/create-document.ts'
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

t.test('the ledger lists exactly the differences from the official document', async t => {
  const app = await build(t)
  const answered = app.services.catalogue.rows.map(({ status }) => status)
  const own = (await createAtlasDocument(app.services)) as Document
  const found = differencesOf(officialFacts(OFFICIAL, own), officialFacts(own, own, answered))
  const written = LEDGER.flatMap(({ where, difference }) => where.map(where => ({ where, difference })))
  const missingIn = (list: readonly Difference[], of: readonly Difference[]) => {
    const known = new Set(list.map(item => JSON.stringify(item)))
    return of.filter(item => !known.has(JSON.stringify(item)))
  }
  t.strictSame(missingIn(written, found), [], 'differences without a line in fixtures/ledger.json')
  const compared = written.filter(({ where }) => where !== 'wire')
  t.strictSame(missingIn(found, compared), [], 'lines of differences that no longer exist')
})

t.test('the ledger lists the operations that are not compared', async t => {
  const missing = OPERATIONS.map(({ operationId }) => operationId).filter(id => !OFFICIAL_IDS.has(id))
  t.strictSame(
    NOT_COMPARED.flatMap(({ operations }) => operations),
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

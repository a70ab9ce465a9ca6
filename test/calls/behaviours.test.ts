import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { readLedger } from '../../scripts/ledger.ts'
import { readAsset } from '../../src/assets.ts'
import { type BehavioursFile, findRow, rowsOf } from '../../src/calls/rows.ts'

const marksOf = (names: readonly string[]) => names.filter(name => /^\?|=/.test(name))

const FILE = 'fixtures/behaviours.json'

t.test('the file has every behaviour, error and secret of the ledger, with its label', async t => {
  const { behaviours = [], errors = [], 'facts of fields': fields = [] } = readLedger()
  const rows = [...behaviours, ...errors, ...fields.filter(row => 'shown' in row)]
  t.strictSame(
    rows.filter(({ name, evidence }) => findRow(name)?.label !== evidence),
    []
  )
  t.strictSame(findRow('DATADOG/apiKey'), {
    id: 'DATADOG/apiKey',
    title: 'DATADOG apiKey: responses replace all but the last four characters with `*`',
    label: 'recorded',
    source: 'mongodb-atlas-cli e2e recordings',
    date: '2026-08-10'
  })
})

t.test('every exchange, as a call, finds its own row, one of an equal class, or a plainer one', async t => {
  const { exchanges } = readAsset<BehavioursFile>(FILE)
  const offenders = exchanges.flatMap(({ rows, ...key }) =>
    rows.flatMap(([id, , integrationType, attribute, names, special]) => {
      const [found] = rowsOf({ ...key, integrationType, attribute, names })
      const [, , ...other] = rows.find(([other]) => other === found) ?? []
      const [type, attributeFound, namesFound = [], specialFound = 0] = other
      const isEqual = isDeepStrictEqual(
        [type, attributeFound, namesFound],
        [integrationType, attribute, names]
      )
      const isPlainer = specialFound < special && isDeepStrictEqual(marksOf(namesFound), marksOf(names))
      return isEqual || isPlainer ? [] : [`${id} finds ${found}`]
    })
  )
  t.strictSame(offenders, [])
  t.ok(exchanges.flatMap(({ rows }) => rows).length > 700)
})

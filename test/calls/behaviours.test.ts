import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { readAsset } from '../../src/assets.ts'
import { type BehavioursFile, rowsOf } from '../../src/calls/rows.ts'

const marksOf = (names: readonly string[]) => names.filter(name => /^\?|=/.test(name))

t.test('every exchange, as a call, finds its own row, one of an equal class, or a plainer one', async t => {
  const { exchanges } = readAsset<BehavioursFile>('fixtures/behaviours.json')
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

import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { readAsset } from '../../../src/assets.ts'
import { type ClassesFile, rowsOf } from '../../../src/proof/label/rows.ts'

t.test('every exchange, as a call, finds its own row, one of an equal class, or a plainer one', async t => {
  const { exchanges } = readAsset<ClassesFile>('fixtures/call-classes.json')
  const offenders = exchanges.flatMap(({ rows, ...key }) =>
    rows.flatMap(([id, integrationType, attribute, fields, marks, special]) => {
      const [found] = rowsOf({ ...key, integrationType, attribute, fields, marks })
      const [, type, attributeFound, fieldsFound, marksFound, specialFound = 0] =
        rows.find(([other]) => other === found) ?? []
      const isEqual = isDeepStrictEqual(
        [type, attributeFound, fieldsFound, marksFound],
        [integrationType, attribute, fields, marks]
      )
      const isPlainer = specialFound < special && isDeepStrictEqual(marksFound, marks)
      return isEqual || isPlainer ? [] : [`${id} finds ${found}`]
    })
  )
  t.strictSame(offenders, [])
  t.ok(exchanges.flatMap(({ rows }) => rows).length > 700)
})

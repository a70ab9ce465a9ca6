import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { readAsset } from '../../../src/assets.ts'
import { unlikeOf } from '../../../src/proof/label/classify.ts'
import { behaviourOf, type ClassesFile, findRow, rowsOf } from '../../../src/proof/label/rows.ts'

t.test('every exchange, as a call with each type of its scope, has the label of its page', async t => {
  const { exchanges } = readAsset<ClassesFile>('fixtures/call-classes.json')
  let count = 0
  const offenders = exchanges.flatMap(({ rows, ...key }) =>
    rows.flatMap(([id, types, attribute, fields, marks, special]) =>
      (types.length > 0 ? types : [null]).flatMap(integrationType => {
        count++
        const call = { ...key, integrationType, attribute, fields, marks }
        const used = rowsOf(call)
        const [found = ''] = used
        const [, , attributeFound, fieldsFound, marksFound, specialFound = 0] =
          rows.find(([other]) => other === found) ?? []
        const isEqual = isDeepStrictEqual(
          [attributeFound, fieldsFound, marksFound],
          [attribute, fields, marks]
        )
        const isPlainer = specialFound < special && isDeepStrictEqual(marksFound, marks)
        const facts = { caller: 'owner', executed: true, notCompared: null } as const
        const shown = behaviourOf({ ...call, ...facts, rows: used, unlike: unlikeOf(call, used) }, key.status)
        const { label } = findRow(found) ?? {}
        // A row of the type itself is nearer.
        const isOfAnother = key.reason === null && integrationType !== (types[0] ?? null)
        return (isEqual || isPlainer || isOfAnother) && shown?.label === label
          ? []
          : [`${id} with ${integrationType}: ${shown?.label} of ${found}, which is ${label}`]
      })
    )
  )
  t.strictSame(offenders, [])
  t.ok(count > 1_000, String(count))
})

import { readFileSync } from 'node:fs'
import t from 'tap'
import { renderReasonTypes, renderSchemaTypes, renderTypes, TYPED_SCHEMAS } from '../../scripts/types.ts'

t.test('types/ equals the output of `npm run docs`', async t => {
  const read = (name: string) => readFileSync(new URL(`../../types/${name}.d.ts`, import.meta.url), 'utf8')
  t.equal(read('wire'), await renderTypes())
  t.equal(read('reasons'), renderReasonTypes())
  for (const name of TYPED_SCHEMAS) t.equal(read(name), await renderSchemaTypes(name))
})

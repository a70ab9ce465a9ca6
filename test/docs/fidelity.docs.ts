import { readFileSync } from 'node:fs'
import t from 'tap'
import { renderFidelity } from '../../scripts/fidelity.ts'
import { assetUrl } from '../../src/assets.ts'

t.test('docs/FIDELITY.md equals the output of `npm run docs`', async t => {
  t.equal(readFileSync(assetUrl('docs/FIDELITY.md'), 'utf8'), renderFidelity())
})

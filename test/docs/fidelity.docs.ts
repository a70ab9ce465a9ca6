import t from 'tap'
import { renderBehaviours } from '../../scripts/behaviours.ts'
import { renderFidelity, updateTotals } from '../../scripts/fidelity.ts'
import { updateSuites } from '../../scripts/official-suites.ts'
import { renderReference } from '../../scripts/reference.ts'
import { read } from './page.ts'

t.test('docs/FIDELITY.md equals the output of `npm run docs`', async t => {
  t.equal(read('docs/FIDELITY.md'), renderFidelity())
})

t.test('the totals in the READMEs equal the output of `npm run docs`', async t => {
  for (const page of ['README.md', 'README.zh-CN.md']) {
    const text = read(page)
    for (const figure of [/(?<=^\| [\d-]{10} \| )\d+/m, /\d+(?= %)/, /\d+(?= passed\]\(| 项通过)/]) {
      const outdated = text.replace(figure, '0')
      t.not(outdated, text, `${page} has ${figure}`)
      t.equal(updateSuites(updateTotals(outdated)), text, page)
    }
  }
  const [rows = 0, statements = 0] = [...read('docs/FIDELITY.md').matchAll(/, (\d+) %/g)].map(([, share]) =>
    Number(share)
  )
  t.match(read('README.md'), `${Math.max(rows, statements)} % are *guess*`)
})

t.test('docs/REFERENCE.md equals the output of `npm run docs`', async t => {
  t.equal(read('docs/REFERENCE.md'), renderReference())
})

t.test('fixtures/behaviours.json equals the output of `npm run docs`', async t => {
  const text = read('fixtures/behaviours.json')
  t.equal(text, await renderBehaviours())
  t.ok(text.length < 250_000, `${text.length} characters`)
})

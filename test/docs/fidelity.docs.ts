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
    t.equal(text, updateTotals(text), page)
    const outdated = [text.replace(/^(\| [\d-]{10} \|) \d+/m, '$1 0'), text.replace(/\d+(?= %)/, '0')]
    for (const [at, change] of outdated.entries()) {
      t.not(change, text, `${page} has the ${at === 0 ? 'row' : 'share'}`)
      t.equal(updateTotals(change), text, `updates ${page}`)
    }
  }
  const [rows = 0, statements = 0] = [...read('docs/FIDELITY.md').matchAll(/, (\d+) %/g)].map(([, share]) =>
    Number(share)
  )
  t.match(read('README.md'), `${Math.max(rows, statements)} % are *guess*`)
})

t.test('the totals of official suites in the READMEs equal the output of `npm run docs`', async t => {
  for (const page of ['README.md', 'README.zh-CN.md']) {
    const text = read(page)
    const outdated = text.replace(/\d+(?= passed\]\(| 项通过)/, '0')
    t.not(outdated, text, `${page} has the sentence`)
    t.equal(updateSuites(outdated), text, page)
  }
})

t.test('docs/REFERENCE.md equals the output of `npm run docs`', async t => {
  t.equal(read('docs/REFERENCE.md'), renderReference())
})

t.test('fixtures/behaviours.json equals the output of `npm run docs`', async t => {
  const text = read('fixtures/behaviours.json')
  t.equal(text, await renderBehaviours())
  t.ok(text.length < 250_000, `${text.length} characters`)
})

import t from 'tap'
import { renderEvidence } from '../../scripts/evidence.ts'
import { READMES, renderPages, updateTotals } from '../../scripts/fidelity.ts'
import { updateSuites } from '../../scripts/official-suites.ts'
import { renderReference } from '../../scripts/reference.ts'
import { readAsset } from '../../src/assets.ts'
import type { EvidenceFile } from '../../types/evidence.d.ts'
import { command } from '../cli/process.ts'
import { read } from './page.ts'

t.test('the evidence and its pages equal the output of `npm run docs`', async t => {
  const { evidence, classes } = await renderEvidence()
  t.equal(read('fixtures/evidence.json'), evidence)
  t.equal(read('fixtures/call-classes.json'), classes)
  for (const [path, page] of renderPages()) t.equal(read(path), page, path)
})

/** Returns the number of words of a text; the bars of tables do not count. */
function wordsIn(text: string): number {
  return text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length
}

t.test('the pages of evidence are short', async t => {
  for (const [path, page] of renderPages()) {
    const limit = path === 'docs/FIDELITY.md' ? 1_200 : 1_500
    const [tables = ''] = page.split('\n## Cases')
    const words = wordsIn(tables)
    t.ok(words <= limit, `${path}: ${words} of at most ${limit} words`)
  }
  const pages = new Set(renderPages().keys())
  for (const { id, page, kind, title, answer = '', source, cases } of readAsset<EvidenceFile>(
    'fixtures/evidence.json'
  ).rows) {
    t.ok(pages.has(`docs/fidelity/${page}.md`), `${id}: the page ${page}`)
    const characters = `${title}${answer}${source}`.length
    // The text of an error is Atlas's own.
    t.ok(characters <= (kind === 'error' ? 600 : 370), `${id}: ${characters} characters`)
    for (const text of [source, ...cases.flatMap(one => one.source ?? [])]) {
      t.ok(wordsIn(text) <= 25, `${id}: a source of ${wordsIn(text)} words: ${text}`)
    }
  }
})

t.test('the page of a type and `atlas-mock evidence` list the same rows', async t => {
  const { rows } = readAsset<EvidenceFile>('fixtures/evidence.json')
  const ruleOf = new Map(
    rows.flatMap(({ id, cases }) => [id, ...cases.map(one => one.id)].map(of => [of, id]))
  )
  const pages = renderPages()
  for (const { id } of rows.filter(({ kind }) => kind === 'type')) {
    const page = pages.get(`docs/fidelity/${id.replace('type-', '')}.md`)
    if (page === undefined) continue
    const [, type = ''] = /^# (.*)/.exec(page.replaceAll('\\', '')) ?? []
    const [listed = ''] = page.split('\n## Cases')
    // Without the rows of analogies.
    const shown = [...listed.matchAll(/id="([^"]+)"|(?<!as )\[[^\]]+\]\([^)]*#([^)]+)\)/g)].map(
      ([, anchor, link]) => anchor ?? link
    )
    const { stdout } = await command(['evidence', type, '--json'])
    const found = (JSON.parse(stdout) as EvidenceFile).rows.map(row => row.id)
    t.strictSame([...new Set(shown.flatMap(of => ruleOf.get(of ?? '') ?? []))].sort(), found.toSorted(), type)
  }
})

t.test('the totals in the READMEs equal the output of `npm run docs`', async t => {
  for (const page of READMES) {
    const text = read(page)
    for (const figure of [
      /(?<=^\| [\d-]{10} \| )\d+/m,
      /(?<=comparison with Atlas: |对比确认的条目数：)\d+/,
      /\d+(?= passed\]\(| 项通过)/
    ]) {
      const outdated = text.replace(figure, '9')
      t.not(outdated, text, `${page} has ${figure}`)
      t.equal(updateSuites(updateTotals(outdated)), text, page)
    }
  }
  const [, shares = 'none'] = /^\| statements \|.*?((?: \d+ % \|)+)$/m.exec(read('docs/FIDELITY.md')) ?? []
  t.match(read('README.md'), shares)
})

t.test('docs/REFERENCE.md equals the output of `npm run docs`', async t => {
  t.equal(read('docs/REFERENCE.md'), renderReference())
})

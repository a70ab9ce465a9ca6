import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { linksOf, read } from './page.ts'

/** What running the examples creates, and dot files. */
const OTHER = /(^|\/)(\.|__pycache__\/|target\/)/

t.test('docs/TESTS-PYTHON.md contains the example files unchanged', async t => {
  t.strictSame(
    shownBy('docs/TESTS-PYTHON.md'),
    filesOf('examples/python').map(file => [file, read(file)])
  )
})

t.test(
  'docs/TESTS-JAVA.md links the example files, and contains the helper and two tests unchanged',
  async t => {
    const page = 'docs/TESTS-JAVA.md'
    const linked = linksOf(page).map(({ file }) => file)
    t.strictSame(
      filesOf('examples/java').filter(file => !linked.includes(file)),
      [],
      'links'
    )
    const folder = 'examples/java/src/test/java/com/example'
    const [[helper, text] = [], [tests, excerpt = ''] = [], ...others] = shownBy(page)
    t.strictSame([helper, text], [`${folder}/AtlasMock.java`, read(`${folder}/AtlasMock.java`)])
    t.equal(tests, `${folder}/IntegrationsTest.java`)
    t.ok(read(`${folder}/IntegrationsTest.java`).includes(excerpt), 'an excerpt', { excerpt })
    t.equal(excerpt.match(/@Test\b/g)?.length, 2)
    t.strictSame(others, [])
  }
)

/** Returns the example files that a page shows, sorted, with the shown text. */
function shownBy(page: string): [file: string, text: string][] {
  const shown = /\]\(\.\.\/(examples\/\S+)\):\n\n```\w+\n([\s\S]*?)^```$/gm
  return [...read(page).matchAll(shown)]
    .map(([, file = '', text = '']) => [file, text] as [string, string])
    .toSorted()
}

/** Returns the files of an example, sorted. */
function filesOf(example: string): string[] {
  return readdirSync(join(ROOT, example), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length).replace(/^\//, ''))
    .filter(file => !OTHER.test(file))
    .toSorted()
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { blocksOf, linksOf, read } from './page.ts'

/** What running the examples and `go mod` create, and dot files. */
const OTHER = /(^|\/)(\.|__pycache__\/|target\/|go\.(mod|sum)$)/

/** Commands and what they print. */
const SHELL = ['sh', 'text']

for (const language of ['go', 'java', 'node', 'python']) {
  const page = `docs/TESTS-${language.toUpperCase()}.md`
  const pages = language === 'node' ? [page, 'docs/TESTS.md'] : [page]
  t.test(`${pages.join(' and ')}: links to the example files, whose code it shows`, async t => {
    const linked = pages.flatMap(linksOf).map(({ file }) => file)
    const files = filesOf(`examples/${language}`)
    t.strictSame(
      files.filter(file => !linked.includes(file)),
      []
    )
    const shown = pages
      .flatMap(page => blocksOf(read(page)))
      .filter(({ language }) => !SHELL.includes(language))
    t.ok(shown.length > 0, 'shows a test')
    const texts = files.map(read)
    t.strictSame(
      shown.filter(({ text }) => !texts.some(file => file.includes(text))),
      []
    )
  })
}

/** Returns the files of an example, sorted. */
function filesOf(example: string): string[] {
  return readdirSync(join(ROOT, example), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length).replace(/^\//, ''))
    .filter(file => !OTHER.test(file))
    .toSorted()
}

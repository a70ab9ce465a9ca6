import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { linksOf, read } from './page.ts'

/** What running the examples and `go mod` create, and dot files. */
const OTHER = /(^|\/)(\.|__pycache__\/|target\/|go\.(mod|sum)$)/

for (const language of ['go', 'java', 'node', 'python']) {
  const page = `docs/TESTS-${language.toUpperCase()}.md`
  t.test(`${page} links the example files, and shows parts of them unchanged`, async t => {
    const linked = linksOf(page).map(({ file }) => file)
    t.strictSame(
      filesOf(`examples/${language}`).filter(file => !linked.includes(file)),
      []
    )
    const shown = [
      ...read(page).matchAll(/\]\(\.\.\/(examples\/\S+)\)[^\n(]*:\n\n```(?!sh\n)\w+\n([\s\S]*?)^```$/gm)
    ]
    t.ok(shown.length > 0, 'shows a test')
    for (const [, file = '', text = ''] of shown) t.match(read(file), text, file)
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

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { read } from './page.ts'

const EXAMPLES = { 'docs/TESTS-JAVA.md': 'examples/java', 'docs/TESTS-PYTHON.md': 'examples/python' }

/** What running the examples creates, and dot files. */
const OTHER = /(^|\/)(\.|__pycache__\/|target\/)/

for (const [page, example] of Object.entries(EXAMPLES)) {
  t.test(`${page} contains the example files unchanged`, async t => {
    const shown = /\]\(\.\.\/(examples\/\S+)\):\n\n```\w+\n([\s\S]*?)^```$/gm
    const texts = [...read(page).matchAll(shown)].map(([, file = '', text]) => [file, text])
    const files = readdirSync(join(ROOT, example), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length).replace(/^\//, ''))
      .filter(file => !OTHER.test(file))
    t.strictSame(
      texts.toSorted(),
      files.toSorted().map(file => [file, read(file)])
    )
  })
}

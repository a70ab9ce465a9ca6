import { cpSync, globSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { blocksOf, linksOf, read } from './page.ts'
import { createFolder, run } from './shell.ts'

/** What running the examples and `go mod` create, and dot files. */
const OTHER = /(^|\/)(\.|__pycache__\/|target\/|go\.(mod|sum)$)/

/** Commands and what they print. */
const SHELL = ['sh', 'text']

for (const language of ['go', 'java', 'node', 'pact', 'python']) {
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

/** What the blocks use of test runners that this project does not install; their servers listen on ports. */
const DECLARATIONS = `
declare function expect(value: unknown): Record<string, (expected: unknown) => void>
declare function test(name: string, work: () => Promise<void>): void
declare namespace test {
  function each<Row>(rows: Row[]): (name: string, work: (row: Row) => Promise<void>) => void
}
declare module '@pact-foundation/pact'
declare module 'vitest' {
  type TestAPI<Context> = (name: string, work: (context: Context) => unknown) => void
  const check: typeof expect
  export { check as expect, type TestAPI }
}
declare module 'http' {
  interface Server {
    address(): import('node:net').AddressInfo
  }
}
`

t.test('the code in JavaScript and TypeScript on the pages has no type errors', async t => {
  const folder = createFolder(t)
  const examples = ['node', 'pact'].flatMap(name => {
    cpSync(join(ROOT, 'examples', name), folder, { recursive: true })
    return filesOf(`examples/${name}`)
  })
  const files = new Set(['declarations.d.ts'])
  writeFileSync(join(folder, 'declarations.d.ts'), DECLARATIONS)
  const pages = globSync(['*.md', '{docs,examples,python}/**/*.md'], { cwd: ROOT })
  for (const page of pages) {
    for (const { language, line, text } of blocksOf(read(page))) {
      const [, kind] = /^[cm]?(j|t)(?:s|sx|avascript|ypescript)$/.exec(language) ?? []
      if (kind === undefined) continue
      // A fragment is checked in its file.
      const example = examples.find(file => read(file).includes(text))
      const file = (example && basename(example)) ?? `${page.replaceAll('/', '-')}-${line}.m${kind}s`
      if (!example) writeFileSync(join(folder, file), text)
      files.add(file)
    }
  }
  t.ok(files.size > 4, [...files].join())
  const compilerOptions = {
    // Readers of JavaScript annotate no types.
    strict: false,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
    module: 'nodenext',
    target: 'es2024',
    typeRoots: [join(ROOT, 'node_modules/@types')],
    types: ['node']
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [...files] }))
  const command = ['node', join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.']
  t.strictSame(await run(folder, command), { code: 0, output: '' })
})

/** Returns the files of an example, sorted. */
function filesOf(example: string): string[] {
  return readdirSync(join(ROOT, example), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(ROOT.length).replace(/^\//, ''))
    .filter(file => !OTHER.test(file))
    .toSorted()
}

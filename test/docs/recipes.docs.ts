import { cpSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CONTROL_OPERATIONS } from '../../src/control-api/operations.ts'
import { ROOT } from '../cli/process.ts'
import { blocksOf, read, recipesOf, section } from './page.ts'
import { checkRecipes, createFolder, run } from './shell.ts'

/** The recipes of the documentation as a reader runs them, on the built package. */

t.setTimeout(120_000)

t.test('docs/CONTROL.md: every recipe prints the documented output', async t => {
  await checkRecipes(t, recipesOf(read('docs/CONTROL.md')))
})

for (const page of ['docs/LOCAL.md', 'docs/DEMO.md', 'docs/UPGRADING.md']) {
  t.test(`${page}: its commands print the documented output`, async t => {
    await checkRecipes(t, recipesOf(read(page)))
  })
}

t.test('docs/CONTROL.md lists every call', async t => {
  const rows = [...read('docs/CONTROL.md').matchAll(/^\| `([A-Z]+ \/\S+)` \|.*\| (yes)? ?\|$/gm)]
  const calls = CONTROL_OPERATIONS.map(({ method, path, isScoped }) => [
    `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    isScoped ? 'yes' : undefined
  ])
  t.strictSame(
    rows.map(([, call, scope]) => [call, scope]),
    calls
  )
})

t.test('README.md: the recipes for tests', async t => {
  // What they print is about a client that the page leaves to its reader.
  await checkRecipes(t, recipesOf(section('README.md', 'For tests')), { isPrinted: false })
})

t.test('README.md: the example in Node.js', async t => {
  const [{ text } = { text: '' }] = blocksOf(section('README.md', 'In Node\\.js'))
  const folder = createFolder(t)
  writeFileSync(join(folder, 'example.mjs'), text)
  t.strictSame(await run(folder, ['node', 'example.mjs']), { code: 0, output: '1 503\n2 200\n' })
})

t.test('docs/NODE.md contains the example files unchanged', async t => {
  const page = read('docs/NODE.md')
  const named = [...page.matchAll(/\(\.\.\/(examples\/\S+\.test\.mjs)\)/g)].map(([, file = '']) => file)
  const files = readdirSync(join(ROOT, 'examples')).filter(file => file.endsWith('.test.mjs'))
  t.strictSame(named.toSorted(), files.map(file => `examples/${file}`).toSorted())
  t.strictSame(
    blocksOf(page).map(({ text }) => text),
    named.map(read)
  )
})

t.test('the examples for node:test pass', async t => {
  for (const file of ['node-test.test.mjs', 'parallel.test.mjs']) {
    const command = ['node', '--test', '--test-reporter=tap', join(ROOT, 'examples', file)]
    const { code, output } = await run(createFolder(t), command)
    t.equal(code, 0, file, { output })
    t.match(output, /^# pass [1-9]\d*$/m)
  }
})

t.test('the example for tap passes', async t => {
  const folder = createFolder(t)
  // In a folder of its own: the runner clears what the one around it has collected.
  cpSync(join(ROOT, 'examples/tap.test.mjs'), join(folder, 'tap.test.mjs'))
  const command = ['node_modules/tap/dist/esm/run.mjs', '--type-strip-only', '--disable-coverage']
  const { code, output } = await run(folder, ['node', ...command, '--reporter=tap', 'tap.test.mjs'])
  t.equal(code, 0, 'it passes', { output })
  t.match(output, /^# \{ total: [1-9]\d*, pass: [1-9]\d* \}$/m)
})

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CONTROL_OPERATIONS } from '../../src/control-api/operations.ts'
import { ROOT } from '../cli/process.ts'
import { checkDirect } from '../clients/examples.ts'
import { blocksOf, read, recipesOf } from './page.ts'
import { checkRecipes, createFolder, run } from './shell.ts'

/** The recipes of the documentation as a reader runs them, on the built package. */

t.test('docs/CONTROL.md: every recipe prints the documented output', async t => {
  await checkRecipes(t, recipesOf(read('docs/CONTROL.md')))
})

t.test('docs/START.md: its commands print the documented output', async t => {
  // test/package/newcomer.package.ts runs the first command.
  const [start, ...recipes] = recipesOf(read('docs/START.md'))
  t.equal(start?.text, 'npm ci && npm start\n')
  await checkRecipes(t, recipes)
})

t.test('docs/TESTS.md: each answer with an output prints it', async t => {
  await checkRecipes(
    t,
    recipesOf(read('docs/TESTS.md')).filter(({ expected }) => expected)
  )
})

t.test('docs/CONTROL.md lists every call, and those that do not work for one sandbox', async t => {
  const page = read('docs/CONTROL.md')
  const [, sentence = ''] = /^.*\bAll except (.*) also work for one sandbox\b/m.exec(page) ?? []
  const global = [...sentence.matchAll(/`(\/\w+)`/g)].map(([, path]) => path)
  const table = page.matchAll(/([A-Z]+(?:, [A-Z]+)*) `(\/[^` ]+)`(?=; | \|$)/gm)
  const listed = [...table].flatMap(([, methods = '', path = '']) =>
    methods.split(', ').map(method => [method, path, !global.includes(/^\/\w+/.exec(path)?.[0])])
  )
  const calls = CONTROL_OPERATIONS.map(({ method, path, acceptsSandbox }) => [
    method,
    path,
    acceptsSandbox === true
  ])
  t.strictSame(listed.toSorted(), calls.toSorted())
})

t.test('README.md: the example in Node.js', async t => {
  const { text = '' } = blocksOf(read('README.md')).find(({ language }) => language === 'js') ?? {}
  const folder = createFolder(t)
  writeFileSync(join(folder, 'example.mjs'), text)
  t.match(await run(folder, ['node', 'example.mjs']), { code: 0, output: 'totalCount: 0' })
})

t.test('the example for node:test passes', async t => {
  const command = ['node', '--test', '--test-reporter=tap', join(ROOT, 'examples/node/node-test.test.mjs')]
  const { code, output } = await run(createFolder(t), command)
  t.equal(code, 0, 'it passes', { output })
  t.match(output, /^# pass 5$/m)
})

t.test('the example with a webhook passes', async t => {
  const folder = createFolder(t)
  cpSync(join(ROOT, 'examples/node/webhook.test.mjs'), join(folder, 'webhook.test.mjs'))
  const { code, output } = await run(folder, ['node', '--test', '--test-reporter=tap'])
  t.equal(code, 0, 'it passes', { output })
  t.match(output, /^# pass 1$/m)
})

t.test('the example for a running mock passes, and fails if a request was not sent as expected', async t => {
  const folder = createFolder(t)
  cpSync(join(ROOT, 'examples/node'), folder, { recursive: true })
  const file = join(folder, 'sandbox.test.mjs')
  const command = ['atlas-mock', 'exec', '--', 'node', '--test', '--test-reporter=tap', file]
  const passing = await run(folder, command)
  t.equal(passing.code, 0, 'it passes', passing)
  t.match(passing.output, /^# pass 4$/m)

  const text = readFileSync(file, 'utf8')
  const changed = text.replace('exactly: 1', 'exactly: 2')
  t.not(changed, text, 'the expectation is changed')
  writeFileSync(file, changed)
  const failing = await run(folder, command)
  t.equal(failing.code, 1, 'it fails', failing)
  t.match(failing.output, /^# pass 3$/m)
  t.match(failing.output, 'verification failed: expected exactly 2, found 1')
})

t.test('the helper for a running mock says how to start it', async t => {
  const folder = createFolder(t)
  cpSync(join(ROOT, 'examples/node'), folder, { recursive: true })
  const { code, output } = await run(folder, ['node', '--test', '--test-reporter=tap', 'sandbox.test.mjs'])
  t.equal(code, 1, 'it fails')
  t.match(
    output,
    /ATLAS_MOCK_URL is not set: run `npm start` in a checkout of the mock, then set ATLAS_MOCK_URL=/
  )
})

t.test('the helper for a running mock follows no redirect and uses no proxy', async t => {
  const folder = createFolder(t)
  cpSync(join(ROOT, 'examples/node'), folder, { recursive: true })
  const command = ['node', '--test', '--test-name-pattern=too short', 'sandbox.test.mjs']
  await checkDirect(t, env => run(folder, command, { ...env, NODE_USE_ENV_PROXY: '1' }))
})

t.test('the example for tap passes', async t => {
  const folder = createFolder(t)
  // In a folder of its own: the runner clears what the one around it has collected.
  cpSync(join(ROOT, 'examples/node/tap.test.mjs'), join(folder, 'tap.test.mjs'))
  const command = ['node_modules/tap/dist/esm/run.mjs', '--type-strip-only', '--disable-coverage']
  const { code, output } = await run(folder, ['node', ...command, '--reporter=tap', 'tap.test.mjs'])
  t.equal(code, 0, 'it passes', { output })
  t.match(output, /^# \{ total: [1-9]\d*, pass: [1-9]\d* \}$/m)
})

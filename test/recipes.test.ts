import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { CONTROL_OPERATIONS } from '../src/control/operations.ts'
import { BUNDLE, Child, ROOT } from './cli/process.ts'

/** The recipes of the documentation as a reader runs them, on the built package. */

t.setTimeout(120_000)

/** A fenced block of a page. */
interface Block {
  language: string
  text: string
  /** Where its text begins. */
  line: number
}

/** A recipe, and what the page says that it prints. */
interface Recipe extends Block {
  expected: Block | undefined
}

const OUTPUT = ['text', 'json']

function read(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8')
}

/** The part of a page below one of its headings. */
function section(page: string, heading: string): string {
  const [, part] =
    new RegExp(`^## ${heading}\\n([\\s\\S]*?)(?=^## |(?![\\s\\S]))`, 'm').exec(read(page)) ?? []
  if (part === undefined) throw new Error(`${page} has no section ${heading}`)
  return part
}

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: text = '', index }) => ({
      language,
      text,
      line: markdown.slice(0, index).split('\n').length + 1
    })
  )
}

function recipesOf(markdown: string): Recipe[] {
  const blocks = blocksOf(markdown)
  return blocks.flatMap((block, at) => {
    if (block.language !== 'sh') return []
    const next = blocks[at + 1]
    return [{ ...block, expected: next && OUTPUT.includes(next.language) ? next : undefined }]
  })
}

/** What a reader has: a folder with the package in it, and its Node.js. */
function createFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'recipes-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const bin = join(folder, 'node_modules/.bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(process.execPath, join(bin, 'node'))
  symlinkSync(BUNDLE, join(bin, 'atlas-mock'))
  symlinkSync(ROOT, join(folder, 'node_modules/atlas-integrations-mock'))
  symlinkSync(join(ROOT, 'node_modules/tap'), join(folder, 'node_modules/tap'))
  return folder
}

interface Outcome {
  code: number | null
  output: string
}

/** Runs a command in a folder as a reader's shell does: nothing of this run of tests reaches it. */
async function run(
  folder: string,
  command: readonly string[],
  more: Record<string, string> = {}
): Promise<Outcome> {
  const ours = /^(npm_|_?tap|node_|atlas_mock|mongodb_atlas|mdb_mcp|mcli)/i
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
  const path = `${join(folder, 'node_modules/.bin')}:${process.env['PATH']}`
  // tap's hooks come back into NODE_OPTIONS at every spawn; the shell takes them out and gives way.
  const child = spawn('sh', ['-c', 'unset NODE_OPTIONS; exec "$0" "$@"', ...command], {
    cwd: folder,
    env: { ...Object.fromEntries(kept), PATH: path, ...more },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const [code] = await once(child, 'close')
  return { code, output }
}

/** A server of its own with the built-in seed, as `serve --json` says that it is ready. */
async function startServer(t: Test): Promise<string> {
  const flags = ['serve', '--port', '0', '--json', '--log-level', 'silent']
  const child = new Child(t, flags, { file: BUNDLE })
  const [line] = await child.said(/^\{.*\}\n/)
  return (JSON.parse(line) as { url: string }).url
}

/**
 * Runs recipes one after the other in one shell, each with a file for what it prints.
 *
 * @param isPrinted whether the page says all that they print
 */
async function checkRecipes(
  t: Test,
  recipes: readonly Recipe[],
  { isPrinted = true }: { isPrinted?: boolean } = {}
): Promise<void> {
  t.ok(recipes.length > 0, 'there are recipes')
  const folder = createFolder(t)
  const needs = await run(folder, ['sh', '-c', 'curl --version && bash --version'])
  if (needs.code !== 0) {
    // The comment is for the reporter, which leaves out what did not fail.
    t.pass('the recipes', { skip: 'they need curl and bash' })
    t.comment('skipped: the recipes need curl and bash')
    return
  }
  const fileOf = (at: number) => join(folder, `recipe-${at}.txt`)
  const script = recipes.map(({ text }, at) => `exec > '${fileOf(at)}'\n${text}`).join('\n')
  writeFileSync(join(folder, 'recipes.sh'), script)
  const shell = ['bash', '-e', '-o', 'pipefail', 'recipes.sh']
  const { code, output } = await run(folder, shell, { MOCK: await startServer(t) })

  const last = recipes.findLastIndex((_, at) => existsSync(fileOf(at)))
  for (const [at, { line, text, expected }] of recipes.entries()) {
    const title = `line ${line}: ${text.slice(0, text.indexOf('\n'))}`
    const printed = existsSync(fileOf(at)) ? readFileSync(fileOf(at), 'utf8') : ''
    if (at > last || (at === last && code !== 0)) {
      t.fail(title, { code, output, printed })
      return
    }
    if (isPrinted) comparePrinted(t, printed, expected, title)
    else t.pass(title)
  }
}

function comparePrinted(t: Test, printed: string, expected: Block | undefined, title: string): void {
  if (expected?.language === 'json') t.strictSame(JSON.parse(printed), JSON.parse(expected.text), title)
  else t.equal(printed.trimEnd(), (expected?.text ?? '').trimEnd(), title)
}

t.test('docs/CONTROL.md: every recipe does what it says', async t => {
  await checkRecipes(t, recipesOf(read('docs/CONTROL.md')))
})

for (const page of ['docs/LOCAL.md', 'docs/DEMO.md', 'docs/UPGRADING.md']) {
  t.test(`${page}: its commands do what it says`, async t => {
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

t.test('docs/NODE.md shows the examples as they are', async t => {
  const page = read('docs/NODE.md')
  const named = [...page.matchAll(/\(\.\.\/(examples\/\S+\.test\.mjs)\)/g)].map(([, file = '']) => file)
  const files = readdirSync(join(ROOT, 'examples')).filter(file => file.endsWith('.test.mjs'))
  t.strictSame(named.toSorted(), files.map(file => `examples/${file}`).toSorted())
  t.strictSame(
    blocksOf(page).map(({ text }) => text),
    named.map(read)
  )
})

t.test('the examples for node:test', async t => {
  for (const file of ['node-test.test.mjs', 'parallel.test.mjs']) {
    const command = ['node', '--test', '--test-reporter=tap', join(ROOT, 'examples', file)]
    const { code, output } = await run(createFolder(t), command)
    t.equal(code, 0, file, { output })
    t.match(output, /^# pass [1-9]\d*$/m)
  }
})

t.test('the example for tap', async t => {
  const folder = createFolder(t)
  // In a folder of its own: the runner clears what the one around it has collected.
  cpSync(join(ROOT, 'examples/tap.test.mjs'), join(folder, 'tap.test.mjs'))
  const command = ['node_modules/tap/dist/esm/run.mjs', '--type-strip-only', '--disable-coverage']
  const { code, output } = await run(folder, ['node', ...command, '--reporter=tap', 'tap.test.mjs'])
  t.equal(code, 0, 'it passes', { output })
  t.match(output, /^# \{ total: [1-9]\d*, pass: [1-9]\d* \}$/m)
})

import { spawn } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { randomInt, randomLcg } from 'd3-random'
import { parseSync } from 'rolldown/utils'

/**
 * Mutation testing: changes one expression at a time and runs the tests until one fails. Works on copies of the
 * project. The same seed selects the same mutants. Prints those that survive, and how many were killed in each folder of
 * `src`.
 */
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) }
  }
})

/** The mutated files; `npm run test:browser` tests the console's page. */
const SOURCES = globSync('src/**/*.ts')
  .map(path => path.replaceAll(sep, '/'))
  .filter(path => !path.startsWith('src/console/page/'))
  .sort()

/** A file of `test/suites`, and the start of the paths of the tests that it runs first. */
type Suite = readonly [file: string, first: string]

/** Milliseconds for a file of tests: a mutant may run forever. */
const TIMEOUT = 180_000

interface Mutant {
  file: string
  line: number
  from: string
  to: string
  /** The file's text with the change. */
  source: string
}

interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

const OPERATORS: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '&&': '||',
  '||': '&&',
  '??': '&&'
}

/** Returns the replacement for a node; undefined: the node is not mutated. */
function replacementOf(node: Node, text: (part: unknown) => string): string | undefined {
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const operator = OPERATORS[String(node['operator'])]
      return operator && `(${text(node['left'])} ${operator} ${text(node['right'])})`
    }
    case 'UnaryExpression':
      return node['operator'] === '!' ? text(node['argument']) : undefined
    case 'ConditionalExpression':
      return `(${text(node['test'])} ? ${text(node['alternate'])} : ${text(node['consequent'])})`
    case 'IfStatement': {
      const [whole, test] = [text(node), text(node['test'])]
      const at = (node['test'] as Node).start - node.start
      return `${whole.slice(0, at)}!(${test})${whole.slice(at + test.length)}`
    }
    case 'Literal':
      if (typeof node['value'] === 'boolean') return String(!node['value'])
      if (typeof node['value'] === 'number') return String(node['value'] + 1)
      return undefined
    case 'ThrowStatement':
      return ';'
    case 'ExpressionStatement':
      return (node['expression'] as Node).type === 'CallExpression' ? ';' : undefined
    default:
      return undefined
  }
}

function mutantsOf(file: string): Mutant[] {
  const source = readFileSync(file, 'utf8')
  const text = (part: unknown) => source.slice((part as Node).start, (part as Node).end)
  const mutants: Mutant[] = []
  const visit = (node: Node): void => {
    // Types have no effect at run time.
    if (node.type.startsWith('TS') && !/^TS(As|Satisfies|NonNull)Expression$/.test(node.type)) return
    const to = replacementOf(node, text)
    if (to !== undefined) {
      const line = source.slice(0, node.start).split('\n').length
      const mutated = source.slice(0, node.start) + to + source.slice(node.end)
      mutants.push({ file, line, from: text(node), to, source: mutated })
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child)
  }
  visit(parseSync(file, source).program as unknown as Node)
  return mutants
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** Selects random mutants; the same seed selects the same ones. */
function sample(all: Mutant[], count: number, seed: number): Mutant[] {
  const draw = randomInt.source(randomLcg(seed))
  const rest = [...all]
  return Array.from({ length: Math.min(count, all.length) }, () => rest.splice(draw(rest.length)(), 1)).flat()
}

function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutate-'))
  const skipped = new Set(['node_modules', '.git', '.tap'])
  cpSync('.', folder, { recursive: true, filter: path => !skipped.has(path) })
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Returns the room of a file of `src`: its folder, and that in `proof`. */
function roomOf(file: string): string {
  return dirname(file).replace(/^src\//, '')
}

/** Returns the tests in running order: those that kill most mutants of the file in the least time first. */
function testsOf(file: string): Suite[] {
  const room = roomOf(file)
  const isControl = ['control', 'control-api', 'journal', 'state'].includes(room)
  const server = ['test/suites/server.ts', isControl ? 'control' : 'exchanges'] as const
  const programs = ['test/suites/programs.ts', room] as const
  const compare = ['replay', 'compare', 'lies'].map(name => [`test/robust/${name}.robust.ts`, ''] as const)
  if (/^proof\/(calls|commands|compare)$/.test(room)) return [programs, ...compare, server]
  return /^(cli|console|proof)\b/.test(room) ? [programs, server] : [server, programs]
}

/** Many tests run the built programs: those of the built mutant. */
const BUILT: readonly Suite[] = [
  ['scripts/build.ts', ''],
  ['test/suites/programs.ts', 'cli'],
  ['test/robust/sockets.robust.ts', '']
]

/** Returns whether a test fails. */
async function isKilled({ file, source }: Mutant, folder: string): Promise<boolean> {
  const path = join(folder, file)
  const original = readFileSync(path)
  writeFileSync(path, source)
  try {
    if (await failsAny(testsOf(file), folder)) return true
    const isFailed = await failsAny(BUILT, folder)
    cpSync('dist', join(folder, 'dist'), { recursive: true, force: true })
    return isFailed
  } finally {
    writeFileSync(path, original)
  }
}

/** Returns whether one of the test files fails. */
async function failsAny(tests: readonly Suite[], folder: string): Promise<boolean> {
  for (const test of tests) if (await fails(test, folder)) return true
  return false
}

async function fails(test: Suite, folder: string): Promise<boolean> {
  const env = { ...process.env, TAP_BAIL: '1', TAP_TIMEOUT: String(TIMEOUT / 1000) }
  const tests = spawn(process.execPath, test, { cwd: folder, env, stdio: 'ignore', timeout: TIMEOUT })
  return await new Promise(resolve => tests.once('exit', code => resolve(code !== 0)))
}

const chosen = sample(SOURCES.flatMap(mutantsOf), Number(values.count), Number(values.seed))
const results: { room: string; killed: boolean }[] = []
const queue = chosen.values()
const work = async () => {
  const folder = copyProject()
  if (await failsAny(testsOf('src/cli/main.ts'), folder)) throw new Error('the tests fail without a mutant')
  for (const mutant of queue) {
    const { file, line, from, to } = mutant
    const killed = await isKilled(mutant, folder)
    results.push({ room: roomOf(file), killed })
    process.stdout.write(
      `${results.length}/${chosen.length} ${file}:${line} ${killed ? 'killed' : `survived\n- ${from}\n+ ${to}`}\n`
    )
  }
  rmSync(folder, { recursive: true, force: true })
}
await Promise.all(Array.from({ length: Number(values.jobs) }, work))

const rooms = [...new Set(results.map(({ room }) => room))].sort()
for (const room of rooms) report(room, result => result.room === room)
report('all', () => true)

function report(name: string, isIncluded: (result: { room: string; killed: boolean }) => boolean): void {
  const included = results.filter(isIncluded)
  const killed = included.filter(result => result.killed).length
  const share = Math.round((100 * killed) / included.length)
  process.stdout.write(`${name}: ${killed} of ${included.length} killed (${share} %)\n`)
}

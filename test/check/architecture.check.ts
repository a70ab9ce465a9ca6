import { globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, posix, sep } from 'node:path'
import { parseSync } from 'rolldown/utils'
import t from 'tap'
import { readTypeFiles } from '../../src/integrations/registry.ts'

const ROOT = join(import.meta.dirname, '../..')
const SRC = join(ROOT, 'src')

/** An import within src, of types only or of values. */
interface Import {
  path: string
  isType: boolean
}

interface Module {
  path: string
  text: string
  imports: Import[]
  packages: string[]
}

const MODULES: Module[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter(name => /(?<!\.d)\.tsx?$/.test(name))
  .map(name => {
    const path = name.replaceAll(sep, '/')
    const text = readFileSync(join(SRC, path), 'utf8')
    const { staticImports, staticExports, dynamicImports } = parseSync(path, text).module
    const targets = [
      ...staticImports.map(({ moduleRequest, entries }) => ({
        target: moduleRequest.value,
        isType: entries.length > 0 && entries.every(({ isType }) => isType)
      })),
      ...staticExports
        .flatMap(({ entries }) => entries)
        .flatMap(({ moduleRequest, isType }) =>
          moduleRequest ? [{ target: moduleRequest.value, isType }] : []
        ),
      // Without the quotes.
      ...dynamicImports.map(({ moduleRequest: { start, end } }) => ({
        target: text.slice(start + 1, end - 1),
        isType: false
      }))
    ]
    return {
      path,
      text,
      imports: targets
        .filter(({ target }) => /^\..*\.tsx?$/.test(target))
        .map(({ target, isType }) => ({ path: posix.join(posix.dirname(path), target), isType })),
      packages: targets.map(({ target }) => target).filter(target => !target.startsWith('.'))
    }
  })

/** The console's page is a separate program for browsers: each of its folders counts separately. */
const PAGE = 'console/page/'

/** The program that says how sure the mock is; so are its folders. */
const PROOF = 'proof/'

/** The only file of the mock that imports it, besides the command. */
const HOOKS = 'proof-hooks.ts'

/** The room of the Atlas client, which the mock, the proof and the page use. */
const CLIENT = 'client'

function roomOf(path: string): string {
  for (const program of [PAGE, PROOF]) {
    if (path.startsWith(program)) return program + roomOf(path.slice(program.length))
  }
  return path.includes('/') ? (path.split('/')[0] ?? '') : path
}

/** Folders and files of `src`, lowest layer first. Imports must go to a lower layer or stay in the folder. */
const LAYERS: readonly (readonly string[])[] = [
  ['assets.ts'],
  ['base'],
  ['catalogue', 'http'],
  ['client', 'console', 'rate-limits', 'store', 'validation'],
  ['auth', 'config'],
  ['integrations', 'tenancy'],
  ['alert-configs', 'journal'],
  ['state', 'test-alerts', 'proof/label'],
  ['proof/calls'],
  [HOOKS],
  ['control'],
  ['services.ts'],
  ['atlas', 'control-api'],
  ['app.ts'],
  ['mock'],
  ['proof/compare'],
  ['proof/commands'],
  ['cli'],
  ['cli.ts', 'index.ts']
]

/** The layers of the console's page. */
const PAGE_LAYERS: readonly (readonly string[])[] = [
  ['api', 'snippets', 'theme.ts', 'trusted-types.ts', 'words'],
  ['data'],
  ['parts'],
  ['faults', 'integrations', 'requests', 'sandboxes'],
  ['alerts'],
  ['shell'],
  ['main.tsx']
]

const isValue = ({ isType }: Import) => !isType

/** Both languages of a reason are templates that the server and the page fill in alike. */
const TEMPLATES = 'base/fill-template.ts'

t.test("the console's page shares types, the Atlas client and templates with the server", async t => {
  const offenders = MODULES.flatMap(({ path, imports }) =>
    imports
      .filter(target => isValue(target) && target.path.startsWith(PAGE) !== path.startsWith(PAGE))
      .filter(({ path }) => roomOf(path) !== CLIENT && path !== TEMPLATES)
      .map(target => `${path} imports ${target.path}`)
  )
  t.strictSame(offenders, [])
})

t.test('the mock knows the proof by its hooks only', async t => {
  const offenders = MODULES.flatMap(({ path, imports }) =>
    imports
      .filter(target => target.path.startsWith(PROOF) && !path.startsWith(PROOF))
      .filter(() => path !== HOOKS && roomOf(path) !== 'cli')
      .map(target => `${path} imports ${target.path}`)
  )
  t.strictSame(offenders, [])
})

// Browsers run the client too, and authentication must not repeat its mistakes: no test would notice them.
t.test('the Atlas client imports nothing, and authentication does not import it', async t => {
  const offenders = MODULES.flatMap(({ path, imports, packages }) => {
    const targets = [...imports.map(target => target.path), ...packages]
    const isForeign = (target: string) => roomOf(target) !== CLIENT
    if (roomOf(path) === CLIENT) return targets.filter(isForeign).map(target => `${path} imports ${target}`)
    return roomOf(path) === 'auth' && !targets.every(isForeign) ? [`${path} imports ${CLIENT}`] : []
  })
  t.strictSame(offenders, [])
})

t.test('modules import from lower layers only, type imports included', async t => {
  const levels = new Map<string, number>()
  for (const [level, rooms] of LAYERS.entries()) for (const room of rooms) levels.set(room, level)
  for (const [level, rooms] of PAGE_LAYERS.entries()) for (const room of rooms) levels.set(PAGE + room, level)
  const levelOf = (path: string) => levels.get(roomOf(path)) ?? Number.NaN
  const isDown = (path: string, target: string) =>
    roomOf(path) === roomOf(target) || levelOf(target) < levelOf(path)
  const offenders = MODULES.flatMap(({ path, imports }) =>
    imports
      // The page is another program: the test above says what it shares with the server.
      .filter(target => target.path.startsWith(PAGE) === path.startsWith(PAGE))
      .filter(target => !target.path.startsWith('..') && !isDown(path, target.path))
      .map(target => `${path} imports ${target.path}`)
  )
  t.strictSame(offenders, [])
  const rooms = new Set(MODULES.map(({ path }) => roomOf(path)))
  t.strictSame([...rooms].sort(), [...levels.keys()].sort(), 'every module has a layer')
})

t.test('there are no import cycles, type imports included', async t => {
  const graph = new Map(MODULES.map(({ path, imports }) => [path, imports.map(target => target.path)]))
  const circles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) circles.push([...trail.slice(at), path].join(' → '))
    if (at >= 0 || done.has(path)) return
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  t.strictSame(circles, [])
  t.ok([...graph.values()].flat().length > 1000, 'the parser finds the imports')
})

t.test('only the HTTP layers import Fastify, and only the store contains SQL', async t => {
  for (const { path, packages, text } of MODULES) {
    const room = roomOf(path)
    if (packages.some(name => /fastify/.test(name))) {
      t.ok(['app.ts', 'atlas', 'console', 'control-api', 'http'].includes(room), `${path} imports Fastify`)
    }
    if (packages.includes('better-sqlite3') || /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b/.test(text)) {
      t.equal(room, 'store', `${path} contains SQL`)
    }
  }
})

t.test('no file of src names an integration type', async t => {
  const names = new RegExp(
    `\\b(${readTypeFiles()
      .map(({ title }) => title)
      .join('|')})\\b`
  )
  t.strictSame(
    MODULES.filter(({ text }) => names.test(text)).map(({ path }) => path),
    []
  )
})

t.test('one file reads the environment; only the sources read time and random numbers', async t => {
  for (const { path, text } of MODULES) {
    if (/process\.env/.test(text)) t.equal(path, 'config/config.ts')
    // The mock's clock does not control browsers.
    if (path.startsWith(PAGE)) continue
    if (/Date\.now|Math\.random|randomBytes\b(?=[^(]*from)|randomUUID/.test(text))
      t.equal(path, 'base/sources.ts')
  }
})

/** Files of the server with one name, because their folders say the difference. */
const SAME_FILES: Readonly<Record<string, string>> = {
  'alert-configs.ts': 'routes and service',
  'alerts.ts': 'service and control-plane routes',
  'documents.ts': 'service and table',
  'faults.ts': 'their plan and their effects',
  'integrations.ts': 'routes, service and table',
  'maintenance-window.ts': 'routes and service',
  'operations.ts': 'the operations of a surface',
  'organizations.ts': 'routes and table',
  'principals.ts': 'control-plane service and table',
  'projects.ts': 'service and table',
  'stubs.ts': 'their list and their responses',
  'tokens.ts': 'service and table'
}

/** The same for the console's page, which is a program of its own. */
const SAME_PAGE_FILES: Readonly<Record<string, string>> = {
  'control.ts': 'calls and their cache',
  'curl.ts': 'a recorded request, and a snippet',
  'identity.ts': 'its type, and the selected one'
}

/** Types with one name: each is private to its file. */
const SAME_TYPES: Readonly<Record<string, string>> = {
  Row: 'the row of the table in the file'
}
const SAME_PAGE_TYPES: Readonly<Record<string, string>> = {
  Props: 'of the component in the file'
}

/** Types of `types` with one name. They are JSON forms, so they may have the name of a type of `src`. */
const SAME_JSON_TYPES: Readonly<Record<string, string>> = {
  FieldViolation: 'of the API and of the type files',
  State: 'of a file and of the API',
  Text: 'in calls and in exchanges'
}

t.test(
  'no two files, types or exported functions have one name, unless their folders say the difference',
  async t => {
    const isOfPage = ({ path }: { path: string }) => path.startsWith(PAGE)
    const json = globSync('types/*.d.ts', { cwd: ROOT }).map(path => ({
      path,
      text: readFileSync(join(ROOT, path), 'utf8')
    }))
    const doubles = (names: readonly string[]) => [
      ...new Set(names.filter((name, at) => names.indexOf(name) !== at).sort())
    ]
    for (const [program, modules, files, types] of [
      ['server', MODULES.filter(module => !isOfPage(module)), SAME_FILES, SAME_TYPES],
      ['page', MODULES.filter(isOfPage), SAME_PAGE_FILES, SAME_PAGE_TYPES],
      ['types', json, {}, SAME_JSON_TYPES]
    ] as const) {
      t.strictSame(
        doubles(modules.map(({ path }) => basename(path))),
        Object.keys(files),
        `files of ${program}`
      )
      const names = modules.flatMap(({ text }) =>
        Array.from(text.matchAll(/^(?:export )?(?:interface|type|class) (\w+)/gm), ([, name = '']) => name)
      )
      t.strictSame(doubles(names), Object.keys(types), `types of ${program}`)
      const functions = modules.flatMap(({ text }) =>
        Array.from(text.matchAll(/^export (?:async )?(?:function\*?|const) (\w+)/gm), ([, name = '']) => name)
      )
      t.strictSame(doubles(functions), [], `exported functions of ${program}`)
    }
  }
)

t.test('CONTRIBUTING lists the rooms of each program, lowest layer first', async t => {
  const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
  const listed = ['The mock', 'The proof', 'The page'].map(program => {
    const [, list = ''] = new RegExp(`^### ${program}\\n([\\s\\S]*?)^##`, 'm').exec(text) ?? []
    const heads = [...list.matchAll(/^- (`.+?`): /gm)].map(([, head = '']) => head)
    return heads.flatMap(head => head.split(', ')).map(name => name.replaceAll('`', ''))
  })
  const folders = (layers: typeof LAYERS) => layers.flat().filter(room => !room.includes('.'))
  const [proof = [], mock = []] = [true, false].map(isProof =>
    folders(LAYERS).filter(room => room.startsWith(PROOF) === isProof)
  )
  t.strictSame(listed, [mock, proof, folders(PAGE_LAYERS)])
})

t.test('every path and every script that a page names exists', async t => {
  const pages = globSync(
    '{README,README.zh-CN,CONTRIBUTING,DECISIONS,RELEASING,docs/*,examples/*/README}.md',
    { cwd: ROOT }
  )
  const folders = readdirSync(ROOT, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !['dist', 'node_modules'].includes(entry.name))
    .map(({ name }) => name)
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const offenders = pages.flatMap(page => {
    const text = readFileSync(join(ROOT, page), 'utf8')
    const words = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.split(' '))
    const missing = words.filter(word => {
      // `<TYPE>` and `…` stand for any name.
      const path = word.replace(/<\w+>|…/g, '*')
      const isOurs = folders.includes(path.split('/')[0] ?? '') && path.includes('/')
      if (!isOurs && !/^[\w*./-]+\.(tsx?|md)$/.test(path)) return false
      const pattern = isOurs ? path : `{,{src,scripts,test,docs}/**/}${path}`
      return globSync(pattern, { cwd: ROOT }).length === 0
    })
    const commands = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name)
    return [...missing, ...commands.filter(name => !(name in scripts))].map(name => `${page}: ${name}`)
  })
  t.ok(pages.length > 15)
  t.strictSame(offenders, [])
})

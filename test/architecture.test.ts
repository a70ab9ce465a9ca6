import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t from 'tap'
import { readTypeFiles } from '../src/integrations/registry.ts'

const SRC = join(import.meta.dirname, '..', 'src')

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
  .filter(name => /\.tsx?$/.test(name))
  .map(path => {
    const text = readFileSync(join(SRC, path), 'utf8')
    const found = [...text.matchAll(/^(?:import|export)( type)?[^'"]*?from '([^']+)'|import\('([^']+)'\)/gm)]
    const targets = found.map(match => ({
      isType: match[1] !== undefined,
      target: match[2] ?? match[3] ?? ''
    }))
    return {
      path,
      text,
      imports: targets
        .filter(({ target }) => target.startsWith('.') && !target.endsWith('.json'))
        .map(({ target, isType }) => ({ path: relative(SRC, join(SRC, dirname(path), target)), isType })),
      packages: targets.map(({ target }) => target).filter(target => !target.startsWith('.'))
    }
  })

/** The console's page is a program of its own, for browsers: its folders are rooms as well. */
const PAGE = 'console/page/'

function roomOf(path: string): string {
  if (path.startsWith(PAGE)) return PAGE + roomOf(path.slice(PAGE.length))
  return path.includes('/') ? (path.split('/')[0] ?? '') : path
}

/** Which rooms a room may import values from; rooms and files that are not named may import all. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': ['assets.ts'],
  config: ['config', 'errors.ts'],
  'config.ts': ['config', 'errors.ts'],
  'assets.ts': [],
  'ajv.ts': [],
  'sources.ts': [],
  'client-environment.ts': [],
  'body-validator.ts': ['ajv.ts', 'errors.ts', 'vocabulary.ts'],
  'vocabulary.ts': [],
  'header-list.ts': [],
  'request-target.ts': [],
  'time-slices.ts': [],
  http: ['http'],
  console: ['console', 'assets.ts', 'http'],
  store: ['store', 'errors.ts'],
  auth: ['auth', 'errors.ts', 'header-list.ts'],
  integrations: ['integrations', 'assets.ts', 'errors.ts'],
  tenancy: ['tenancy', 'assets.ts', 'auth', 'errors.ts'],
  state: ['state', 'ajv.ts', 'assets.ts', 'auth', 'errors.ts', 'integrations'],
  journal: [
    'journal',
    'assets.ts',
    'auth',
    'integrations',
    'errors.ts',
    'request-target.ts',
    'time-slices.ts'
  ],
  alerts: ['alerts', 'assets.ts', 'auth', 'integrations'],
  control: [
    'control',
    'alerts',
    'ajv.ts',
    'assets.ts',
    'auth',
    'client-environment.ts',
    'errors.ts',
    'http',
    'integrations',
    'journal',
    'request-target.ts',
    'state',
    'time-slices.ts'
  ],
  'services.ts': [
    'auth',
    'body-validator.ts',
    'errors.ts',
    'control',
    'integrations',
    'sources.ts',
    'state',
    'store',
    'tenancy'
  ],
  atlas: [
    'atlas',
    'assets.ts',
    'auth',
    'control',
    'errors.ts',
    'header-list.ts',
    'http',
    'integrations',
    'journal',
    'request-target.ts',
    'tenancy'
  ],
  openapi: [
    'openapi',
    'assets.ts',
    'atlas',
    'control',
    'http',
    'integrations',
    'request-target.ts',
    'vocabulary.ts'
  ],
  mock: [
    'mock',
    'app.ts',
    'auth',
    'client-environment.ts',
    'config.ts',
    'control',
    'errors.ts',
    'http',
    'state'
  ]
}

/** The same within the console's page: from its views down to what they are made of. */
const VIEW = ['atlas', 'control', 'parts', 'snippets', 'state', 'words'] as const
const ALLOWED_IN_PAGE: Readonly<Record<string, readonly string[]>> = {
  atlas: [],
  control: [],
  snippets: [],
  words: [],
  state: ['atlas', 'control', 'words'],
  parts: ['state', 'words'],
  wire: VIEW,
  integrations: [...VIEW, 'wire'],
  journal: VIEW,
  stage: VIEW,
  inbox: VIEW,
  shell: [...VIEW, 'inbox', 'integrations', 'journal', 'stage']
}

const isValue = ({ isType }: Import) => !isType

t.test("the console's page shares only types with the server", async t => {
  const offenders = MODULES.flatMap(({ path, imports }) =>
    imports
      .filter(target => isValue(target) && target.path.startsWith(PAGE) !== path.startsWith(PAGE))
      .map(target => `${path} imports ${target.path}`)
  )
  t.strictSame(offenders, [])
})

t.test('imports of values run from upper layers to lower ones', async t => {
  const inPage = Object.entries(ALLOWED_IN_PAGE).map(([room, others]): [string, string[]] => [
    PAGE + room,
    [room, ...others].map(other => PAGE + other)
  ])
  const allowed = new Map<string, readonly string[]>([...Object.entries(ALLOWED), ...inPage])
  const offenders = MODULES.flatMap(({ path, imports }) =>
    imports
      .filter(target => isValue(target) && allowed.get(roomOf(path))?.includes(roomOf(target.path)) === false)
      .map(target => `${path} imports ${target.path}`)
  )
  t.strictSame(offenders, [])
  const rooms = new Set(MODULES.map(({ path }) => roomOf(path)))
  t.strictSame(
    [...allowed.keys()].filter(room => !rooms.has(room)),
    [],
    'every row of the table has a room'
  )
})

t.test('no circle of imports, those of types included', async t => {
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
  t.ok(graph.size > 20)
})

t.test('Fastify is known to the HTTP surfaces only, SQL to the store only', async t => {
  for (const { path, packages, text } of MODULES) {
    const room = roomOf(path)
    if (packages.some(name => /fastify/.test(name))) {
      t.ok(
        ['app.ts', 'atlas', 'console', 'control', 'http', 'openapi'].includes(room),
        `${path} knows Fastify`
      )
    }
    if (packages.includes('better-sqlite3') || /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b/.test(text)) {
      t.equal(room, 'store', `${path} knows SQL`)
    }
  }
})

t.test('no file of src names an integration type', async t => {
  const names = new RegExp(
    `\\b(${readTypeFiles()
      .map(({ title }) => title)
      .join('|')})\\b`
  )
  for (const { path, text } of MODULES) t.notMatch(text, names, path)
})

t.test('the environment is read in one file; time and chance come from the sources', async t => {
  for (const { path, text } of MODULES) {
    if (/process\.env/.test(text)) t.equal(path, 'config.ts')
    // A browser's time is nobody's to move.
    if (path.startsWith(PAGE)) continue
    if (/Date\.now|Math\.random|randomBytes\b(?=[^(]*from)|randomUUID/.test(text)) t.equal(path, 'sources.ts')
  }
})

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t from 'tap'
import { readTypeFiles } from '../src/integrations/registry.ts'

const SRC = join(import.meta.dirname, '..', 'src')

interface Module {
  path: string
  text: string
  /** Imports within src; of types only or of values. */
  imports: { path: string; isType: boolean }[]
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
        .filter(({ target }) => target.startsWith('.'))
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
  'errors.ts': [],
  config: ['config', 'errors.ts'],
  'config.ts': ['config', 'errors.ts'],
  'assets.ts': [],
  'ajv.ts': [],
  'sources.ts': [],
  'client-environment.ts': [],
  'catalogue.ts': ['assets.ts', 'errors.ts'],
  'body-validator.ts': ['ajv.ts', 'errors.ts', 'vocabulary.ts'],
  'vocabulary.ts': [],
  'header-list.ts': [],
  http: ['http'],
  console: ['console', 'assets.ts', 'http'],
  store: ['store', 'errors.ts'],
  auth: ['auth', 'errors.ts', 'header-list.ts'],
  integrations: ['integrations', 'assets.ts', 'errors.ts'],
  tenancy: ['tenancy', 'assets.ts', 'auth', 'errors.ts'],
  state: ['state', 'ajv.ts', 'assets.ts', 'auth', 'errors.ts', 'integrations'],
  journal: ['journal', 'assets.ts', 'auth', 'integrations'],
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
    'state'
  ],
  'services.ts': [
    'auth',
    'body-validator.ts',
    'catalogue.ts',
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
    'tenancy'
  ],
  openapi: ['openapi', 'assets.ts', 'atlas', 'control', 'http', 'integrations', 'vocabulary.ts'],
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

t.test(
  "the console's page shares nothing but types with the server, and imports run one way in it",
  async t => {
    for (const { path, imports } of MODULES) {
      for (const target of imports.filter(({ isType }) => !isType)) {
        const isWithin = target.path.startsWith(PAGE)
        t.equal(path.startsWith(PAGE), isWithin, `${path} and ${target.path} are of one program`)
      }
    }
    for (const [name, others] of Object.entries(ALLOWED_IN_PAGE)) {
      const allowed = [name, ...others].map(other => PAGE + other)
      const own = MODULES.filter(({ path }) => roomOf(path) === PAGE + name)
      t.ok(own.length > 0, name)
      for (const { path, imports } of own) {
        for (const target of imports.filter(({ isType }) => !isType)) {
          t.ok(allowed.includes(roomOf(target.path)), `${path} may import ${target.path}`)
        }
      }
    }
  }
)

t.test('imports run one way', async t => {
  for (const { path, imports } of MODULES) {
    const allowed = ALLOWED[roomOf(path)]
    for (const target of imports.filter(target => allowed && !target.isType)) {
      t.ok(allowed?.includes(roomOf(target.path)), `${path} may import ${target.path}`)
    }
  }
})

t.test('no circles', async t => {
  const graph = new Map(MODULES.map(({ path, imports }) => [path, imports.filter(({ isType }) => !isType)]))
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) t.fail(`circle: ${[...trail, path].join(' → ')}`)
    else for (const target of graph.get(path) ?? []) visit(target.path, [...trail, path])
  }
  for (const path of graph.keys()) visit(path, [])
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

import { createRequire } from 'node:module'
import { resolve as absolute, relative } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'

/**
 * Modules that hardly a start needs, by who asks for them. Some ask for all at once: Fastify for a compiler of
 * schemas, a judge of its plugins' versions and servers of other protocols, commander for programs to start.
 */
const LATE: readonly { by: RegExp; modules: readonly string[] }[] = [
  { by: /^src\//, modules: ['ajv', 'ajv-formats', 'node:https', 'node:dns/promises', 'node:child_process'] },
  { by: /^node_modules\/commander\//, modules: ['node:child_process'] },
  {
    by: /^node_modules\/fastify\//,
    modules: [
      '@fastify/ajv-compiler',
      '@fastify/fast-json-stringify-compiler',
      'node:http2',
      'node:https',
      'semver'
    ]
  }
]

/** The file beside the bundle that holds such packages: they need not even be read before. */
const FILE = 'late.cjs'

/** Files of the packages that the bundle left to it, from the project's root. */
const packages = new Set<string>()

/** Tells a request that was made here. */
const LOADING = { isLoading: true }

/** Puts something in the place of these modules that loads them at the first use of what they export. */
export const loadLate: Plugin = {
  name: 'load-late',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      const from = relative('.', importer).replaceAll('\\', '/')
      const isLate = LATE.some(({ by, modules }) => by.test(from) && modules.includes(path))
      const isStatic = kind === 'import-statement' || kind === 'require-call'
      if (!isLate || !isStatic || pluginData === LOADING) return
      if (path.startsWith('node:')) return { path, namespace: 'late' }
      const found = await resolve(path, { importer, kind: 'require-call', resolveDir, pluginData: LOADING })
      return { path: relative('.', found.path).replaceAll('\\', '/'), namespace: 'late' }
    })
    onResolve({ filter: /.*/, namespace: 'late' }, ({ path }) => ({ path, external: true }))
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({ contents: standInFor(path) }))
  }
}

/** Builds the file of the packages that a bundle with {@link loadLate} has left out. */
export async function buildLate(): Promise<Metafile> {
  const getters = [...packages].map(path => `get ${quote(path)}() { return require(${quote(`./${path}`)}) }`)
  const { metafile } = await build({
    stdin: { contents: `module.exports = { ${getters.join(', ')} }`, resolveDir: '.' },
    outfile: `dist/${FILE}`,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22.18',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning'
  })
  return metafile
}

const requireHere = createRequire(import.meta.url)

/** @param path of a module of Node.js, or of a package's file */
function standInFor(path: string): string {
  const isOwn = path.startsWith('node:')
  if (!isOwn) packages.add(path)
  const load = isOwn ? `require(${quote(path)})` : `require('./${FILE}')[${quote(path)}]`
  const found = requireHere(isOwn ? path : absolute(path))
  const whole = typeof found === 'function' ? `(...given) => ${load}(...given)` : '{}'
  const getters = Object.keys(found).map(
    name => `${quote(name)}: { enumerable: true, get: () => ${load}[${quote(name)}] }`
  )
  return `module.exports = Object.defineProperties(${whole}, { ${getters.join(', ')} })`
}

function quote(text: string): string {
  return JSON.stringify(text)
}

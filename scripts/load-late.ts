import { createRequire } from 'node:module'
import type { Plugin } from 'esbuild'

/**
 * Modules that hardly a start needs, by who asks for them: Fastify takes a compiler of schemas, versions of
 * plugins and servers of other protocols at once, whether they are used or not.
 */
const LATE: readonly { by: RegExp; modules: readonly string[] }[] = [
  { by: /\/src\//, modules: ['ajv', 'ajv-formats', 'node:https', 'node:dns/promises', 'node:child_process'] },
  {
    by: /\/node_modules\/fastify\//,
    modules: [
      '@fastify/ajv-compiler',
      '@fastify/fast-json-stringify-compiler',
      'node:http2',
      'node:https',
      'semver'
    ]
  }
]

/** Puts something in the place of these modules that loads them at the first use of what they export. */
export const loadLate: Plugin = {
  name: 'load-late',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      const isLate = LATE.some(({ by, modules }) => by.test(importer) && modules.includes(path))
      const isStatic = kind === 'import-statement' || kind === 'require-call'
      if (!isLate || !isStatic || pluginData === LOADING) return
      if (path.startsWith('node:')) return { path, namespace: 'late' }
      const found = await resolve(path, { importer, kind: 'require-call', resolveDir, pluginData: LOADING })
      return { path: found.path, namespace: 'late' }
    })
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({ contents: standIn(path), resolveDir: '/' }))
  }
}

/** Tells a request that was made here. */
const LOADING = { isLoading: true }

const requireHere = createRequire(import.meta.url)

function standIn(path: string): string {
  const found = requireHere(path)
  const load = `require(${JSON.stringify(path)})`
  const names = Object.keys(found)
  const whole = typeof found === 'function' ? `(...given) => ${load}(...given)` : '{}'
  const getters = names.map(
    name => `${JSON.stringify(name)}: { enumerable: true, get: () => ${load}[${JSON.stringify(name)}] }`
  )
  return `module.exports = Object.defineProperties(${whole}, { ${getters.join(', ')} })`
}

import { relative, sep } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'

/**
 * Bundles modules for Node.js as CommonJS, which starts faster: an ESM import of a built-in module reads all of its
 * exports, and for node:http this loads fetch.
 *
 * @returns the bundled files, relative to the project's root
 */
export async function bundle(
  input: Record<string, string>,
  dir: string,
  ...plugins: Plugin[]
): Promise<string[]> {
  const built = await rolldown({
    input,
    platform: 'node',
    // Its other build loads modules in a way that a bundler cannot follow.
    resolve: { alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' } },
    transform: { target: 'node22.18' },
    plugins: [changeLibraries, ...plugins]
  })
  const { output } = await built.write({
    dir,
    format: 'cjs',
    exports: 'named',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    // One character outside Latin-1 would double the memory of a file's source.
    charset: 'ascii',
    comments: false,
    sourcemap: true,
    // Not minified: Node.js prints the source line of an uncaught error before its message.
    sourcemapExcludeSources: true
  })
  return output.flatMap(file => (file.type === 'chunk' ? file.moduleIds.map(id => relative('.', id)) : []))
}

/** A piece of a library's code, and what replaces it. */
type Change = readonly [code: string, replacement: string]

/** What shortens the start, by the end of a file's path. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  // Loads HTTPS and HTTP/2 on first use: the mock uses neither, and loading takes 10 % of the startup time.
  '/fastify/lib/server.js': ['https', 'http2'].flatMap((name): Change[] => [
    [`const ${name} = require('node:${name}')\n`, '\n'],
    [` ${name}.create`, ` require('node:${name}').create`]
  ]),
  // Compiles one function for all routes with the same parameters, and none for constraints, which no route has: this
  // saves 10 % of the startup time.
  '/find-my-way/lib/handler-storage.js': [
    ['class HandlerStorage {', 'const compiled = {}\n\nclass HandlerStorage {'],
    ["return new Function('NullObject',", "return compiled[fnBody.join('')] ??= new Function('NullObject',"],
    ['if (!isMergedTree) {', 'if (this.constraints.length > 0 && !isMergedTree) {']
  ]
}

const changeLibraries: Plugin = {
  name: 'change-libraries',
  transform(code, id) {
    const changes = Object.entries(CHANGES).find(([path]) => id.replaceAll(sep, '/').endsWith(path))?.[1]
    return changes ? { code: changes.reduce(change, code), map: null } : null
  },
  buildEnd() {
    const files = [...this.getModuleIds()].map(id => id.replaceAll(sep, '/'))
    for (const path of Object.keys(CHANGES)) {
      const [, library] = path.split('/')
      const isUsed = files.some(file => file.includes(`/node_modules/${library}/`))
      if (isUsed && !files.some(file => file.endsWith(path))) throw new Error(`no longer bundled: ${path}`)
    }
  }
}

/** @throws {Error} if a new version of the library no longer has the code */
function change(code: string, [old, replacement]: Change): string {
  if (!code.includes(old)) throw new Error(`a library no longer has the code ${old}`)
  return code.replaceAll(old, replacement)
}

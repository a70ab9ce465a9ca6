import { relative } from 'node:path'
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
    plugins
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

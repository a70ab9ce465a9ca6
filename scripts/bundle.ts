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
    plugins: [fastifyWithoutTls, ...plugins]
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

const fastifyWithoutTls: Plugin = {
  name: 'fastify-without-tls',
  transform: (code, id) =>
    id.endsWith('/fastify/lib/server.js') ? { code: requireLater(code), map: null } : null
}

/** Makes Fastify load HTTPS and HTTP/2 when it uses them, which the mock never does: loading takes a tenth of the start. */
function requireLater(code: string): string {
  return ['https', 'http2'].reduce((changed, name) => {
    const line = `const ${name} = require('node:${name}')\n`
    if (!changed.includes(line)) throw new Error(`Fastify no longer has the line ${line}`)
    const use = new RegExp(`\\b${name}\\.(?=create)`, 'g')
    return changed.replace(line, '\n').replaceAll(use, `require('node:${name}').`)
  }, code)
}

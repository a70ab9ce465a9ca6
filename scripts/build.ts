import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import { buildConsole } from './build-console.ts'
import { buildTypes } from './build-types.ts'
import { writeLicences } from './licences.ts'

/** Builds `dist/` for `npm start` and for publication. */
rmSync('dist', { recursive: true, force: true })
const server = await bundle(
  { cli: 'src/cli.ts', index: 'src/index.ts' },
  'dist',
  {
    name: 'better-sqlite3',
    resolveId: id =>
      id === 'better-sqlite3' ? { id: './better-sqlite3/lib/index.js', external: true } : null
  },
  {
    name: 'fastify-without-tls',
    transform: (code, id) =>
      id.endsWith('/fastify/lib/server.js') ? { code: requireLater(code), map: null } : null
  }
)
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n')
// npm does this for an installed package, but not for the command of a checkout.
chmodSync('dist/cli.js', 0o755)

// As a dependency, better-sqlite3 needs a compiler if npm installs it from a lock file (npm up to 11.6). Its code
// loads the binaries from `../prebuilds`.
const SQLITE = 'node_modules/better-sqlite3'
const sqlite = await bundle({ index: `${SQLITE}/lib/index.js` }, 'dist/better-sqlite3/lib')
cpSync(`${SQLITE}/prebuilds`, 'dist/better-sqlite3/prebuilds', { recursive: true })

const UI = 'node_modules/@fastify/swagger-ui/static'
cpSync(UI, 'dist/swagger-ui', { recursive: true, filter: path => !path.endsWith('swagger-ui.js') })
const page = await buildConsole()
writeLicences([...server, ...sqlite, ...page])
await buildTypes()

/** Makes Fastify load HTTPS and HTTP/2 when it uses them, which the mock never does: loading takes a tenth of the start. */
function requireLater(code: string): string {
  return ['https', 'http2'].reduce((changed, name) => {
    const line = `const ${name} = require('node:${name}')\n`
    if (!changed.includes(line)) throw new Error(`Fastify no longer has the line ${line}`)
    const use = new RegExp(`\\b${name}\\.(?=create)`, 'g')
    return changed.replace(line, '\n').replaceAll(use, `require('node:${name}').`)
  }, code)
}

/**
 * Bundles modules for Node.js as CommonJS, which starts faster: an ESM import of a built-in module reads all of its
 * exports, and for node:http this loads fetch.
 *
 * @returns the bundled files, relative to the project's root
 */
async function bundle(input: Record<string, string>, dir: string, ...plugins: Plugin[]): Promise<string[]> {
  const built = await rolldown({ input, platform: 'node', transform: { target: 'node22.18' }, plugins })
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

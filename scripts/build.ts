import { cpSync, rmSync } from 'node:fs'
import { build } from 'esbuild'
import { buildConsole } from './build-console.ts'
import { besideBundle, buildSqlite } from './build-sqlite.ts'
import { buildTypes } from './build-types.ts'
import { writeLicences } from './licences.ts'
import { buildLate, loadLate } from './load-late.ts'
import { requireOwn } from './require-own.ts'

/** Builds `dist/`: what `npm start` runs and what is published. */
rmSync('dist', { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: ['src/cli.ts', 'src/index.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  plugins: [besideBundle, loadLate, requireOwn],
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  // Bundled CommonJS packages ask for Node's own modules with require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"
  }
})
const UI = 'node_modules/@fastify/swagger-ui/static'
cpSync(UI, 'dist/swagger-ui', { recursive: true, filter: path => !path.endsWith('swagger-ui.js') })
writeLicences([metafile, await buildLate(), await buildSqlite(), await buildConsole()])
await buildTypes()

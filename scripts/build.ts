import { cpSync, rmSync } from 'node:fs'
import { build } from 'esbuild'
import { buildConsole } from './build-console.ts'

/** Builds `dist/`: what `npm start` runs and what is published. */
rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: ['src/cli.ts', 'src/index.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.18',
  external: ['better-sqlite3'],
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  // Bundled CommonJS packages ask for Node's own modules with require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"
  }
})
const UI = 'node_modules/@fastify/swagger-ui/static'
cpSync(UI, 'dist/swagger-ui', { recursive: true, filter: path => !path.endsWith('swagger-ui.js') })
await buildConsole()

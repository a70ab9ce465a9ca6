import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs'
import { buildConsole } from './build-console.ts'
import { buildTypes } from './build-types.ts'
import { bundle } from './bundle.ts'
import { writeLicences } from './licences.ts'

/** Builds `dist/` for `npm start` and for publication. */
rmSync('dist', { recursive: true, force: true })
const server = await bundle({ cli: 'src/cli.ts', index: 'src/index.ts' }, 'dist', {
  name: 'better-sqlite3',
  resolveId: id => (id === 'better-sqlite3' ? { id: './better-sqlite3/lib/index.js', external: true } : null)
})
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

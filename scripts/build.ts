import { chmodSync, cpSync, rmSync, writeFileSync } from 'node:fs'
import { _ } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { createSettingsAjv } from '../src/config/validator.ts'
import { buildConsole } from './build-console.ts'
import { buildTypes } from './build-types.ts'
import { bundle } from './bundle.ts'
import { writeLicences } from './licences.ts'
import { renderDocuments } from './openapi/create-document.ts'
import { writeSbom } from './sbom.ts'

/** Builds `dist/` for `npm start` and for publication. */
rmSync('dist', { recursive: true, force: true })
const server = await bundle({ cli: 'src/cli.ts', index: 'src/index.ts' }, 'dist', {
  name: 'made-by-the-build',
  resolveId: id => (id === 'better-sqlite3' ? { id: './better-sqlite3/lib/index.js', external: true } : null),
  load: id => (id.endsWith('/config/validator.ts') ? compileSettings() : null)
})
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n')
// npm does this for an installed package, but not for the command of a checkout.
chmodSync('dist/cli.js', 0o755)

// As a dependency, better-sqlite3 needs a compiler if npm installs it from a lock file (npm up to 11.6). Its code
// loads the binaries from `../prebuilds`.
const SQLITE = 'node_modules/better-sqlite3'
const sqlite = await bundle({ index: `${SQLITE}/lib/index.js` }, 'dist/better-sqlite3/lib')
cpSync(`${SQLITE}/prebuilds`, 'dist/better-sqlite3/prebuilds', { recursive: true })

for (const [name, document] of Object.entries(await renderDocuments()))
  writeFileSync(`dist/${name}`, document)

const UI = new URL('static', import.meta.resolve('@fastify/swagger-ui'))
cpSync(UI, 'dist/swagger-ui', { recursive: true, filter: path => !path.endsWith('swagger-ui.js') })
cpSync('scripts/swagger-initializer.js', 'dist/swagger-ui/swagger-initializer.js')
const page = await buildConsole()
writeSbom(writeLicences([...server, ...sqlite, ...page]))
await buildTypes()

/** Returns `src/config/validator.ts` with the code that Ajv makes of the schema. */
function compileSettings(): string {
  const ajv = createSettingsAjv({ source: true, esm: true, formats: _`FORMATS` })
  const code = standaloneCode.default(ajv, { validate: 'settings' })
  return `import { FORMATS } from './settings.ts'\n${code}\nexport const settingsValidator = () => validate\n`
}

import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/** Where tsc, by tsconfig.types.json, leaves a declaration file for each module, for as long as they are rolled up. */
const PARTS = '.types'

/** `Symbol.asyncDispose`, which not every consumer's `lib` has. */
const LIBRARY = '/// <reference lib="esnext.disposable" />\n'

/** Builds `dist/index.d.ts`: all types that a consumer sees, in one file that imports nothing. */
export async function buildTypes(): Promise<void> {
  try {
    const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')))
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { stdio: 'inherit' })
    const bundle = await rolldown({
      input: `./${PARTS}/index.d.ts`,
      external: id => !id.startsWith('.') && !isAbsolute(id),
      // tsc has made the declarations: what is left needs no generator, and Oxc wants nothing installed.
      plugins: [dts({ dtsInput: true, generator: 'oxc', tsconfig: false })]
    })
    const { output } = await bundle.generate({ format: 'es' })
    const [file, ...others] = output.filter(file => file.type === 'chunk')
    if (!file || others.length > 0) throw new Error('the types are more than one file')
    const imported = /^(?:import|export) .*from .*|import\(.*?\)/m.exec(file.code)
    if (imported) throw new Error(`a consumer's types lack what this names: ${imported[0]}`)
    writeFileSync('dist/index.d.ts', LIBRARY + file.code)
  } finally {
    rmSync(PARTS, { recursive: true, force: true })
  }
}

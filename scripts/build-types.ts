import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/** Temporary output of tsconfig.types.json: one declaration file for each module. */
const PARTS = '.types'

/** Declares `Symbol.asyncDispose`, which the `lib` of a consumer may not include. */
const LIBRARY = '/// <reference lib="esnext.disposable" />\n'

/** Builds `dist/index.d.ts`: all public types in one file without imports. */
export async function buildTypes(): Promise<void> {
  try {
    const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')))
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { stdio: 'inherit' })
    const bundle = await rolldown({
      input: `./${PARTS}/index.d.ts`,
      external: id => !id.startsWith('.') && !isAbsolute(id),
      // tsc has generated the declarations; Oxc does not require a dependency.
      plugins: [dts({ dtsInput: true, generator: 'oxc', tsconfig: false })]
    })
    const { output } = await bundle.generate({ format: 'es' })
    const [file, ...others] = output.filter(file => file.type === 'chunk')
    if (!file || others.length > 0) throw new Error('the types must be a single file')
    const imported = /^(?:import|export) .*from .*|import\(.*?\)/m.exec(file.code)
    if (imported) throw new Error(`the types must not import another package: ${imported[0]}`)
    writeFileSync('dist/index.d.ts', LIBRARY + file.code)
  } finally {
    rmSync(PARTS, { recursive: true, force: true })
  }
}

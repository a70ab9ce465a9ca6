import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const OUT = 'dist/console'

/**
 * Builds the console into `dist/console`: the page, and assets with hashed names and compressed variants.
 *
 * @returns the bundled files, relative to the project's root
 */
export async function buildConsole(): Promise<string[]> {
  rmSync(OUT, { recursive: true, force: true })
  const { metafile } = await build({
    entryPoints: { console: 'src/console/page/main.tsx', icon: 'src/console/page/icon.svg' },
    loader: { '.svg': 'copy' },
    outdir: OUT,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    tsconfig: 'src/console/page/tsconfig.json',
    // Only the test helper of the form library imports it; tree shaking removes the helper.
    external: ['@rjsf/validator-ajv8'],
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning'
  })
  const files = Object.keys(metafile.outputs)
  const find = (pattern: RegExp) => {
    const file = files.find(file => pattern.test(basename(file)))
    if (!file) throw new Error(`the console was built without ${pattern}`)
    return basename(file)
  }
  const page = readFileSync('src/console/page/index.html', 'utf8')
    .replace('SCRIPT', find(/^console-.*\.js$/))
    .replace('STYLE', find(/^console-.*\.css$/))
    .replace('ICON', find(/^icon-.*\.svg$/))
  writeFileSync(join(OUT, 'index.html'), page)
  for (const file of [...files, join(OUT, 'index.html')]) compress(file)
  return Object.keys(metafile.inputs)
}

/** Writes the compressed variants that the server sends. */
function compress(file: string): void {
  const content = readFileSync(file)
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
}

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, parse } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { type BuildOptions, build, type Plugin } from 'esbuild'

const OUT = 'dist/console'
export const PAGE = 'src/console/page/main.tsx'
const STYLES = 'node_modules/@mantine/core/styles'

export const OPTIONS = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  tsconfig: 'src/console/page/tsconfig.json',
  define: { 'process.env.NODE_ENV': '"production"' },
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning'
} satisfies BuildOptions

/**
 * Builds the console into `dist/console`: the page, and assets with hashed names and compressed variants.
 *
 * @returns the bundled files, relative to the project's root
 */
export async function buildConsole(): Promise<string[]> {
  rmSync(OUT, { recursive: true, force: true })
  const { metafile } = await build({
    ...OPTIONS,
    entryPoints: { console: PAGE, icon: 'src/console/page/icon.svg' },
    loader: { '.svg': 'copy' },
    outdir: OUT,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    plugins: [CHINESE_REASONS, stylesOf(await findComponents())]
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

/** Removes the English texts of the reasons: the server sends them. */
const CHINESE_REASONS: Plugin = {
  name: 'Chinese reasons',
  setup({ onLoad }) {
    onLoad({ filter: /schemas.reasons\.json$/ }, ({ path }) => {
      const reasons = JSON.parse(readFileSync(path, 'utf8')) as Record<string, { zh: string }>
      const texts = Object.entries(reasons).map(([code, { zh }]) => [code, { zh }])
      return { contents: JSON.stringify(Object.fromEntries(texts)), loader: 'json' }
    })
  }
}

/** Returns the names of the bundled modules: Mantine names a module after its component. */
async function findComponents(): Promise<Set<string>> {
  const { metafile } = await build({ ...OPTIONS, entryPoints: [PAGE], outdir: OUT, write: false })
  const modules = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return new Set(modules.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? parse(path).name : [])))
}

/** Removes the styles of other components from Mantine's stylesheet, where they are half of the bytes. */
function stylesOf(components: ReadonlySet<string>): Plugin {
  return {
    name: 'used styles',
    setup({ onLoad }) {
      onLoad({ filter: /@mantine.core.styles\.css$/ }, ({ path }) => {
        let contents = readFileSync(path, 'utf8')
        for (const file of readdirSync(STYLES)) {
          const { name } = parse(file)
          // Lower case: styles of the whole page.
          if (components.has(name) || name.endsWith('.layer') || /^[a-z]/.test(name)) continue
          const unused = readFileSync(join(STYLES, file), 'utf8').trim()
          if (!contents.includes(unused)) throw new Error(`Mantine's stylesheet does not contain ${file}`)
          contents = contents.replace(unused, '')
        }
        return { contents, loader: 'css' }
      })
    }
  }
}

/** Writes the compressed variants that the server sends. */
function compress(file: string): void {
  const content = readFileSync(file)
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
}

import { cpSync } from 'node:fs'
import { build, type Metafile, type Plugin } from 'esbuild'

const PACKAGE = 'node_modules/better-sqlite3'
const OUT = 'dist/better-sqlite3'

/** Leads the bundle to the copy of better-sqlite3 beside it. */
export const besideBundle: Plugin = {
  name: 'better-sqlite3',
  setup({ onResolve }) {
    onResolve({ filter: /^better-sqlite3$/ }, () => ({
      path: './better-sqlite3/lib/index.cjs',
      external: true
    }))
  }
}

/**
 * Builds `dist/better-sqlite3`: its code as one file and its binaries, laid as in its package, since the code
 * looks for the binaries in `../prebuilds`. As a dependency it would need a compiler where npm installs it from
 * a lock file (npm up to 11.6).
 */
export async function buildSqlite(): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { index: `${PACKAGE}/lib/index.js` },
    outdir: `${OUT}/lib`,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22.18',
    minifySyntax: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning'
  })
  cpSync(`${PACKAGE}/prebuilds`, `${OUT}/prebuilds`, { recursive: true })
  return metafile
}

import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What `dist/` is built from. */
const SOURCES = ['src', 'scripts', 'schemas', 'types', 'package-lock.json', 'node_modules/.package-lock.json']

/** The last file that the build writes. */
const BUILT = 'dist/index.d.ts'

/**
 * Builds `dist/` if it is missing or older than its sources. npm runs this script for `npm ci` and `npm pack`, not as
 * `prepare`, about which npm warns whoever installs the tarball.
 */
const built = existsSync(BUILT) ? statSync(BUILT).mtimeMs : 0
if (SOURCES.some(path => newestIn(path) > built)) await import('./build.ts')

/** Returns the newest modification time of a file, or of the files in a folder, in milliseconds. */
function newestIn(path: string): number {
  if (!existsSync(path)) return 0
  const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : ['']
  return Math.max(...names.map(name => statSync(join(path, name)).mtimeMs))
}

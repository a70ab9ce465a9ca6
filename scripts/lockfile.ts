import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Restores `gypfile: false` in better-sqlite3's entry of the lock file, which `npm install` removes. Without it,
 * `npm ci` of npm up to 11.6 requires node-gyp and Python although the package includes its binaries.
 */
const FILE = 'package-lock.json'
const ENTRY = 'node_modules/better-sqlite3'

const lock = JSON.parse(readFileSync(FILE, 'utf8')) as { packages: Record<string, Record<string, unknown>> }
const entry = lock.packages[ENTRY]
if (!entry) throw new Error(`${FILE} has no entry ${ENTRY}`)
if (entry['gypfile'] !== false) {
  entry['gypfile'] = false
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)
}

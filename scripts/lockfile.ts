import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Puts `gypfile: false` back into better-sqlite3's entry of the lock file. npm up to 11.6 otherwise looks for
 * node-gyp and Python at `npm ci`, although the package brings its binaries; `npm install` takes the line out.
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

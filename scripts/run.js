import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Runs a program in this process, or prints the command that it needs first. Plain JavaScript, because an older Node.js
 * runs it if `npm ci` did not install the package `node`.
 */
const problem = findProblem()
if (problem) {
  process.stderr.write(`atlas-mock: ${problem}\n`)
  process.exitCode = 2
} else {
  process.argv.splice(1, 2, resolve(process.argv[2]))
  await import(pathToFileURL(process.argv[1]).href)
}

function findProblem() {
  // npm writes this file last, so it is missing after an interrupted install.
  if (!existsSync('node_modules/.package-lock.json')) return 'not installed: run `npm ci`'
  if (!process.features.typescript) {
    return `Node.js ${process.versions.node} is too old, and the package node is not installed: run \`npm ci --ignore-scripts=false\`, or use 22.18 or later`
  }
  // The build writes this file last, so it is missing after a failed build.
  if (!existsSync('dist/index.d.ts')) return 'not built: run `npm run build`'
  return undefined
}

import { globSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { argv, cpuUsage, env, exit } from 'node:process'
import { pathToFileURL } from 'node:url'
import t from 'tap'

/** The folders of the process `programs`: the command, and what its users see; `server` has all others. */
const PROGRAMS = ['cli', 'console', 'proof']

/**
 * Runs test files in this process: tap and the loading of the code take more time than most files. The first argument of
 * the process is the start of the paths that run first.
 */
export function runTests(process: 'programs' | 'server'): void {
  const isOfPrograms = (file: string) => PROGRAMS.includes(file.split(sep)[0] ?? '')
  const files = globSync('**/*.test.ts', { cwd: import.meta.dirname })
  runFiles(files.sort().filter(file => isOfPrograms(file) === (process === 'programs')))
}

/** Runs the files `NAME/*.NAME.ts` in this process. */
export function runFolder(name: 'browser' | 'check' | 'docs' | 'package'): void {
  runFiles(globSync(`${name}/*.${name}.ts`, { cwd: import.meta.dirname }).sort())
}

/** Runs the tests in the folder of a room in this process. @returns whether there are any */
export function runRoom(room: string): boolean {
  const files = globSync(`${room}/**/*.test.ts`, { cwd: import.meta.dirname })
  if (files.length > 0) runFiles(files.sort())
  return files.length > 0
}

function runFiles(files: string[]): void {
  // In a test: tap could end the run between two imports.
  t.test('import', async () => {
    const first = argv[2] ?? ''
    const order = [...files.filter(file => file.startsWith(first)), ...files]
    for (const file of new Set(order)) await import(pathToFileURL(resolve(import.meta.dirname, file)).href)
  })
  t.teardown(() => {
    const { user, system } = cpuUsage()
    t.comment(`processor time: ${(user + system) / 1e6} s`)
  })
  endInTime()
}

/** Ends this process shortly before tap does, which would lose what has passed. */
export function endInTime(): void {
  // Without a variable, tap's default.
  const seconds = Number(env['TAP_TIMEOUT'] ?? 30) * 0.9
  const end = () => {
    t.comment(`not finished after ${seconds} s`)
    t.endAll()
    // Tests that did not end leave servers open.
    setTimeout(() => exit(1), 500)
  }
  setTimeout(end, seconds * 1000).unref()
}

import { globSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import { cpuUsage } from 'node:process'
import { pathToFileURL } from 'node:url'
import t from 'tap'

/** The folders of each process; `rest` has all others. */
const FOLDERS = {
  cli: ['cli', 'compare'],
  console: ['console', 'calls', 'alerts'],
  control: ['control']
}

/** Runs test files in this process: tap and the loading of the code take more time than most files. */
export function runTests(process: keyof typeof FOLDERS | 'rest'): void {
  const within = (folders: string[]) => (file: string) => folders.includes(file.split(sep)[0] ?? '')
  const isApart = within(Object.values(FOLDERS).flat())
  const isSelected = process === 'rest' ? (file: string) => !isApart(file) : within(FOLDERS[process])
  runFiles(globSync('**/*.test.ts', { cwd: import.meta.dirname }).filter(isSelected))
}

/** Runs the files `NAME/*.NAME.ts` in this process. */
export function runFolder(name: 'browser' | 'docs' | 'package'): void {
  runFiles(globSync(`${name}/*.${name}.ts`, { cwd: import.meta.dirname }))
}

function runFiles(files: string[]): void {
  // In a test: tap could end the run between two imports.
  t.test('import', async () => {
    for (const file of files.sort()) await import(pathToFileURL(resolve(import.meta.dirname, file)).href)
  })
  t.teardown(() => {
    const { user, system } = cpuUsage()
    t.comment(`processor time: ${(user + system) / 1e6} s`)
  })
}

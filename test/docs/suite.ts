import { globSync } from 'node:fs'
import t from 'tap'

/** Runs all files in one process: tap and the loading of the code take more time than many files. */

// In a test: tap could end the run between two imports.
t.test('import', async () => {
  for (const file of globSync('*.docs.ts', { cwd: import.meta.dirname }).sort()) await import(`./${file}`)
})

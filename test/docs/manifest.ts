import type { Test } from 'tap'
import type { Check } from './kinds.ts'
import { read } from './page.ts'

/** A manifest of examples/, and how to validate it. */
export interface Manifest {
  file: string
  check: Check
  /** The key that is misspelt. */
  key: string
}

/** Validates a manifest, and checks that the schema rejects a misspelt key. */
export async function checkManifest(t: Test, { file, check, key }: Manifest): Promise<void> {
  const text = read(file)
  t.strictSame(await check(text), [], 'matches its schema')
  const misspelt = text.replace(`${key}:`, `${key}z:`)
  t.not(misspelt, text, `contains ${key}`)
  t.not((await check(misspelt)).length, 0, 'no misspelt key is accepted')
}

import type { Test } from 'tap'
import { isScalar, parseAllDocuments, visit } from 'yaml'
import type { Check } from './kinds.ts'
import { read } from './page.ts'

/** A manifest of examples/, and how to validate it. */
export interface Manifest {
  file: string
  check: Check
  /** Keys whose children have user-defined names; with a child's name if only that child does. */
  free: readonly string[]
  /** The number of keys that are not free, if it is small. */
  keys?: number
}

/** Validates a manifest, and checks that the schema rejects each misspelt key. */
export async function checkManifest(t: Test, { file, check, free, keys = 11 }: Manifest): Promise<void> {
  const text = read(file)
  t.strictSame(await check(text), [], 'matches its schema')
  const wrong = misspelt(text, free)
  const passed: string[] = []
  for (const { at, text } of wrong) if ((await check(text)).length === 0) passed.push(at)
  t.ok(wrong.length >= keys, 'contains keys')
  t.strictSame(passed, [], 'no misspelt key is accepted')
}

/** Returns a copy of the text for each key, with that key misspelt. */
function misspelt(text: string, free: readonly string[]): { at: string; text: string }[] {
  const texts: { at: string; text: string }[] = []
  for (const document of parseAllDocuments(text)) {
    visit(document, {
      Pair(_, { key }, ancestors) {
        if (!isScalar(key) || typeof key.value !== 'string' || !key.range) return
        const parent = ancestors.findLast(node => 'key' in node)
        const name = parent && isScalar(parent.key) ? String(parent.key.value) : ''
        const [begin, end] = key.range
        const at = `${name}.${key.value}`
        if (!free.includes(name) && !free.includes(at))
          texts.push({ at, text: `${text.slice(0, begin)}${key.value}z${text.slice(end)}` })
      }
    })
  }
  return texts
}

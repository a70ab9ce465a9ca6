import { readFileSync } from 'node:fs'
import { countOf } from '../src/base/printable.ts'

interface Comparison {
  totals: { responses: number; differences: number }
  differences: { label: string }[]
}

/** Labels whose rows state what Atlas does: a difference shows that the mock is wrong. */
const EVIDENCE = ['recorded', 'documented', 'reported', 'standard']

/** Returns the JSON of a badge for https://shields.io/badges/endpoint-badge, from the result of `compare --json`. */
export function badgeOf({ totals, differences }: Comparison, date: string): object {
  const { responses, differences: count } = totals
  const isWrong = differences.some(({ label }) => EVIDENCE.includes(label))
  return {
    schemaVersion: 1,
    label: 'compared with Atlas',
    message: `${date}: ${countOf(count, 'difference')} in ${responses} responses`,
    color: responses === 0 ? 'lightgrey' : isWrong ? 'red' : count > 0 ? 'yellow' : 'brightgreen'
  }
}

/* c8 ignore next 4 -- the command; the test imports the function */
if (import.meta.main) {
  const comparison = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
  process.stdout.write(`${JSON.stringify(badgeOf(comparison, new Date().toISOString().slice(0, 10)))}\n`)
}

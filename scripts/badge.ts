import { readFileSync } from 'node:fs'
import { countOf } from '../src/base/printable.ts'

interface Comparison {
  totals: { compared: number; distinct: number }
  differences: { label: string }[]
}

/** Labels whose rows state what Atlas does: a difference shows that the mock is wrong. */
const EVIDENCE = ['recorded', 'documented', 'reported', 'standard']

/** Returns the JSON of a badge for https://shields.io/badges/endpoint-badge, from the result of `compare --json`. */
export function badgeOf({ totals, differences }: Comparison, date: string): object {
  const { compared, distinct } = totals
  const isWrong = differences.some(({ label }) => EVIDENCE.includes(label))
  return {
    schemaVersion: 1,
    label: 'compared with Atlas',
    message: `${date}: ${countOf(distinct, 'difference')} in ${compared} responses`,
    color: compared === 0 ? 'lightgrey' : isWrong ? 'red' : distinct > 0 ? 'yellow' : 'brightgreen'
  }
}

/* c8 ignore next 4 -- the command; the test imports the function */
if (import.meta.main) {
  const comparison = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
  process.stdout.write(`${JSON.stringify(badgeOf(comparison, new Date().toISOString().slice(0, 10)))}\n`)
}

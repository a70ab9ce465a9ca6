import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** Percentage of covered lines below which `npm run coverage` fails; a floor, not the reason for a test. */
const FLOOR = 95

type Summary = Record<string, { lines: { total: number; covered: number } }>

const summary = JSON.parse(readFileSync('.tap/report/coverage-summary.json', 'utf8')) as Summary
const files = Object.entries(summary).filter(([path]) =>
  /^src\/(?!console\/page\/)/.test(relative('.', path))
)
const sum = (key: 'total' | 'covered') => files.reduce((count, [, { lines }]) => count + lines[key], 0)
const percentage = (100 * sum('covered')) / sum('total')
process.stdout.write(`${percentage.toFixed(1)} % of the lines of src are covered; the floor is ${FLOOR} %\n`)
if (!(percentage >= FLOOR)) process.exitCode = 1

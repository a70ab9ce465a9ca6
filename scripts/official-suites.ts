import { readAsset } from '../src/assets.ts'
import { code, table } from './fidelity.ts'

/** A run of an official test suite. */
interface Run {
  suite: string
  upstream: string
  mock: string
  date: string
  passed: number
  failed: { test: string; why: string }[]
}

/** Returns the last run of each suite. */
function lastRuns(): Run[] {
  const { runs } = readAsset<{ runs: Run[] }>('fixtures/official-suites.json')
  const byDate = runs.toSorted((a, b) => (a.date < b.date ? -1 : 1))
  const last = new Map(byDate.map(run => [run.suite, run]))
  return [...new Set(runs.map(({ suite }) => suite))].map(suite => last.get(suite) as Run)
}

/** Returns the table of the runs. A cell that equals the one above is empty. */
export function renderSuites(): string {
  const rows = lastRuns().map(({ suite, upstream, mock, date, passed, failed }) => {
    const [program = '', ...tests] = suite.split(': ')
    const result = `${passed}/${passed + failed.length}`
    const failures = failed.map(({ test, why }) => `${code(test)}: ${why}`)
    return [`${program} (${upstream})`, `${mock}, ${date}`, tests.join(': '), result, failures.join('; ')]
  })
  const cells = rows.map((row, index) => {
    return row.map((cell, column) => (column < 2 && cell === rows[index - 1]?.[column] ? '' : cell))
  })
  return table(['suite', 'commit of the mock, date', 'tests', 'passed', 'what failed, and why'], cells)
}

/** Returns a README with the current totals of the runs, after the date of the newest. */
export function updateSuites(readme: string): string {
  const runs = lastRuns()
  const newest = runs
    .map(({ date }) => date)
    .toSorted()
    .at(-1)
  const passed = runs.reduce((sum, run) => sum + run.passed, 0)
  const all = runs.reduce((sum, { failed }) => sum + failed.length, passed)
  return readme
    .replace(
      /^On [\d-]{10}, we ran \d+ tests( .+: \[)\d+ passed\]/m,
      `On ${newest}, we ran ${all} tests$1${passed} passed]`
    )
    .replace(
      /^[\d-]{10}(，我们运行了.+：)\d+ 项中有 \d+ 项通过/m,
      `${newest}$1${all} 项中有 ${passed} 项通过`
    )
}

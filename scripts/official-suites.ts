import { readAsset } from '../src/assets.ts'
import { code, table } from './markdown.ts'

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

/** Returns the table of the runs, one row for each program. A cell that equals the one above is empty. */
export function renderSuites(): string {
  const programs = Map.groupBy(lastRuns(), ({ suite, upstream, mock, date }) =>
    JSON.stringify([`${suite.split(': ')[0]} (${upstream})`, `${mock}, ${date}`])
  )
  const rows = [...programs].map(([key, runs]): string[] => {
    const results = runs.map(({ suite, passed, failed }) => {
      const tests = suite.slice(suite.indexOf(': ') + 2)
      return `${tests} ${passed}/${passed + failed.length}`
    })
    const byReason = Map.groupBy(
      runs.flatMap(({ failed }) => failed),
      ({ why }) => why
    )
    const failures = [...byReason].map(
      ([why, failed]) => `${failed.map(({ test }) => code(test)).join(', ')}: ${why}`
    )
    return [...(JSON.parse(key) as string[]), results.join('<br>'), failures.join('<br>')]
  })
  const cells = rows.map((row, index) => {
    return row.map((cell, column) => (column === 1 && cell === rows[index - 1]?.[column] ? '' : cell))
  })
  return table(['suite', 'commit of the mock, date', 'passed', 'what failed, and why'], cells)
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

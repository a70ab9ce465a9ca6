import { readAsset } from '../src/assets.ts'
import { table } from './markdown.ts'

/** The last run of an official test suite. */
interface Run {
  suite: string
  upstream: string
  mock: string
  date: string
  passed: number
  failed: { tests: number; why: string }[]
}

function readRuns(): Run[] {
  return readAsset<{ runs: Run[] }>('fixtures/official-suites.json').runs
}

function countTests({ passed, failed }: Run): number {
  return failed.reduce((sum, { tests }) => sum + tests, passed)
}

/** Returns a sentence on all runs, and their table. */
export function renderSuites(): string {
  const runs = readRuns()
  const commits = new Set(runs.map(({ mock, date }) => `${mock} (${date})`))
  const text = `We ran these suites by hand, unmodified, against commit ${[...commits].join(', ')}, without tests that need a cloud account, teams or clusters.`
  const rows = runs.map(run => [
    `${run.upstream}, ${run.suite}`,
    `${run.passed}/${countTests(run)}`,
    run.failed.map(({ tests, why }) => `${tests}: ${why}`).join('; ')
  ])
  return `${text}\n\n${table(['suite', 'passed', 'failed, and why'], rows)}`
}

/** Returns a README with the current totals of the runs, after the date of the newest. */
export function updateSuites(readme: string): string {
  const runs = readRuns()
  const newest = runs
    .map(({ date }) => date)
    .toSorted()
    .at(-1)
  const passed = runs.reduce((sum, run) => sum + run.passed, 0)
  const all = runs.reduce((sum, run) => sum + countTests(run), 0)
  return readme
    .replace(
      /^By [\d-]{10}, we had run \d+ tests( .+: \[)\d+ passed\]/m,
      `By ${newest}, we had run ${all} tests$1${passed} passed]`
    )
    .replace(
      /^截至 [\d-]{10}(，我们运行了.+：)\d+ 项中有 \d+ 项通过/m,
      `截至 ${newest}$1${all} 项中有 ${passed} 项通过`
    )
}

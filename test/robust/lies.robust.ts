import t from 'tap'
import {
  type Comparison,
  comparisonTestCases,
  renderComparison,
  renderComparisonJson
} from '../../src/proof/compare/comparison-report.ts'
import { compareRecording } from '../proof/compare/calls.ts'
import { LIES, recordTests } from '../proof/compare/lies.ts'
import { compareExchanges, REPLAYABLE, startTrustedTarget } from '../proof/compare/target.ts'

/** Planted changes of a service: each is one difference under its row, whatever it is compared by. */

const source = 'https://atlas.example.com'

for (const [name, { own, whole = own, change, prepare }] of Object.entries(LIES)) {
  t.test(name, async t => {
    const target = await startTrustedTarget(t)
    if (change) target.change(change)
    prepare?.(target)
    const ofTests = await compareRecording(target, await recordTests(), t.testdir())
    const results = await compareExchanges(target, REPLAYABLE)
    for (const [comparison, rows] of [
      [{ source, of: 'tests', ...ofTests } satisfies Comparison, own],
      [{ source, of: 'behaviours', results, skipped: [] } satisfies Comparison, whole]
    ] as const) {
      const { differences } = JSON.parse(renderComparisonJson(comparison)) as {
        differences: { place: string; row: string; page: string }[]
      }
      t.strictSame(
        differences.map(({ place, row }) => `${place}: ${row}`),
        rows,
        comparison.of
      )
      const text = renderComparison(comparison)
      t.match(text.at(-1), `Differences: ${rows.length}, `)
      const failed = comparisonTestCases(comparison).flatMap(({ failure }) => failure?.lines ?? [])
      const pages = new Set(failed.filter(line => line.startsWith('docs/fidelity/')))
      t.strictSame(pages, new Set(differences.map(({ page }) => page)))
    }
    t.equal(target.mock.organizations()[0]?.projects.length, 2, 'nothing is left')
  })
}

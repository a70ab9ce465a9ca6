import { type Build, writeSeed } from './contestants.ts'
import {
  addRequests,
  addSandboxes,
  OPERATIONS,
  type Operation,
  type Subject,
  seededSubject,
  stateOf
} from './growth-operations.ts'
import { EFFORT, progress } from './options.ts'
import { show, table } from './report.ts'
import { median } from './rounds.ts'
import { start } from './server.ts'
import { write } from './workspace.ts'

/** What there is more and more of. */
type Kind = keyof typeof EFFORT.rows
type Point = readonly [count: number, time: number]

/** Limits of a measurement; the state of 100,000 projects takes seconds. */
const MOST_RUNS = 20
const MOST_TIME = 500

/** Returns the table of what operations take with more and more rows of one kind. */
export async function growthTable(build: Build): Promise<string> {
  const sizes = [...new Set(Object.values(EFFORT.rows).flat())].toSorted((a, b) => a - b)
  const lines: string[][] = []
  for (const [kind, counts] of Object.entries(EFFORT.rows) as [Kind, number[]][]) {
    const figures = new Map<string, Map<number, number[]>>()
    for (let repeat = 0; repeat < EFFORT.repeats; repeat++) {
      for (const count of counts) {
        progress(`growth: ${count} ${kind}`)
        for (const [name, figure] of Object.entries(await measure(build, kind, count))) {
          const row = figures.get(name) ?? new Map<number, number[]>()
          figures.set(name, row.set(count, [...(row.get(count) ?? []), figure]))
        }
      }
    }
    for (const [name, row] of figures) {
      const points = [...row].map(([count, values]): Point => [count, median(values)])
      const cells = new Map(points.map(([count, time]) => [count, show(time)]))
      lines.push([`${kind}: ${name}`, ...sizes.map(size => cells.get(size) ?? ''), growthOf(points)])
    }
  }
  return table(['ms', ...sizes.map(size => size.toLocaleString('en')), 'growth'], lines)
}

/** Describes growth. Flat: with the most rows, it takes at most twice as long as with the fewest. */
function growthOf(points: readonly Point[]): string {
  const [fewest, fast] = points[0] as Point
  const [before, middle] = points.at(-2) as Point
  const [most, slow] = points.at(-1) as Point
  if (slow <= 2 * fast) return 'flat'
  if (slow > (2 * middle * most) / before) return 'more than linear'
  return `${show(((slow - fast) / (most - fewest)) * 1_000)} per 1,000`
}

/** Returns milliseconds by operation. */
async function measure(build: Build, kind: Kind, count: number): Promise<Record<string, number>> {
  const server = await start(build, ...(kind === 'projects' ? ['--seed', writeSeed(count)] : []))
  const seeded = await seededSubject(server.url)
  // Compiled code: otherwise the operations that run once would be the slow ones.
  for (const operation of Object.values(OPERATIONS)) await time(operation, seeded)
  if (kind === 'requests') await addRequests(seeded, count)
  const subject = kind === 'sandboxes' ? await addSandboxes(server.url, count) : seeded
  const figures: Record<string, number> = {}
  if (kind === 'projects') figures['start'] = server.started
  if (kind === 'sandboxes') figures['start'] = await timeImport(build, await stateOf(subject.control))
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    if (name === 'reset of a sandbox' && kind !== 'sandboxes') continue
    figures[name] = await time(operation, subject, name === 'reset' ? 1 : MOST_RUNS)
  }
  await server.stop()
  return figures
}

/** Returns milliseconds from the spawn to the first response of a mock with a state. */
async function timeImport(build: Build, state: string): Promise<number> {
  const server = await start(build, '--import', write('state.json', state))
  await server.stop()
  return server.started
}

async function time({ run, undo }: Operation, subject: Subject, most = MOST_RUNS): Promise<number> {
  const times: number[] = []
  for (let spent = 0; times.length < most && spent < MOST_TIME; spent += times.at(-1) as number) {
    const begun = performance.now()
    const result = await run(subject)
    times.push(performance.now() - begun)
    await undo?.(subject, result)
  }
  return median(times)
}

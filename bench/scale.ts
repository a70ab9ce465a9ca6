import { fire } from './cannon.ts'
import type { Build } from './contestants.ts'
import { cycleRequests, runCycles } from './cycle.ts'
import { EFFORT, progress } from './options.ts'
import { show, table } from './report.ts'
import { median, takeTurns } from './rounds.ts'
import { start } from './server.ts'
import { usageOf } from './usage.ts'

/** Isolated tests in a job. */
const JOB = 200

/** Measures what a mock needs in a job with tests one after the other. */
export async function measureJob(builds: readonly Build[]): Promise<void> {
  progress('job')
  await takeTurns(builds, async build => {
    const server = await start(build)
    await runCycles(server.url, JOB)
    const { peak, user, system } = usageOf(server.pid)
    await server.stop()
    return {
      [`job of ${JOB} isolated tests: peak memory, MB`]: peak,
      [`job of ${JOB} isolated tests: processor time, s`]: user + system
    }
  })
}

/** Returns the table of tests at the same time, with one mock for all and with one for each. */
export async function parallelTable(build: Build): Promise<string> {
  const rows: string[][] = []
  for (const tests of EFFORT.tests) {
    progress(`${tests} tests at the same time`)
    const shared: Load[] = []
    const own: Load[] = []
    for (let repeat = 0; repeat < EFFORT.repeats; repeat++) {
      shared.push(await runTests(build, 1, tests))
      own.push(await runTests(build, tests, 1))
    }
    const cells = [shared, own].flatMap(loads => [
      show(median(loads.map(({ rate }) => rate))),
      show(median(loads.map(({ memory }) => memory)))
    ])
    rows.push([String(tests), ...cells])
  }
  return table(
    [
      'tests at the same time',
      'shared, tests per second',
      'memory, MB',
      'one each, tests per second',
      'memory, MB'
    ],
    rows
  )
}

interface Load {
  /** Tests per second of all mocks. */
  rate: number
  memory: number
}

/** Runs tests, each in a loop, on a number of mocks. @param tests at the same time, per mock */
async function runTests(build: Build, mocks: number, tests: number): Promise<Load> {
  const servers = await Promise.all(Array.from({ length: mocks }, () => start(build)))
  const cycles = Math.ceil(EFFORT.cycles / (mocks * tests)) * tests
  const run = () =>
    Promise.all(servers.map(({ url }) => fire({ url, connections: tests, ...cycleRequests(cycles) })))
  // The first tests compile code.
  await run()
  const volleys = await run()
  const memory = servers.map(({ pid }) => usageOf(pid).memory).reduce((sum, size) => sum + size)
  for (const server of servers) await server.stop()
  return { rate: volleys.reduce((sum, { rate }) => sum + rate, 0), memory }
}

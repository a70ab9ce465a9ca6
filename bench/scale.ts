import { fire } from './cannon.ts'
import type { Build } from './contestants.ts'
import { cycleRequests, runCycles } from './cycle.ts'
import { EFFORT, progress } from './options.ts'
import { show, table } from './report.ts'
import { figures, median, takeTurns } from './rounds.ts'
import { start } from './server.ts'
import { usageOf } from './usage.ts'

const PEAK = `job of ${EFFORT.job} isolated tests: peak memory, MB`
const TIME = `job of ${EFFORT.job} isolated tests: processor time, s`
/** The node whose jobs are counted: MB, and seconds of its cores in a minute. */
const NODE = { memory: 16 * 1_024, seconds: 4 * 60 }

/** Measures what a mock needs in a job with tests one after the other. */
export async function measureJob(builds: readonly Build[]): Promise<void> {
  progress('job')
  await takeTurns(builds, async build => {
    const server = await start(build)
    await runCycles(server.url, EFFORT.job)
    const { peak, user, system } = usageOf(server.pid)
    await server.stop()
    return { [PEAK]: peak, [TIME]: user + system }
  })
}

/** Returns the table of how many mocks a node holds, if it runs nothing else. */
export function nodeTable({ name }: Build): string {
  const [peak = 0, time = 0] = [PEAK, TIME].map(label => median(figures.get(label)?.get(name) ?? []))
  return table(
    ['a node of 4 cores and 16 GiB', 'jobs with a mock each'],
    [
      ['its memory: at the same time', show(NODE.memory / peak)],
      ['its processor time: per minute', show(NODE.seconds / time)]
    ]
  )
}

/** Returns the table of jobs at the same time, with one mock for all and with one for each. */
export async function parallelTable(build: Build): Promise<string> {
  const rows: string[][] = []
  for (const jobs of EFFORT.jobs) {
    progress(`${jobs} jobs at the same time`)
    const shared: Load[] = []
    const own: Load[] = []
    for (let repeat = 0; repeat < EFFORT.repeats; repeat++) {
      shared.push(await runJobs(build, 1, jobs))
      own.push(await runJobs(build, jobs, 1))
    }
    const cells = [shared, own].flatMap(loads => [
      show(median(loads.map(({ rate }) => rate))),
      show(median(loads.map(({ memory }) => memory)))
    ])
    rows.push([String(jobs), ...cells])
  }
  const columns = ['one mock: tests per second', 'MB', 'one each: tests per second', 'MB']
  return table(['jobs at the same time', ...columns], rows)
}

interface Load {
  /** Tests per second of all jobs. */
  rate: number
  /** Of all mocks. */
  memory: number
}

/** Runs jobs with new mocks. @param jobs per mock */
async function runJobs(build: Build, mocks: number, jobs: number): Promise<Load> {
  const servers = await Promise.all(Array.from({ length: mocks }, () => start(build)))
  const volley = { connections: jobs, ...cycleRequests(jobs * EFFORT.job) }
  const volleys = await Promise.all(servers.map(({ url }) => fire({ url, ...volley })))
  const memory = servers.map(({ pid }) => usageOf(pid).memory).reduce((sum, size) => sum + size)
  for (const server of servers) await server.stop()
  return { rate: volleys.reduce((sum, { rate }) => sum + rate, 0), memory }
}

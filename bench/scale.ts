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
/** The node whose jobs are counted; memory in MB. */
const NODE = { memory: 16 * 1_024, cores: 4 }

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

interface Load {
  /** Tests per second of all jobs. */
  rate: number
  /** Of all mocks, in MB. */
  memory: number
}

interface Row {
  jobs: number
  shared: Load
  own: Load
}

/** Returns the tables of how many jobs a node holds, and of jobs at the same time. */
export async function scaleTables(build: Build): Promise<string> {
  const rows: Row[] = []
  for (const jobs of EFFORT.jobs) {
    progress(`${jobs} jobs at the same time`)
    rows.push({
      jobs,
      shared: await repeat(() => runJobs(build, 1, jobs)),
      own: await repeat(() => runJobs(build, jobs, 1))
    })
  }
  return `${nodeTable(build, rows)}\n\n${parallelTable(rows)}`
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

async function repeat(measure: () => Promise<Load>): Promise<Load> {
  const loads: Load[] = []
  for (let count = 0; count < EFFORT.repeats; count++) loads.push(await measure())
  return {
    rate: median(loads.map(({ rate }) => rate)),
    memory: median(loads.map(({ memory }) => memory))
  }
}

function nodeTable({ name }: Build, rows: readonly Row[]): string {
  const [peak = 0, time = 0] = [PEAK, TIME].map(label => median(figures.get(label)?.get(name) ?? []))
  const sharedRate = rows.at(-1)?.shared.rate ?? 0
  return table(
    ['', `jobs on ${NODE.cores} cores with ${NODE.memory / 1_024} GiB`],
    [
      ['a mock each: at the same time, by memory', show(NODE.memory / peak)],
      ['a mock each: per minute, by processor time', show((NODE.cores * 60) / time)],
      ['one mock for all, on one core: per minute', show((sharedRate * 60) / EFFORT.job)]
    ]
  )
}

function parallelTable(rows: readonly Row[]): string {
  return table(
    ['jobs at the same time', 'one mock: tests per second', 'MB', 'a mock each: tests per second', 'MB'],
    rows.map(({ jobs, shared, own }) => {
      return [String(jobs), ...[shared, own].flatMap(({ rate, memory }) => [show(rate), show(memory)])]
    })
  )
}

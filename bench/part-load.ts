import { type Contestant, MOCK, MOCKOON, PRISM, SQLITE } from './contestants.ts'
import { memoryOf } from './machine.ts'
import { TASKS, type Task } from './mock.ts'
import { type Findings, print, show, type Target, table } from './page.ts'
import type { Shot, Volley } from './requests.ts'
import { type Server, shoot, start } from './servers.ts'
import { median, type Rounds, ratios, spread, takeTurns } from './statistics.ts'

/** How much is measured. */
export interface Effort {
  rounds: number
  seconds: number
  /** Requests of a round at most. */
  limit: number
  /** Numbers of connections. */
  connections: readonly number[]
}

/** One contestant under one task. */
interface Entrant extends Contestant {
  server: Server
  shot: Shot
  /** Projects that are used up. */
  used: number
}

/** Requests a second and times of a call for each task, and the memory behind the lists. */
export async function measureLoad(all: readonly Contestant[], effort: Effort): Promise<Findings> {
  const tables: string[] = []
  const targets: Target[] = []
  for (const task of TASKS) {
    const entrants = new Map<string, Entrant>()
    try {
      for (const contestant of all.filter(({ tasks }) => tasks.includes(task))) {
        entrants.set(contestant.name, await enter(contestant, task))
      }
      for (const connections of effort.connections) {
        print(`${task}, ${connections} connections`)
        const figures = await measureTask(entrants, connections, effort)
        tables.push(tableOf(`${task}, ${connections} connection${connections > 1 ? 's' : ''}`, figures))
        if (connections > 1) targets.push(...targetsOf(task, figures))
      }
      if (task === 'GET list') tables.push(memoryTable(entrants))
    } finally {
      for (const { server } of entrants.values()) await server.stop()
    }
  }
  return { tables, targets }
}

async function enter(contestant: Contestant, task: Task): Promise<Entrant> {
  const server = await start(contestant.underLoad?.(task) ?? contestant.program)
  const shot = (await contestant.shots(server))[task]
  if (!shot) throw new Error(`${contestant.name} does not say how it is asked for ${task}`)
  return { ...contestant, server, shot, used: 0 }
}

function measureTask(
  entrants: ReadonlyMap<string, Entrant>,
  connections: number,
  effort: Effort
): Promise<Rounds<Volley>> {
  const fire = (name: string) => volley(entrants.get(name) as Entrant, connections, effort)
  // The first round is for what is compiled on the way.
  return takeTurns([...entrants.keys()], effort.rounds + 1, fire).then(withoutFirst)
}

/** Rounds but for the first. */
export function withoutFirst<Figure>(figures: Rounds<Figure>): Rounds<Figure> {
  return new Map([...figures].map(([name, rounds]) => [name, rounds.slice(1)]))
}

function memoryTable(entrants: ReadonlyMap<string, Entrant>): string {
  const rows = [...entrants.values()].map(({ name, server }) => [name, show(memoryOf(server.pid))])
  return table(['memory behind the lists', 'MB'], rows)
}

async function volley(entrant: Entrant, connections: number, effort: Effort): Promise<Volley> {
  const { server, shot, used, limit = Number.POSITIVE_INFINITY } = entrant
  const isFresh = shot.path.includes('{project}') || shot.body?.includes('{project}')
  const figure = await shoot({
    url: server.url,
    shot,
    connections,
    seconds: effort.seconds,
    // Where no projects are used up, time alone ends a round.
    limit: Math.min(limit, isFresh ? effort.limit : effort.limit * 10),
    projects: isFresh ? { order: 'each once', from: used } : { order: 'none' }
  })
  entrant.used += figure.used
  return figure
}

function tableOf(head: string, figures: Rounds<Volley>): string {
  const own = figures.get(MOCK) as Volley[]
  const rates = (volleys: readonly Volley[]) => volleys.map(({ rate }) => rate)
  const rows = [...figures].map(([name, volleys]) => {
    const [low, high] = spread(rates(volleys))
    return [
      name,
      show(median(rates(volleys))),
      `${show(low)} to ${show(high)}`,
      show(median(volleys.map(({ p50 }) => p50))),
      show(median(volleys.map(({ p99 }) => p99))),
      show(median(ratios(rates(own), rates(volleys))))
    ]
  })
  return table([head, 'a second', 'middle half', 'p50, ms', 'p99, ms', 'the mock is … times as fast'], rows)
}

function targetsOf(task: Task, figures: Rounds<Volley>): Target[] {
  const own = figures.get(MOCK) as Volley[]
  const target = (name: string, least: number): Target => {
    const other = figures.get(name) ?? []
    const measured = median(
      ratios(
        own.map(({ rate }) => rate).slice(0, other.length),
        other.map(({ rate }) => rate)
      )
    )
    const what = `${task} at 32 connections, times ${name}`
    return { what, wanted: `at least ${least}`, measured: show(measured), isMet: measured >= least }
  }
  const tail = median(own.map(({ p50, p99 }) => p99 / p50))
  const steady = {
    what: `${task} at 32 connections, p99 over p50`,
    wanted: 'under 3',
    measured: show(tail),
    isMet: tail < 3
  }
  if (task === 'POST') return [target(SQLITE, 0.5), target(PRISM, 10), target(MOCKOON, 10), steady]
  return task === 'GET list' ? [target(SQLITE, 0.7), steady] : [steady]
}

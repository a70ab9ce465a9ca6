import { atlasShots, mock, type Size, takeToken } from './mock.ts'
import { type Findings, print, show, type Target, table } from './page.ts'
import { type Effort, withoutFirst } from './part-load.ts'
import { GROUPS, type Shot, type Volley } from './requests.ts'
import { type Server, shoot, start } from './servers.ts'
import { median, ratios, spread, takeTurns } from './statistics.ts'

/** Nine integrations to a project, so that every answer is of the same length. */
const EACH = 9

interface Sized {
  server: Server
  shots: Record<string, Shot>
  projects: number
}

/** What a request costs by the size of the state, at projects that are drawn by lot. */
export async function measureFlatness(
  folder: string,
  sizes: readonly number[],
  effort: Effort
): Promise<Findings> {
  const servers = new Map<string, Sized>()
  const tables: string[] = []
  const targets: Target[] = []
  try {
    for (const projects of sizes)
      servers.set(label(projects), await startWith(folder, { projects, each: EACH }))
    for (const task of ['GET list', 'PUT']) {
      print(`By size: ${task}`)
      const fire = (name: string) => {
        const { server, shots, projects } = servers.get(name) as Sized
        const draw = { order: 'at random', count: projects } as const
        return shoot({
          url: server.url,
          shot: shots[task] as Shot,
          ...effort,
          connections: 32,
          projects: draw
        })
      }
      const names = [...servers.keys()]
      const figures = withoutFirst(await takeTurns(names, effort.rounds + 1, fire))
      tables.push(tableOf(`${task}, 32 connections`, figures))
      targets.push(targetOf(task, figures))
    }
  } finally {
    for (const { server } of servers.values()) await server.stop()
  }
  return { tables, targets }
}

function label(projects: number): string {
  const count = (number: number) => number.toLocaleString('en')
  return `${count(projects)} project${projects > 1 ? 's' : ''}, ${count(projects * EACH)} integrations`
}

async function startWith(folder: string, size: Size): Promise<Sized> {
  const server = await start(mock(folder, size))
  const shots = atlasShots(await takeToken(server))
  const list = `${GROUPS}/{project}/integrations`
  return {
    server,
    projects: size.projects,
    shots: {
      'GET list': { ...shots['GET list'], path: list },
      PUT: { ...shots.POST, method: 'PUT', path: `${list}/WEBHOOK` }
    }
  }
}

function costs(volleys: readonly Volley[] = []): number[] {
  return volleys.map(({ rate }) => 1_000 / rate)
}

function tableOf(head: string, figures: Map<string, Volley[]>): string {
  const [smallest] = figures.values()
  const rows = [...figures].map(([name, volleys]) => {
    const [low, high] = spread(costs(volleys))
    return [
      name,
      show(median(costs(volleys))),
      `${show(low)} to ${show(high)}`,
      show(median(ratios(costs(volleys), costs(smallest))))
    ]
  })
  return table([head, 'ms a request', 'middle half', 'times the smallest'], rows)
}

function targetOf(task: string, figures: Map<string, Volley[]>): Target {
  const all = [...figures.values()]
  const measured = median(ratios(costs(all.at(-1)), costs(all[0])))
  return {
    what: `cost of a ${task}, largest state over smallest`,
    wanted: 'at most 1.2',
    measured: show(measured),
    isMet: measured <= 1.2
  }
}

import type { CreatedSandbox } from '../types/wire.d.ts'
import { fire } from './cannon.ts'
import { type Build, writeSeed } from './contestants.ts'
import { EFFORT, progress } from './options.ts'
import { median, show, table } from './report.ts'
import { BODY, bearerOf, DEMO, listOf, pathOfWebhook, SHOTS, send } from './requests.ts'
import { start } from './server.ts'
import { write } from './workspace.ts'

/** What there is more and more of. */
const KINDS = ['projects', 'sandboxes', 'requests'] as const
type Kind = (typeof KINDS)[number]
type Point = readonly [count: number, time: number]

/** Whose requests are measured. */
interface Subject {
  url: string
  control: string
  headers: Record<string, string>
  project: string
  /** `?sandbox=` for a sandbox. */
  query: string
}

interface Operation {
  run(subject: Subject): Promise<unknown>
  /** Removes the result; not measured. */
  undo?(subject: Subject, result: unknown): Promise<unknown>
}

/** Limits of a measurement. */
const MOST_RUNS = 20
const MOST_TIME = 500

const EXPECTED = JSON.stringify({ match: { operation: 'createGroupIntegration' }, count: { atLeast: 1 } })

const OPERATIONS: Record<string, Operation> = {
  // The first one, because the others add requests.
  verify: {
    run: ({ control, query }) =>
      send(`${control}/requests/verify${query}`, { method: 'POST', body: EXPECTED })
  },
  list: { run: ({ url, headers, project }) => send(url + listOf(project), { headers }) },
  'list of projects': { run: ({ url, headers }) => send(url + SHOTS.projects.path, { headers }) },
  POST: {
    run: ({ url, headers, project }) =>
      send(url + pathOfWebhook(project), {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: BODY
      }),
    undo: ({ url, headers, project }) =>
      send(url + pathOfWebhook(project), { method: 'DELETE', headers }, 204)
  },
  'new sandbox': {
    run: ({ control }) => send(`${control}/sandboxes`, { method: 'POST' }, 201),
    undo: ({ control }, sandbox) =>
      send(`${control}/sandboxes/${(sandbox as CreatedSandbox).id}`, { method: 'DELETE' }, 204)
  },
  'GET /state': { run: ({ control }) => stateOf(control) },
  // The last one, because it removes what was added.
  reset: { run: ({ control }) => send(`${control}/reset`, { method: 'POST' }, 204) }
}

/** Returns the table of what operations take with more and more rows of one kind. */
export async function growthTable(build: Build): Promise<string> {
  const lines: string[][] = []
  for (const kind of KINDS) {
    const figures = new Map<string, Point[]>()
    for (const count of EFFORT.rows) {
      progress(`growth: ${count} ${kind}`)
      for (const [name, figure] of Object.entries(await measure(build, kind, count))) {
        figures.set(name, [...(figures.get(name) ?? []), [count, figure]])
      }
    }
    for (const [name, points] of figures) {
      lines.push([`${kind}: ${name}`, ...points.map(([, time]) => show(time)), growthOf(points)])
    }
  }
  return table(['ms', ...EFFORT.rows.map(count => count.toLocaleString('en')), 'growth'], lines)
}

/** Describes growth. Flat: with the most rows, it takes at most twice as long as with the fewest. */
function growthOf(points: readonly Point[]): string {
  const [fewest, fast] = points[0] as Point
  const [most, slow] = points.at(-1) as Point
  return slow <= 2 * fast ? 'flat' : `${show(((slow - fast) / (most - fewest)) * 1_000)} per 1,000`
}

/** Returns milliseconds by operation. */
async function measure(build: Build, kind: Kind, count: number): Promise<Record<string, number>> {
  const server = await start(build, ...(kind === 'projects' ? ['--seed', writeSeed(count)] : []))
  const control = `${server.url}/_mock/v1`
  const seeded = { url: server.url, control, headers: await bearerOf(server.url), project: DEMO, query: '' }
  // Compiled code: otherwise the operations that run once would be the slow ones.
  for (const operation of Object.values(OPERATIONS)) await time(operation, seeded)
  if (kind === 'requests') await addRequests(seeded, count)
  const subject = kind === 'sandboxes' ? await addSandboxes(server.url, control, count) : seeded
  const figures: Record<string, number> = {}
  if (kind === 'projects') figures['start'] = server.started
  if (kind === 'sandboxes') figures['start'] = await timeImport(build, await stateOf(control))
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    figures[name] = await time(operation, subject, name === 'reset' ? 1 : MOST_RUNS)
  }
  await server.stop()
  return figures
}

/** Returns the state as text: to parse it would take the client's time. */
async function stateOf(control: string): Promise<string> {
  return (await fetch(`${control}/state`)).text()
}

/** Adds sandboxes. @returns the owner of the newest */
async function addSandboxes(url: string, control: string, count: number): Promise<Subject> {
  const requests = () => [{ method: 'POST' as const, path: '/_mock/v1/sandboxes' }]
  await fire({ url, connections: 5, requests, counted: 201, limit: count - 1 })
  const { id, owner, projects } = await send<CreatedSandbox>(`${control}/sandboxes`, { method: 'POST' }, 201)
  const headers = await bearerOf(url, owner.serviceAccount)
  return { url, control, headers, project: projects[0].id, query: `?sandbox=${id}` }
}

/** Sends requests, which the journal then contains. */
async function addRequests({ url, headers, project }: Subject, count: number): Promise<void> {
  const requests = () => [{ path: listOf(project), headers }]
  await fire({ url, connections: 5, requests, counted: 200, limit: count })
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

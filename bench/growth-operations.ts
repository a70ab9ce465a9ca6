import type { NewSandbox } from '../types/wire.d.ts'
import { fire } from './cannon.ts'
import { ACCOUNT, BODY, bearerOf, DEMO, listOf, pathOfWebhook, SHOTS, send } from './requests.ts'

/** Whose requests are measured. */
export interface Subject {
  url: string
  control: string
  headers: Record<string, string>
  project: string
  /** `?sandbox=` for a sandbox. */
  query: string
}

export interface Operation {
  run(subject: Subject): Promise<unknown>
  /** Removes the result; not measured. */
  undo?(subject: Subject, result: unknown): Promise<unknown>
}

const JSON_TYPE = { 'content-type': 'application/json' }
const EXPECTED = JSON.stringify({ match: { operation: 'createGroupIntegration' }, count: { atLeast: 1 } })

const RESET: Operation = {
  run: ({ control, query }) => send(`${control}/reset${query}`, { method: 'POST' }, 204)
}

/** What is measured, by name. */
export const OPERATIONS: Record<string, Operation> = {
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
        headers: { ...headers, ...JSON_TYPE },
        body: BODY
      }),
    undo: ({ url, headers, project }) =>
      send(url + pathOfWebhook(project), { method: 'DELETE', headers }, 204)
  },
  'new sandbox': {
    run: ({ control }) => send(`${control}/sandboxes`, { method: 'POST' }, 201),
    undo: ({ control }, sandbox) =>
      send(`${control}/sandboxes/${(sandbox as NewSandbox).id}`, { method: 'DELETE' }, 204)
  },
  'GET /state': { run: ({ control }) => stateOf(control) },
  'reset of a sandbox': RESET,
  // The last one, because it removes what was added.
  reset: { run: subject => RESET.run({ ...subject, query: '' }) }
}

/** Returns the state as text: to parse it would take the client's time. */
export async function stateOf(control: string): Promise<string> {
  return (await fetch(`${control}/state`)).text()
}

/** Returns the organization owner of the seed data. */
export async function seededSubject(url: string): Promise<Subject> {
  const headers = await bearerOf(url, ACCOUNT)
  return { url, control: `${url}/_mock/v1`, headers, project: DEMO, query: '' }
}

/** Adds sandboxes. @returns the owner of the newest */
export async function addSandboxes(url: string, count: number): Promise<Subject> {
  const control = `${url}/_mock/v1`
  const requests = () => [{ method: 'POST' as const, path: '/_mock/v1/sandboxes' }]
  await fire({ url, connections: 5, requests, counted: 201, limit: count - 1 })
  const { id, owner, projects } = await send<NewSandbox>(`${control}/sandboxes`, { method: 'POST' }, 201)
  const headers = await bearerOf(url, owner.serviceAccount)
  return { url, control, headers, project: projects[0]?.id ?? '', query: `?sandbox=${id}` }
}

/** Sends requests, which the journal then contains. */
export async function addRequests({ url, headers, project }: Subject, count: number): Promise<void> {
  const requests = () => [{ path: listOf(project), headers }]
  await fire({ url, connections: 5, requests, counted: 200, limit: count })
}

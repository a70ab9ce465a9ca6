import { join } from 'node:path'
import type autocannon from 'autocannon'
import type { Mock } from '../src/index.ts'
import type { NewSandbox, Verification, VerifyBody } from '../types/wire.d.ts'
import type { Build } from './contestants.ts'
import { EFFORT } from './options.ts'
import { BODY, digestOf, type KEY, pathOfWebhook, SHOTS } from './requests.ts'
import { takeTurns } from './rounds.ts'
import { start } from './server.ts'

const CONTROL = '/_mock/v1'
const EXPECTED = {
  match: { operation: 'createGroupIntegration', status: [200, 409] },
  count: { exactly: 2 }
} satisfies VerifyBody

/** What the steps of a cycle pass on. */
interface Context {
  id: string
  path: string
  key: typeof KEY
  challenge: string | undefined
}

interface Step {
  method: 'POST' | 'DELETE'
  path(context: Context): string
  headers?(context: Context): Record<string, string>
  body?: string
  status: number
  read?(context: Context, body: string, challenge: string | undefined): void
}

const { authorization: _, ...HEADERS } = SHOTS.POST.headers
const POST: Pick<Step, 'method' | 'body'> = { method: 'POST', body: BODY }

/** An isolated test over HTTP. By Digest, each POST is two requests. */
const CYCLE: readonly Step[] = [
  {
    method: 'POST',
    path: () => `${CONTROL}/sandboxes`,
    status: 201,
    read: (context, body) => {
      const { id, owner, projects }: NewSandbox = JSON.parse(body)
      Object.assign(context, { id, key: owner.apiKey, path: pathOfWebhook(projects[0]?.id ?? '') })
    }
  },
  ...[200, 409].flatMap((status): Step[] => [
    {
      ...POST,
      path: ({ path }) => path,
      headers: () => HEADERS,
      status: 401,
      read: (context, _body, challenge) => Object.assign(context, { challenge })
    },
    {
      ...POST,
      path: ({ path }) => path,
      headers: ({ key, path, challenge }) => {
        return { ...HEADERS, authorization: digestOf(key, 'POST', path, challenge) }
      },
      status
    }
  ]),
  {
    method: 'POST',
    path: ({ id }) => `${CONTROL}/requests/verify?sandbox=${id}`,
    body: JSON.stringify(EXPECTED),
    status: 200,
    read: (_context, body) => {
      const { pass }: Verification = JSON.parse(body)
      if (!pass) throw new Error('the journal does not have the two POSTs of a cycle')
    }
  },
  { method: 'DELETE', path: ({ id }) => `${CONTROL}/sandboxes/${id}`, status: 204 }
]

/** Runs cycles one after the other. */
export async function runCycles(url: string, cycles: number): Promise<void> {
  for (let count = 0; count < cycles; count++) {
    const context = {} as Context
    for (const { method, path, headers, body = null, status, read } of CYCLE) {
      const init = { method, headers: headers?.(context) ?? {}, body }
      const response = await fetch(url + path(context), init)
      const text = await response.text()
      if (response.status !== status) throw new Error(`${path(context)}: ${response.status} ${text}`)
      read?.(context, text, response.headers.get('www-authenticate') ?? undefined)
    }
  }
}

/** Returns cycles as requests of autocannon; the status code of the last step counts. */
export function cycleRequests(cycles: number) {
  const toRequest = ({ method, path, headers, body = '', read }: Step): autocannon.Request => ({
    setupRequest: (request, passedOn) => {
      const context = passedOn as Context
      return { ...request, method, path: path(context), headers: headers?.(context) ?? {}, body }
    },
    onResponse: (_status, text, context, received) =>
      read?.(context as Context, text, received?.['www-authenticate'])
  })
  const allowed = CYCLE.map(({ status }) => status)
  const requests = () => CYCLE.map(toRequest)
  return { requests, counted: allowed.at(-1) as number, allowed, limit: cycles * CYCLE.length }
}

/** Measures what a test does with a sandbox, over HTTP and with `startMock` in this process. */
export async function measureCycle(builds: readonly Build[]): Promise<void> {
  await takeTurns(builds, async build => {
    const server = await start(build)
    const overHttp = await time(() => runCycles(server.url, EFFORT.cycles))
    await server.stop()
    const { startMock }: typeof import('../src/index.ts') = await import(join(build.dist, 'index.js'))
    await using mock = await startMock()
    const inProcess = await time(() => runCyclesInProcess(mock, EFFORT.cycles))
    return { 'isolated test with startMock, ms': inProcess, 'isolated test over HTTP, ms': overHttp }
  })
}

async function time(run: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await run()
  return (performance.now() - begun) / EFFORT.cycles
}

async function runCyclesInProcess(mock: Mock, cycles: number): Promise<void> {
  for (let count = 0; count < cycles; count++) {
    const sandbox = mock.sandbox()
    const url = pathOfWebhook(sandbox.projects[0].id)
    for (const expected of [200, 409]) {
      const { status } = await mock.inject({ method: 'POST', url, body: BODY, as: sandbox.owner.apiKey })
      if (status !== expected) throw new Error(`status code ${status} instead of ${expected}`)
    }
    sandbox.requests.assert(EXPECTED)
    sandbox.remove()
  }
}

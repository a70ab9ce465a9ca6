import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Mock } from '../src/index.ts'
import type { CreatedSandbox, Verification, VerifyBody } from '../types/wire.d.ts'
import type { Build, Contestant } from './contestants.ts'
import { EFFORT, progress } from './options.ts'
import { takeTurns } from './report.ts'
import { BODY, DEMO, digestOf, KEY, pathOfWebhook, SHOTS, send } from './requests.ts'
import { mainThreadOf, start, timeToOutput, usageOf } from './server.ts'

/** Prints a line after the first response of the mock in its argument. */
const IN_PROCESS = `const { startMock } = await import(process.argv[1])
const mock = await startMock()
const { status } = await mock.inject({ url: '${SHOTS.GET.path}', as: mock.credentials.apiKeys.orgowner })
console.log(status)
await mock.close()`

const EXPECTED = {
  match: { operation: 'createGroupIntegration', status: [200, 409] },
  count: { exactly: 2 }
} satisfies VerifyBody

/** Measures starts of servers, and of builds also in the other two ways of tests. */
export async function measureStart(contestants: readonly Contestant[]): Promise<void> {
  progress('start')
  await takeTurns(contestants, async contestant => {
    const server = await start(contestant)
    const mainThread = mainThreadOf(server.pid)
    await wait(EFFORT.rest)
    const { memory } = usageOf(server.pid)
    await server.stop()
    return {
      'start, ms': server.started,
      'start, processor time of the main thread, ms': mainThread,
      'memory at rest, MB': memory
    }
  })
}

/** Measures the other ways in which tests start the mock. Each is a new process. */
export async function measureFirstUse(builds: readonly Build[]): Promise<void> {
  progress('startMock and exec')
  await takeTurns(builds, async build => {
    const { dist } = build
    return {
      'first Digest call after the start, ms': await timeFirstCall(build),
      '`startMock`, to the first response, ms': await timeToOutput([
        '--input-type=module',
        '--eval',
        IN_PROCESS,
        join(dist, 'index.js')
      ]),
      '`exec -- true`, ms': await timeToOutput([join(dist, 'cli.js'), 'exec', '--', 'true'])
    }
  })
}

/** Returns milliseconds. */
async function timeFirstCall(build: Build): Promise<number> {
  const server = await start(build)
  const begun = performance.now()
  await postByDigest(server.url, pathOfWebhook(DEMO), KEY, 200)
  const duration = performance.now() - begun
  await server.stop()
  return duration
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

/** Measures what a mock needs in a job with tests one after the other. */
export async function measureJob(builds: readonly Build[]): Promise<void> {
  progress('job')
  await takeTurns(builds, async build => {
    const server = await start(build)
    await runCycles(server.url, EFFORT.job)
    const { peak, user, system } = usageOf(server.pid)
    await server.stop()
    const job = `job of ${EFFORT.job} isolated tests`
    return { [`${job}: peak memory, MB`]: peak, [`${job}: processor time, s`]: user + system }
  })
}

async function time(run: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await run()
  return (performance.now() - begun) / EFFORT.cycles
}

/** Runs isolated tests one after the other. */
async function runCycles(url: string, cycles: number): Promise<void> {
  const control = `${url}/_mock/v1`
  for (let count = 0; count < cycles; count++) {
    const { id, owner, projects } = await send<CreatedSandbox>(
      `${control}/sandboxes`,
      { method: 'POST' },
      201
    )
    const path = pathOfWebhook(projects[0].id)
    for (const status of [200, 409]) await postByDigest(url, path, owner.apiKey, status)
    const init = { method: 'POST', body: JSON.stringify(EXPECTED) }
    const { pass } = await send<Verification>(`${control}/requests/verify?sandbox=${id}`, init)
    if (!pass) throw new Error('the journal does not have the two POSTs of a cycle')
    await send(`${control}/sandboxes/${id}`, { method: 'DELETE' }, 204)
  }
}

/** Sends two requests, as clients do: one without credentials, and one with the response to its challenge. */
async function postByDigest(url: string, path: string, key: typeof KEY, status: number) {
  const { authorization: _, ...headers } = SHOTS.POST.headers
  const init = { method: 'POST', headers, body: BODY }
  const challenged = await fetch(url + path, init)
  await challenged.text()
  const authorization = digestOf(key, 'POST', path, challenged.headers.get('www-authenticate') ?? undefined)
  await send(url + path, { ...init, headers: { ...headers, authorization } }, status)
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

import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Build, Contestant } from './contestants.ts'
import { EFFORT, progress } from './options.ts'
import { takeTurns } from './rounds.ts'
import { start, timeToOutput } from './server.ts'
import { usageOf } from './usage.ts'

const START_MOCK = new URL('start-mock.js', import.meta.url).pathname
/** Requests a list without credentials. */
const CLIENT = 'fetch(process.env.MONGODB_ATLAS_BASE_URL).then(response => response.text())'

/** Measures starts of servers, and of builds also in the other two ways of tests. */
export async function measureStart(contestants: readonly Contestant[]): Promise<void> {
  progress('start')
  await takeTurns(contestants, async contestant => {
    const server = await start(contestant)
    await wait(EFFORT.rest)
    const { memory } = usageOf(server.pid)
    await server.stop()
    return { 'start, ms': server.started, 'memory at rest, MB': memory }
  })
}

/** Measures the other ways in which tests start the mock. Each is a new process. */
export async function measureFirstUse(builds: readonly Build[]): Promise<void> {
  progress('startMock and exec')
  await takeTurns(builds, async ({ dist }) => {
    const exec = (...command: string[]) => timeToOutput([join(dist, 'cli.js'), 'exec', '--', ...command])
    return {
      '`startMock`, to the first response, ms': await timeToOutput([START_MOCK, join(dist, 'index.js')]),
      '`exec -- true`, ms': await exec('true'),
      '`exec`, a command with one request, ms': await exec(process.execPath, '--eval', CLIENT)
    }
  })
}

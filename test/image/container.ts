import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import { freePort } from '../../scripts/free-port.ts'
import { type Engine, engineDo, engineRun } from './engine.ts'

/** The control token of all containers. */
export const TOKEN = 'token-of-the-image-test'
/** Milliseconds until the container must be healthy. */
const PATIENCE = 30_000

export interface Container {
  engine: Engine
  id: string
  url: string
}

/** Strict limits: read-only, no capabilities, 128 MB. */
const LIMITS = [
  ...['--read-only', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
  ...['--memory', '128m', '--memory-swap', '128m']
]

/**
 * Starts a container of an image, removed after the test.
 *
 * @param more further options of `run`
 */
export async function startContainer(
  t: Test,
  engine: Engine,
  image: string,
  more: readonly string[] = []
): Promise<Container> {
  const port = engine.sharesNetwork ? await freePort() : 8080
  const network = engine.sharesNetwork ? [] : ['--publish', '127.0.0.1::8080']
  // Podman makes /tmp writable by default.
  const strict = engine.name === 'docker' ? [] : ['--read-only-tmpfs=false']
  const variables = { ATLAS_MOCK_PORT: String(port), ATLAS_MOCK_CONTROL_TOKEN: TOKEN }
  const env = Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const options = [...engine.run, ...LIMITS, ...strict, ...network, ...env, ...more]
  const id = await engineDo(engine, ['run', '--detach', ...options, image])
  t.teardown(() => engineRun(engine, ['rm', '--force', '--volumes', id]))
  if (engine.sharesNetwork) return { engine, id, url: `http://127.0.0.1:${port}` }
  const mapped = await engineDo(engine, ['port', id, '8080/tcp'])
  return { engine, id, url: `http://${mapped.split('\n')[0]}` }
}

/** Waits until HEALTHCHECK reports healthy. @returns the state in the engine */
export async function healthOf({ engine, id }: Container): Promise<string> {
  const begun = performance.now()
  for (;;) {
    // Podman needs systemd for the checks, which may be missing.
    if (engine.name !== 'docker') await engineRun(engine, ['healthcheck', 'run', id])
    const { Health, Status } = await stateOf({ engine, id })
    const isLate = performance.now() - begun > PATIENCE
    if (Health?.Status === 'healthy' || Status === 'exited' || isLate) return Health?.Status ?? String(Status)
    await wait(200)
  }
}

interface State {
  Status?: string
  Running: boolean
  OOMKilled: boolean
  ExitCode: number
  FinishedAt: string
  Health?: { Status: string }
}

export async function stateOf({ engine, id }: Pick<Container, 'engine' | 'id'>): Promise<State> {
  return JSON.parse(await engineDo(engine, ['container', 'inspect', '--format', '{{json .State}}', id]))
}

/** Runs a Node.js script in the container. @returns its output */
export async function inside({ engine, id }: Container, script: string): Promise<string> {
  return await engineDo(engine, ['exec', id, 'node', '--print', script])
}

/** Sends SIGTERM and waits. @returns milliseconds until the end of the process, and the exit code */
export async function terminate({ engine, id }: Container): Promise<{ took: number; code: number }> {
  const begun = Date.now()
  await engineDo(engine, ['kill', '--signal', 'TERM', id])
  await engineDo(engine, ['wait', id])
  const { FinishedAt, ExitCode } = await stateOf({ engine, id })
  return { took: new Date(FinishedAt).getTime() - begun, code: ExitCode }
}

import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { Child, type Ended, type Options } from '../cli/process.ts'

const INSIDE = fileURLToPath(new URL('inside.ts', import.meta.url))

/** The control token of all mocks in these tests. */
export const TOKEN = 'robust-control-token'

/** Fixes the size of V8's young generation: V8 may double it at any time, which looks like a leak of 16 MB. */
const YOUNG_GENERATION = ['--min-semi-space-size=16', '--max-semi-space-size=16']

/** Measurements of a process after a garbage collection. */
export interface Inside {
  /** Bytes in use, including those outside V8's heap. */
  heap: number
  /** Types of the resources that keep the process alive. */
  resources: string[]
}

export type StartOptions = Pick<Options, 'node' | 'shell' | 'uid'>

/** The built server in a separate process; killed when the test ends. */
export class Mock extends Child {
  url = ''

  constructor(t: Test, flags: readonly string[], options: StartOptions = {}) {
    const node = ['--expose-gc', ...YOUNG_GENERATION, ...(options.node ?? []), '--import', INSIDE]
    const args = ['serve', '--port', '0', '--json', '--control-token', TOKEN, ...flags]
    super(t, args, { ...options, node, hasChannel: true })
  }

  get pid(): number {
    return this.process.pid as number
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  /** Waits for the ready line. @throws {Error} if the process ends first */
  async ready(): Promise<this> {
    const [line] = await this.said(/^.*\n/)
    this.url = (JSON.parse(line) as { url: string }).url
    return this
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.kill(signal)
    return await this.ended()
  }

  async inside(): Promise<Inside> {
    this.process.send('tell')
    const [told] = await once(this.process, 'message')
    return told as Inside
  }

  /** Returns the number of open file descriptors; undefined if the system does not provide it. */
  descriptors(): number | undefined {
    try {
      return readdirSync(`/proc/${this.pid}/fd`).length
    } catch {
      return undefined
    }
  }

  /** Calls the control plane. @param path below `/_mock/v1` */
  async control(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${this.url}/_mock/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
    return { status: answer.status, text: await answer.text() }
  }

  /** Returns the exported state, or that of a sandbox, as text without the time of the export. */
  async state(sandbox?: string): Promise<string> {
    const query = sandbox === undefined ? '' : `?sandbox=${sandbox}`
    const { status, text } = await this.control('GET', `/state${query}`)
    if (status !== 200) throw new Error(`cannot export the state: ${status} ${text}`)
    return text.replace(/"exported":"[^"]*",/, '')
  }
}

/** Returns the milliseconds that the server's main thread has used; on other systems than Linux, the time. */
export function usedTime({ pid }: Mock): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1_000_000
  } catch {
    return performance.now()
  }
}

/** Starts a server and waits until it is ready. */
export async function startMock(t: Test, flags: readonly string[] = [], options?: StartOptions) {
  return await new Mock(t, ['--log-level', 'error', ...flags], options).ready()
}

/** Creates a temporary folder, removed after the test. */
export function folderOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-mock-robust-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

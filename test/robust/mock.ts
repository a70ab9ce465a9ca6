import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { cleanEnvironment } from '../clients/server.ts'

export const COMMAND = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const INSIDE = fileURLToPath(new URL('inside.ts', import.meta.url))

/** The control token of every mock here. */
export const TOKEN = 'robust-control-token'

/** V8 doubles its young generation when it sees fit, at any time: 16 MB more that are no leak. */
const YOUNG_GENERATION = ['--min-semi-space-size=16', '--max-semi-space-size=16']

/** What a process says of itself after a garbage collection. */
export interface Inside {
  /** Bytes that are in use, those outside of V8's heap included. */
  heap: number
  /** Bytes. */
  rss: number
  /** Kinds of the resources that keep it alive. */
  resources: string[]
}

/** How a process ended. */
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface StartOptions {
  /** A shell's words before the server takes its place, such as a limit. */
  shell?: string
  /** The user that it runs as; the caller must be root. */
  uid?: number
  /** Flags of Node.js, such as a limit of its heap. */
  node?: readonly string[]
}

/** The built server in a process of its own; killed when the test ends. */
export class Mock {
  readonly #child: ChildProcess
  readonly #ended: Promise<Ended>
  stdout = ''
  stderr = ''
  url = ''

  constructor(
    t: Test,
    flags: readonly string[],
    { shell = '', uid, node: nodeFlags = [] }: StartOptions = {}
  ) {
    const node = [
      process.execPath,
      '--expose-gc',
      ...YOUNG_GENERATION,
      ...nodeFlags,
      '--import',
      INSIDE,
      COMMAND
    ]
    const args = [...node, 'serve', '--port', '0', '--json', '--control-token', TOKEN, ...flags]
    const child = spawn('sh', ['-c', `unset NODE_OPTIONS; ${shell} exec "$@"`, 'sh', ...args], {
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      ...(uid !== undefined && { uid, gid: uid })
    })
    this.#child = child
    child.stdout?.setEncoding('utf8').on('data', text => {
      this.stdout += text
    })
    child.stderr?.setEncoding('utf8').on('data', text => {
      this.stderr += text
    })
    this.#ended = once(child, 'close').then(([code, signal]) => ({
      code,
      signal,
      stdout: this.stdout,
      stderr: this.stderr
    }))
    t.teardown(() => child.kill('SIGKILL'))
  }

  get pid(): number {
    return this.#child.pid as number
  }

  get port(): number {
    return Number(new URL(this.url).port)
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Waits until it answers. @throws {Error} where it ends instead */
  async ready(): Promise<this> {
    while (!this.stdout.includes('\n')) {
      const next = await Promise.race([once(this.#child.stdout as NodeJS.EventEmitter, 'data'), this.#ended])
      if ('code' in next) throw new Error(`ended with ${next.code ?? next.signal}: ${next.stderr}`)
    }
    this.url = (JSON.parse(this.stdout) as { url: string }).url
    return this
  }

  ended(): Promise<Ended> {
    return this.#ended
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.#child.kill(signal)
    return await this.#ended
  }

  async inside(): Promise<Inside> {
    this.#child.send('tell')
    const [told] = await once(this.#child, 'message')
    return told as Inside
  }

  /** Open file descriptors; undefined where the system does not tell. */
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

  /** The state as text, or a sandbox's, without the time at which it was asked for. */
  async state(sandbox?: string): Promise<string> {
    const query = sandbox === undefined ? '' : `?sandbox=${sandbox}`
    const { status, text } = await this.control('GET', `/state${query}`)
    if (status !== 200) throw new Error(`the state answers ${status}: ${text}`)
    return text.replace(/"exported":"[^"]*",/, '')
  }
}

/** A server that answers. */
export async function startMock(t: Test, flags: readonly string[] = [], options?: StartOptions) {
  return await new Mock(t, ['--log-level', 'error', ...flags], options).ready()
}

/** A folder of its own, gone after the test. */
export function folderOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'atlas-mock-robust-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

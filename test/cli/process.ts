import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { main } from '../../src/cli/main.ts'
import { Terminal } from '../../src/config/terminal.ts'
import { DEMO, digestHeader, integrations, nonceIn, VERSIONED } from '../app.ts'
import { requestText } from '../control/socket.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const BUNDLE = `${ROOT}dist/cli.js`

/** The environment without settings of the mock and credentials of clients. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(ATLAS_MOCK|MONGODB_ATLAS|MCLI|MDB_MCP)_|^(NODE_NO_WARNINGS|NODE_OPTIONS)$/.test(name)
  )
)

export interface Options {
  env?: Record<string, string>
  stdin?: string
  /** Options of Node.js. */
  node?: readonly string[]
  /** Redirection of standard output in the shell: `> /dev/full`, `| true`. */
  into?: string
  /** Shell commands to run before the command, such as a limit. */
  shell?: string
  /** The user to run as; requires root. */
  uid?: number | undefined
  /** Whether the process can send messages to this one. */
  hasChannel?: boolean
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A process under test; killed when the test ends. */
export class Child {
  protected readonly process: ChildProcessWithoutNullStreams
  readonly #ended: Promise<Ended>
  stdout = ''
  stderr = ''

  constructor(t: Test, args: readonly string[], options: Options = {}) {
    const { env = {}, stdin, node = [], into, shell = '', uid, hasChannel = false } = options
    if (!existsSync(BUNDLE)) throw new Error('dist/ is missing: run npm run build')
    // tap adds its loader to NODE_OPTIONS of every child.
    const command = `unset NODE_OPTIONS; ${shell} ${into === undefined ? 'exec "$0" "$@"' : `"$0" "$@" ${into}`}`
    const child = spawn('sh', ['-c', command, process.execPath, ...node, BUNDLE, ...args], {
      cwd: ROOT,
      env: { ...ENVIRONMENT, ...env },
      stdio: ['pipe', 'pipe', 'pipe', ...(hasChannel ? (['ipc'] as const) : [])],
      ...(uid !== undefined && { uid, gid: uid })
    }) as ChildProcessWithoutNullStreams
    // It may end without having read it.
    child.stdin.on('error', () => undefined).end(stdin)
    this.process = child
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
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

  kill(signal: NodeJS.Signals): void {
    this.process.kill(signal)
  }

  ended(): Promise<Ended> {
    return this.#ended
  }

  /** What of its standard output fits, once it is there. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stdout)
      if (found) return found
      const next = await Promise.race([once(this.process.stdout, 'data'), this.#ended])
      if ('code' in next) throw new Error(`ended with ${next.code}: ${next.stderr}`)
    }
  }

  /** The address that the banner names, once the whole banner is there. */
  async address(): Promise<string> {
    const [, url = ''] = await this.said(/listening on (https?:\S+)\n[\s\S]*\n\n$/)
    return url
  }
}

/** Runs the built command in a process. */
export async function run(t: Test, args: string[], options: Options = {}): Promise<Ended> {
  return await new Child(t, args, options).ended()
}

/** Collects what is written. */
export class Output extends Writable {
  text = ''

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk
    done()
  }
}

/** Returns a terminal that collects what is written. */
export function terminalOf(stderr: Terminal['stderr'] = new Output()): Terminal {
  return new Terminal({}, { stdout: new Output(), stderr })
}

/** Runs the command in this process, which must not start a server that stays. */
export async function command(
  args: string[],
  env: Record<string, string> = {}
): Promise<Omit<Ended, 'signal'>> {
  const [stdout, stderr] = [new Output(), new Output()]
  const code = await main(['node', 'atlas-mock', ...args], { ...ENVIRONMENT, ...env }, { stdout, stderr })
  return { code, stdout: stdout.text, stderr: stderr.text }
}

/** Starts a server in this process, and returns its port. */
export async function serverOf(t: Test, listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A connection on which a request waits for the end of its body; the server has its head. */
export async function requestUnderWay(
  base: string
): Promise<{ socket: Socket; finish: () => Promise<string> }> {
  const url = integrations(DEMO, 'WEBHOOK')
  const challenge = await fetch(base + url, { method: 'POST' })
  const nonce = nonceIn(challenge.headers.get('www-authenticate')) ?? ''
  const { hostname, port } = new URL(base)
  const body = '{"url":"https://example.com/x"}'
  const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, '')).setEncoding('latin1')
  socket.on('error', () => {})
  const headers = {
    accept: VERSIONED,
    authorization: digestHeader('prjowner', { method: 'POST', url }, nonce),
    'content-type': 'application/json',
    'content-length': String(body.length),
    expect: '100-continue'
  }
  socket.write(requestText('POST', url, headers))
  // Node.js responds to Expect when it passes the request to the program.
  await once(socket, 'data')
  return {
    socket,
    async finish() {
      let response = ''
      socket.on('data', text => {
        response += text
      })
      socket.write(body)
      await once(socket, 'close')
      return response
    }
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { DEMO, digestHeader, integrations, VERSIONED } from '../app.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const SOURCES = `${ROOT}src/cli.ts`
export const BUNDLE = `${ROOT}dist/cli.js`

/** Nothing of the tests' own settings reaches a child but what the test gives it. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(ATLAS_MOCK|MONGODB_ATLAS|MCLI|MDB_MCP)_|^NODE_NO_WARNINGS$/.test(name)
  )
)

export interface Options {
  env?: Record<string, string>
  /** What it reads on standard input. */
  stdin?: string
  /** File that is run, instead of the sources. */
  file?: string
  /** Options of Node itself. */
  node?: string[]
  /** What its standard output goes to, as a shell has it: `> /dev/full`, `| true`. */
  into?: string
  /** Runs with tap's hooks, so that what it covers is counted: of sources only, and slower. */
  counted?: boolean
}

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A process under test; killed when the test ends. */
export class Child {
  readonly #process
  readonly #ended: Promise<Ended>
  stdout = ''
  stderr = ''

  constructor(
    t: Test,
    args: string[],
    { env = {}, stdin, file = SOURCES, node = [], into, counted = false }: Options = {}
  ) {
    // tap's hooks come back into NODE_OPTIONS at every spawn; the shell takes them out and gives way.
    const command = [
      '-c',
      `${counted ? '' : 'unset NODE_OPTIONS; '}${into === undefined ? 'exec "$0" "$@"' : `"$0" "$@" ${into}`}`,
      process.execPath
    ]
    const child = spawn('sh', [...command, ...node, file, ...args], {
      cwd: ROOT,
      env: { ...ENVIRONMENT, ...(counted && { NODE_DISABLE_COMPILE_CACHE: '1' }), ...env },
      stdio: ['pipe', 'pipe', 'pipe']
    })
    // It may end without having read it.
    child.stdin.on('error', () => undefined).end(stdin)
    this.#process = child
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
    this.#process.kill(signal)
  }

  ended(): Promise<Ended> {
    return this.#ended
  }

  /** What of its standard output fits, once it is there. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.stdout)
      if (found) return found
      const next = await Promise.race([once(this.#process.stdout, 'data'), this.#ended])
      if ('code' in next) throw new Error(`ended with ${next.code}: ${next.stderr}`)
    }
  }

  /** The address that the banner names, once the whole banner is there. */
  async url(): Promise<string> {
    const [, url = ''] = await this.said(/listening on (https?:\S+)\n[\s\S]*\n\n$/)
    return url
  }
}

export async function run(t: Test, args: string[], options: Options = {}): Promise<Ended> {
  return await new Child(t, args, options).ended()
}

/** A server in this process that answers as a test wants. */
export async function serverOf(t: Test, listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** A connection on which a request waits for the end of its body; the server has its head. */
export async function requestUnderWay(
  base: string
): Promise<{ socket: Socket; finish: () => Promise<string> }> {
  const url = integrations(DEMO, 'WEBHOOK')
  const { headers } = await fetch(base + url, { method: 'POST' })
  const nonce = /nonce="([^"]+)"/.exec(headers.get('www-authenticate') ?? '')?.[1] ?? ''
  const { hostname, port } = new URL(base)
  const body = '{"url":"https://example.com/x"}'
  const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, '')).setEncoding('latin1')
  socket.on('error', () => {})
  socket.write(
    [
      `POST ${url} HTTP/1.1`,
      'Host: mock.test',
      `Accept: ${VERSIONED}`,
      `Authorization: ${digestHeader('prjowner', { method: 'POST', url }, nonce)}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Expect: 100-continue',
      'Connection: close',
      '\r\n'
    ].join('\r\n')
  )
  // Node.js answers the expectation when it hands the request to the program.
  await once(socket, 'data')
  return {
    socket,
    async finish() {
      let answer = ''
      socket.on('data', text => {
        answer += text
      })
      socket.write(body)
      await once(socket, 'close')
      return answer
    }
  }
}

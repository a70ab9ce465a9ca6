import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { constants, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { isatty } from 'node:tty'
import { StartError } from '../catalogue/errors.ts'
import { type ClientCredential, CREDENTIAL_VARIABLES } from '../client/environment.ts'
import type { Environment, Settings } from '../config/config.ts'
import { CANNOT_WRITE, type Terminal } from '../config/terminal.ts'
import { listCalls, removeCalls } from '../proof/calls/folder.ts'
import { seededEnvironment } from './account-credentials.ts'
import { startServer } from './serve.ts'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
type PassedSignal = (typeof SIGNALS)[number]

/** Exit codes of a shell. */
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/** Options of `exec` that are not settings of the server. */
interface ExecOptions {
  kind: ClientCredential['kind']
  isolated: boolean
  /** Whether to remove earlier files of recorded calls. */
  clearsCalls: boolean
  cwd: string | undefined
}

/**
 * Starts a server, runs a command with the official clients configured for it, and stops the server.
 *
 * @returns the command's exit code, or 128 plus the number of the signal that ended it
 * @throws {StartError} if the folder does not exist, calls cannot be listed, or the server cannot start
 */
export async function execute(
  settings: Settings,
  { kind, isolated, cwd, clearsCalls }: ExecOptions,
  command: readonly string[],
  terminal: Terminal
): Promise<number> {
  // Without the check, spawn would report that the command does not exist.
  if (cwd !== undefined && !isFolder(cwd)) {
    throw new StartError(`--cwd must be an existing folder, not ${JSON.stringify(cwd)}`)
  }
  const { calls } = settings
  const earlier = calls !== undefined && clearsCalls ? listCalls(calls) : []
  const runner = new CommandRunner(terminal)
  const authority = authorityFor(settings)
  try {
    const { services, url, stop } = await startServer({ ...settings, ...authority?.settings }, terminal)
    try {
      const proxy = isolated ? await isolate(url, terminal) : {}
      const environment = seededEnvironment(services, url, kind)
      if (environment['MONGODB_ATLAS_ORG_ID'] === undefined) {
        const name = kind === 'apiKey' ? 'API key' : 'service account'
        terminal.warn(`no seeded ${name} may write from any address: the command gets no credentials`)
      }
      const inherited = withoutCredentials(terminal.env)
      // Absolute: the command may run in another folder.
      const recording = calls === undefined ? {} : { ATLAS_MOCK_CALLS: resolve(calls) }
      const variables = { ...inherited, ...environment, ...proxy, ...recording }
      return await runner.run(command, variables, cwd, () => {
        if (calls !== undefined) tryToRemove(calls, earlier, terminal)
      })
    } finally {
      await stop()
    }
  } finally {
    runner.close()
    authority?.remove()
  }
}

function tryToRemove(folder: string, files: readonly string[], terminal: Terminal): void {
  try {
    removeCalls(folder, files)
  } catch (error) {
    terminal.warn((error as Error).message)
    terminal.exitCode = CANNOT_WRITE
  }
}

/** Returns a temporary file for the certificate of the generated CA; undefined if the user set one or needs none. */
function authorityFor({ tls, tlsCert, tlsCaOut }: Settings) {
  if (!tls || tlsCert !== undefined || tlsCaOut !== undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'atlas-mock-'))
  return {
    settings: { tlsCaOut: join(folder, 'ca.pem') },
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}

/** Removes credentials: a client must not send those of a real organization to the mock. */
function withoutCredentials(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !CREDENTIAL_VARIABLES.includes(name)))
}

/**
 * Runs a command on the standard streams of this process and forwards signals to it. A signal that arrives
 * before the command starts prevents the start.
 */
export class CommandRunner {
  #child: ChildProcess | undefined
  #early: PassedSignal | undefined
  readonly #listeners = SIGNALS.map(signal => [signal, () => this.#pass(signal)] as const)
  readonly #terminal: Terminal

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    for (const [signal, listener] of this.#listeners) process.on(signal, listener)
  }

  close(): void {
    for (const [signal, listener] of this.#listeners) process.off(signal, listener)
  }

  /**
   * @param onStart called when the command has started
   * @returns the exit code, or 128 plus the number of the signal that ended or prevented the command
   */
  async run(
    [file = '', ...args]: readonly string[],
    env: Environment,
    cwd?: string,
    onStart: () => void = () => {}
  ): Promise<number> {
    if (this.#early) return 128 + constants.signals[this.#early]
    try {
      const folder = cwd === undefined ? {} : { PWD: resolve(cwd) }
      const child = spawn(file, args, { cwd, env: { ...env, ...folder }, stdio: 'inherit' })
      this.#child = child
      child.once('spawn', onStart)
      return await exitCodeOf(child)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const isMissing = code === 'ENOENT'
      this.#terminal.warn(`${file}: ${isMissing ? 'command not found' : `cannot run: ${code}`}`)
      return isMissing ? NOT_FOUND : NOT_EXECUTABLE
    }
  }

  #pass(signal: PassedSignal): void {
    if (this.#child === undefined) this.#early ??= signal
    // On a terminal the command receives Ctrl-C itself; many commands treat a second one differently.
    else if (signal !== 'SIGINT' || !isOnTerminal()) this.#child.kill(signal)
  }
}

/** Checks file descriptors: opening process.stdin would compete with the command's reads. */
function isOnTerminal(): boolean {
  return [0, 1, 2].some(isatty)
}

function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals]))
    child.on('error', error => {
      // Emitted for a failed kill too.
      if (child.pid === undefined) reject(error)
    })
  })
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

const REJECTION = 'HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/**
 * Starts a proxy on a free loopback port that rejects every request with 403 and logs one line with its host. It runs
 * until the process ends.
 *
 * @param url of the mock
 * @returns variables that make clients use the proxy for all hosts except the mock's
 */
export async function isolate(url: string, terminal: Terminal): Promise<Record<string, string>> {
  // The reader of the log may exit before the command.
  terminal.stderr.on('error', () => undefined)
  const proxy = createServer(socket => {
    socket.on('error', () => undefined).unref()
    socket.once('data', data => {
      terminal.warn(`--isolate rejected a request to ${hostOf(data.toString('latin1')) ?? 'an unknown host'}`)
      socket.end(REJECTION)
    })
  })
  await once(proxy.listen(0, '127.0.0.1').unref(), 'listening')
  return proxyVariables(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, url)
}

/** Returns the host of a request to a proxy, without credentials; undefined: it has none. */
function hostOf(request: string): string | undefined {
  // A delimiter must follow: the start of a longer authority may be a password.
  const target = request.replace(/^[a-z]+ ([a-z]+:\/\/)?/i, '')
  const authority = /^([^\s/?#]{1,1000})[\s/?#]/.exec(target)?.[1]
  return URL.parse(`http://${authority ?? ''}`)?.host
}

function proxyVariables(proxy: string, url: string): Record<string, string> {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
  const direct = [...new Set(['127.0.0.1', 'localhost', '::1', host])].join(',')
  return {
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    ALL_PROXY: proxy,
    all_proxy: proxy,
    NO_PROXY: direct,
    no_proxy: direct,
    // Without it, Node.js ignores the other variables.
    NODE_USE_ENV_PROXY: '1'
  }
}

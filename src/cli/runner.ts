import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import type { Environment } from '../config.ts'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
type PassedSignal = (typeof SIGNALS)[number]

/** What a shell says of a command that is not there, and of one that cannot be run. */
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/**
 * Runs a command on this process's own standard streams and passes signals on to it; one that comes before the
 * command runs keeps it from being run.
 */
export class CommandRunner {
  #child: ChildProcess | undefined
  #early: PassedSignal | undefined
  readonly #listeners = SIGNALS.map(signal => [signal, () => this.#pass(signal)] as const)

  constructor() {
    for (const [signal, listener] of this.#listeners) process.on(signal, listener)
  }

  close(): void {
    for (const [signal, listener] of this.#listeners) process.off(signal, listener)
  }

  /** @returns the exit code; 128 and the signal's number where a signal ended it, or came first */
  async run([file = '', ...args]: readonly string[], env: Environment): Promise<number> {
    if (this.#early) return 128 + constants.signals[this.#early]
    try {
      const child = spawn(file, args, { env, stdio: 'inherit' })
      this.#child = child
      return await endOf(child)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const isThere = code !== 'ENOENT'
      process.stderr.write(
        `atlas-mock: ${file}: ${isThere ? `cannot be run: ${code}` : 'command not found'}\n`
      )
      return isThere ? NOT_EXECUTABLE : NOT_FOUND
    }
  }

  #pass(signal: PassedSignal): void {
    if (this.#child === undefined) this.#early ??= signal
    // A Ctrl-C reaches the command by itself, and twice means something else to many.
    else if (signal !== 'SIGINT' || !isOnTerminal()) this.#child.kill(signal)
  }
}

/** By number: process.stdin would change how the command reads its own. */
function isOnTerminal(): boolean {
  return [0, 1, 2].some(isatty)
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals]))
    child.on('error', error => {
      // Also told of a signal that may not be sent.
      if (child.pid === undefined) reject(error)
    })
  })
}

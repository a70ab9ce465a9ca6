import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import type { Environment } from '../config.ts'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
type PassedSignal = (typeof SIGNALS)[number]

/** Exit codes of a shell. */
const NOT_FOUND = 127
const NOT_EXECUTABLE = 126

/**
 * Runs a command on the standard streams of this process and forwards signals to it. A signal that arrives
 * before the command starts prevents the start.
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

  /** @returns the exit code, or 128 plus the number of the signal that ended or prevented the command */
  async run([file = '', ...args]: readonly string[], env: Environment): Promise<number> {
    if (this.#early) return 128 + constants.signals[this.#early]
    try {
      const child = spawn(file, args, { env, stdio: 'inherit' })
      this.#child = child
      return await exitCodeOf(child)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const isMissing = code === 'ENOENT'
      process.stderr.write(
        `atlas-mock: ${file}: ${isMissing ? 'command not found' : `cannot run: ${code}`}\n`
      )
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

import { accessSync, constants, existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { escapeControls } from '../base/printable.ts'
import { StartError } from '../catalogue/errors.ts'
import type { Environment } from '../config/config.ts'

/** Exit code if a file or standard output does not accept the output. */
export const CANNOT_WRITE = 2

interface Streams {
  stdout: NodeJS.WritableStream
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
}

/** What the command reads, writes and returns. */
export class Terminal {
  readonly env: Environment
  readonly stdout: Streams['stdout']
  readonly stderr: Streams['stderr']
  exitCode = 0

  constructor(env: Environment, { stdout, stderr }: Streams) {
    this.env = env
    this.stdout = stdout
    this.stderr = stderr
  }

  /** Prints a text and a line break to standard output. */
  print(text: string): void {
    this.stdout.write(`${escapeCommands(text)}\n`)
  }

  /** Prints a message to standard error. */
  warn(message: string): void {
    this.stderr.write(`atlas-mock: ${escapeCommands(message)}\n`)
  }

  /** Writes a file. A failure prints one line and does not lose the result that was printed before. */
  writeFile(path: string, text: string): void {
    try {
      writeFileSync(path, text)
    } catch (error) {
      this.warn(`cannot write ${path}: ${(error as Error).message}`)
      // Keep the exit code of a signal.
      this.exitCode = Math.max(this.exitCode, CANNOT_WRITE)
    }
  }
}

/**
 * Escapes control characters, which a terminal would execute, in the text of a file or a client, and the workflow
 * commands of GitHub Actions, `::command` at the start of a line and `##[command]`.
 */
function escapeCommands(text: string): string {
  return escapeControls(text)
    .replace(/^(\s*):(?=:)/gm, '$1\\u003a')
    .replaceAll('##[', '#\\u0023[')
}

/** Checks before a long command that a file can be written after it. @throws {StartError} */
export function requireWritable(path: string): void {
  try {
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK)
  } catch (error) {
    throw new StartError(`cannot write ${path}: ${(error as Error).message}`)
  }
}

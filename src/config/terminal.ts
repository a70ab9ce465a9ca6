import {
  accessSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  realpathSync,
  rmdirSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { escapeControls } from '../base/printable.ts'
import { StartError } from '../catalogue/errors.ts'
import type { Environment } from './config.ts'

/** Exit code if a file or standard output does not accept the output. */
export const CANNOT_WRITE = 2

interface Streams {
  stdout: NodeJS.WritableStream
  stderr: NodeJS.WritableStream & { isTTY?: boolean }
}

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

  print(lines: string | readonly string[]): void {
    this.stdout.write(toText(lines))
  }

  warn(lines: string | readonly string[]): void {
    this.stderr.write(`atlas-mock: ${toText(lines)}`)
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

function toText(lines: string | readonly string[]): string {
  return [lines]
    .flat()
    .map(line => `${escapeLine(line)}\n`)
    .join('')
}

/**
 * Escapes control characters, which a terminal would execute, in the text of a file or a client, and the workflow
 * commands of GitHub Actions, `::command` at the start of a line and `##[command]`.
 */
function escapeLine(line: string): string {
  return escapeControls(line)
    .replace(/^(\s*):(?=:)/, '$1\\u003a')
    .replaceAll('##[', '#\\u0023[')
}

/**
 * Checks before a long command that a file can be written after it, and changes nothing.
 *
 * @param name in the error
 * @param isReplaced whether a new file will take its place
 * @throws {StartError}
 */
export function requireWritable(path: string, name = path, isReplaced = false): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    // Opening a pipe would wait for its reader.
    if (found?.isFIFO()) accessSync(path, constants.W_OK)
    else if (found) closeSync(openSync(path, constants.O_WRONLY))
    if (!found || (isReplaced && found.isFile())) {
      // Permissions are not enough: /proc rejects new files.
      rmdirSync(mkdtempSync(`${found ? realpathSync(path) : path}.`))
    }
  } catch (error) {
    throw new StartError(`cannot write ${name}: ${(error as Error).message}`)
  }
}

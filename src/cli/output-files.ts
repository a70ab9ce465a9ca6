import { accessSync, constants, existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { StartError } from '../catalogue/errors.ts'
import type { Terminal } from './terminal.ts'

/** Exit code if a file or standard output does not accept the output. */
export const CANNOT_WRITE = 2

/** Checks before a long command that a file can be written after it. @throws {StartError} */
export function requireWritable(path: string): void {
  try {
    accessSync(existsSync(path) ? path : dirname(path), constants.W_OK)
  } catch (error) {
    throw new StartError(`cannot write ${path}: ${(error as Error).message}`)
  }
}

/** Writes a file. A failure prints one line and does not lose the result that was printed before. */
export function writeOutput(path: string, text: string, terminal: Terminal): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    terminal.stderr.write(`atlas-mock: cannot write ${path}: ${(error as Error).message}\n`)
    // Keep the exit code of a signal.
    terminal.exitCode = Math.max(terminal.exitCode, CANNOT_WRITE)
  }
}

import {
  accessSync,
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from '../app.ts'
import { StartError } from '../catalogue/errors.ts'
import { StateError } from '../state/document.ts'
import { readJsonFile } from '../state/json-file.ts'
import type { Terminal } from './terminal.ts'

/** The file contains secrets: only its owner may read it. */
const MODE = 0o600

/**
 * Replaces the server's state with the state in a file.
 *
 * @throws {StartError} for an unreadable file, or an invalid state with the JSON pointer of the error
 */
export async function importState({ services }: Pick<App, 'services'>, path: string): Promise<void> {
  const document = await readJsonFile('state', path)
  try {
    services.control.state.import(document)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    throw new StartError(`invalid state ${path} at ${error.path || '/'}: ${error.message}`)
  }
}

/**
 * Writes the server's state to a file atomically.
 *
 * @throws {Error} if the file cannot be written
 */
export function exportState({ services }: Pick<App, 'services'>, path: string): void {
  const chunks = services.control.state.exportChunks(undefined, 2)
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isFile()) {
    // A device such as /dev/stdout must not be replaced.
    writeChunks(path, chunks)
    return
  }
  // Replace the target of a symbolic link, not the link.
  const target = found ? realpathSync(path) : path
  const folder = mkdtempSync(`${target}.`)
  try {
    writeChunks(join(folder, 'state.json'), chunks)
    renameSync(join(folder, 'state.json'), target)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function writeChunks(path: string, chunks: Iterable<string>): void {
  const file = openSync(path, 'w', MODE)
  try {
    for (const chunk of chunks) writeFileSync(file, chunk)
    writeFileSync(file, '\n')
  } finally {
    closeSync(file)
  }
}

/**
 * Checks at startup that the state can be written on exit.
 *
 * @throws {StartError} if the file is not writable
 */
export function checkExport(path: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    accessSync(found && !found.isFile() ? path : dirname(found ? realpathSync(path) : path), constants.W_OK)
  } catch (error) {
    throw new StartError(`cannot write the state to ${path}: ${(error as Error).message}`)
  }
}

/**
 * Writes the state when the listener closes: no request is pending, and the database is still open. A failure
 * prints one line to standard error and sets exit code 1.
 */
export function exportStateAtEnd(app: App, path: string, terminal: Terminal): void {
  app.server.server.once('close', () => {
    try {
      exportState(app, path)
    } catch (error) {
      terminal.warn(`cannot write the state to ${path}: ${(error as Error).message}`)
      terminal.exitCode = 1
    }
  })
}

import {
  accessSync,
  constants,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { App } from '../app.ts'
import { StartError } from '../errors.ts'
import { StateFault } from '../state/document.ts'
import { parseJson } from '../state/read.ts'

/** Secrets are in it: nobody but its owner reads it. */
const MODE = 0o600

/**
 * Puts the state of a file in the place of the server's own.
 *
 * @throws {StartError} for a file that cannot be read, and for a state that does not fit, with the path of the fault
 */
export function importState({ services }: Pick<App, 'services'>, path: string): void {
  const document = readDocument(path)
  try {
    services.control.state.import(document)
  } catch (error) {
    if (!(error instanceof StateFault)) throw error
    throw new StartError(`the state ${path} is wrong at ${error.path || '/'}: ${error.message}`)
  }
}

function readDocument(path: string): unknown {
  try {
    return parseJson(readFileSync(path, 'utf8'))
  } catch (error) {
    // JSON.parse's message would show the secrets in it.
    const cause = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message
    throw new StartError(`cannot read the state ${path}: ${cause}`)
  }
}

/**
 * Writes the server's state to a file: as a whole, or not at all.
 *
 * @throws {Error} when it cannot be written
 */
export function exportState({ services }: Pick<App, 'services'>, path: string): void {
  const text = `${JSON.stringify(services.control.state.export(), null, 2)}\n`
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isFile()) {
    // Such as /dev/stdout, which must not be replaced.
    writeFileSync(path, text)
    return
  }
  // Behind a link lies the file that is meant.
  const target = found ? realpathSync(path) : path
  const folder = mkdtempSync(`${target}.`)
  try {
    writeFileSync(join(folder, 'state.json'), text, { mode: MODE })
    renameSync(join(folder, 'state.json'), target)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/**
 * Whether the state can be written at the end is found out at the start: by then it would be lost.
 *
 * @throws {StartError}
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
 * Writes the state when the server ends: the last request has been answered, and the database, which is closed
 * after the listener, is still open. A failure is one line on standard error and exit code 1.
 */
export function exportStateAtEnd(app: App, path: string): void {
  app.server.server.once('close', () => {
    try {
      exportState(app, path)
    } catch (error) {
      process.stderr.write(`atlas-mock: cannot write the state to ${path}: ${(error as Error).message}\n`)
      process.exitCode = 1
    }
  })
}

import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { FaultBody, StubBody } from '../../types/wire.d.ts'
import { type App, controlContext } from '../app.ts'
import { assetUrl } from '../assets.ts'
import { StartError } from '../catalogue/errors.ts'
import type { Settings } from '../config/config.ts'
import { checkFault } from '../control/faults.ts'
import { ControlProblem } from '../control/problem.ts'
import { validateBody } from '../control-api/schemas.ts'
import { StateError } from '../state/document.ts'
import { readJsonFile } from '../state/json-file.ts'
import { requireWritable, type Terminal } from './terminal.ts'

/**
 * @throws {StartError} for an unreadable file, or an invalid stub or fault with the JSON pointer of the error
 */
export async function loadStartFiles({ services }: App): Promise<void> {
  const { settings, control } = services
  if ((settings.stubs ?? settings.faults) === undefined) return
  const context = controlContext(services)
  const readStubs = (name: string) =>
    readBodies('stubs', name, locateStubs(name), (body: StubBody) => {
      validateBody('StubBody', body, context)
      control.stubs.check(body)
    })
  const readFaults = (name: string) =>
    readBodies('faults', name, name, (body: FaultBody) => {
      validateBody('FaultBody', body, context)
      checkFault(body)
    })
  let stubs: StubBody[] = []
  // Not all at once: endless pipes would take the memory of several.
  for (const name of settings.stubs ?? []) stubs = stubs.concat(await readStubs(name))
  const faults = settings.faults === undefined ? [] : await readFaults(settings.faults)
  control.addStartContents(stubs, faults)
}

/** Prefix of a name that refers to a file of the package, not to a path. */
const PACKAGED = 'package:'

/** Returns the location of a file with stubs. @throws {StartError} if the package has no stubs of this name */
function locateStubs(name: string): string | URL {
  if (!name.startsWith(PACKAGED)) return name
  const examples = readdirSync(assetUrl('examples/')).filter(example => existsSync(stubsUrl(example)))
  const example = examples.find(example => name === PACKAGED + example)
  if (example !== undefined) return stubsUrl(example)
  const known = examples.map(example => PACKAGED + example).join(', ')
  throw new StartError(`unknown stubs ${name}; the package has ${known}`)
}

function stubsUrl(example: string): URL {
  return assetUrl(`examples/${example}/stubs.json`)
}

/** Reads the array in a file and checks each body. @param name as in the settings */
async function readBodies<Body>(
  kind: 'stubs' | 'faults',
  name: string,
  location: string | URL,
  check: (body: Body) => void
): Promise<Body[]> {
  const bodies = await readJsonFile(kind, name, location)
  if (!Array.isArray(bodies)) throw new StartError(`invalid ${kind} ${name} at /: must be an array`)
  for (const [at, body] of bodies.entries()) {
    try {
      check(body as Body)
    } catch (error) {
      if (!(error instanceof ControlProblem)) throw error
      const [{ path, detail } = { path: '', detail: error.detail }] = error.errors
      throw new StartError(`invalid ${kind} ${name} at /${at}${path === '/' ? '' : path}: ${detail}`)
    }
  }
  return bodies as Body[]
}

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

/** Writes the server's state to a file atomically. @throws {Error} if the file cannot be written */
export function exportState({ services }: Pick<App, 'services'>, path: string): void {
  const text = `${JSON.stringify(services.control.state.export(), null, 2)}\n`
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isFile()) {
    // Otherwise a pipe without a reader would block the exit; it stays open, so that the reader sees no early end.
    const open = found.isFIFO() ? openSync(path, constants.O_WRONLY | constants.O_NONBLOCK) : undefined
    // A device such as /dev/stdout must not be replaced.
    writeFileSync(path, text)
    if (open !== undefined) closeSync(open)
    return
  }
  // Replace the target of a symbolic link, not the link.
  const target = found ? realpathSync(path) : path
  const folder = mkdtempSync(`${target}.`)
  try {
    writeFileSync(join(folder, 'state.json'), text, { mode: MODE })
    replace(target, join(folder, 'state.json'), text)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function replace(path: string, newFile: string, text: string): void {
  try {
    renameSync(newFile, path)
  } catch {
    // A file that is mounted into a container cannot be replaced.
    writeFileSync(path, text)
  }
}

/** Checks at startup that no file to write belongs to the database. @throws {StartError} */
export function checkOutputs({ db, exportOnExit, tlsCaOut }: Settings): void {
  const files = db === ':memory:' ? [] : ['', '-wal', '-shm', '-journal'].map(end => realPath(db) + end)
  for (const path of [exportOnExit, tlsCaOut]) {
    if (path === undefined || !files.includes(realPath(path))) continue
    throw new StartError(`cannot write ${path}: it belongs to the database ${db}`)
  }
}

/** Returns a path without symbolic links; the file need not exist. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const folder = dirname(path)
    return existsSync(folder) ? join(realpathSync(folder), basename(path)) : resolve(path)
  }
}

/** Checks at startup that the state can be written on exit. @throws {StartError} if the file is not writable */
export function checkExport(path: string): void {
  requireWritable(path, `the state to ${path}`, true)
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

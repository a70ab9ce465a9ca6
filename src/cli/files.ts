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
import { join } from 'node:path'
import type { FaultBody, StubBody } from '../../types/wire.d.ts'
import { type App, controlContext } from '../app.ts'
import { assetUrl } from '../assets.ts'
import { StartError } from '../catalogue/errors.ts'
import type { Settings } from '../config/config.ts'
import { requireWritable, type Terminal } from '../config/terminal.ts'
import { checkFault } from '../control/faults.ts'
import { ControlProblem } from '../control/problem.ts'
import { validateBody } from '../control-api/schemas.ts'
import type { Services } from '../services.ts'
import { StateError } from '../state/document.ts'
import { readJsonFile } from '../state/json-file.ts'
import { realPath } from '../store/database-file.ts'

/**
 * @throws {StartError} for an unreadable file, or an invalid stub or fault with the JSON pointer of the error
 */
export async function loadStartFiles(services: Services): Promise<void> {
  const { settings, control } = services
  if ((settings.stubs ?? settings.faults) === undefined) return
  const context = controlContext(services)
  const readStubs = (name: string) =>
    readBodies('stubs', name, locateStubs(name), (body: StubBody) => {
      validateBody('StubBody', body, context)
      services.stubs.check(body)
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
export async function importState({ control }: Services, path: string): Promise<void> {
  const document = await readJsonFile('state', path)
  try {
    control.state.import(document)
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    throw new StartError(`invalid state ${path} at ${error.path || '/'}: ${error.message}`)
  }
}

/** A file that is complete, but has not replaced the one at its path. */
interface StagedFile {
  replace(): void
  discard(): void
}

/**
 * Writes a file next to a path, to replace the one at the path later; writes to a device or a pipe at once.
 *
 * @param mode of a new file
 * @throws {Error} if it cannot be written
 */
function stageFile(path: string, text: string, mode?: number): StagedFile {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isFile()) {
    // A device such as /dev/stdout must not be replaced.
    writeToDevice(path, text, found.isFIFO())
    return { replace: () => {}, discard: () => {} }
  }
  // Replace the target of a symbolic link, not the link.
  const target = found ? realpathSync(path) : path
  const folder = mkdtempSync(`${target}.`)
  const discard = () => rmSync(folder, { recursive: true })
  const staged = join(folder, 'staged')
  try {
    writeFileSync(staged, text, { mode })
  } catch (error) {
    discard()
    throw error
  }
  return { replace: () => replaceFile(target, staged, text), discard }
}

function writeToDevice(path: string, text: string, isPipe: boolean): void {
  // Fails for a pipe without a reader, instead of waiting. It stays open, so that the reader sees no early end.
  const open = isPipe ? openSync(path, constants.O_WRONLY | constants.O_NONBLOCK) : undefined
  writeFileSync(path, text)
  if (open !== undefined) closeSync(open)
}

function replaceFile(path: string, newFile: string, text: string): void {
  try {
    renameSync(newFile, path)
  } catch {
    // A file that is mounted into a container cannot be replaced.
    writeFileSync(path, text)
  }
}

/** Runs work between writing a file and replacing the one at the path. @throws {StartError} if it cannot be written */
export function replaceAfter(work: () => void, path: string, text: string): void {
  try {
    const file = stageFile(path, text)
    try {
      work()
      file.replace()
    } finally {
      file.discard()
    }
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`cannot write ${path}: ${(error as Error).message}`)
  }
}

/** Writes the server's state to a file atomically. @throws {Error} if the file cannot be written */
export function writeState({ control }: Services, path: string): void {
  const text = `${JSON.stringify(control.state.export(), null, 2)}\n`
  const file = stageFile(path, text, MODE)
  try {
    file.replace()
  } finally {
    file.discard()
  }
}

/**
 * Checks at startup that the files to write can be written, and belong neither to the database nor to another setting,
 * except that the exported state may replace the imported one.
 *
 * @throws {StartError}
 */
export function checkOutputs({ db, exportOnExit, tlsCaOut, ...settings }: Settings): void {
  const { calls, seed, stubs = [], faults, tlsCert, tlsKey } = settings
  const database =
    db === ':memory:' ? [] : ['', '-wal', '-shm', '-journal', '-start'].map(end => realPath(db) + end)
  const others = [calls, seed, ...stubs, faults, tlsCert, tlsKey]
  const check = (path: string, name: string, used: readonly (string | undefined)[]) => {
    const place = realPath(path)
    if (database.includes(place))
      throw new StartError(`cannot write ${path}: it belongs to the database ${db}`)
    if (used.some(other => other !== undefined && realPath(other) === place)) {
      throw new StartError(`cannot write ${path}: another setting names the same file`)
    }
    requireWritable(path, name, true)
  }
  if (exportOnExit !== undefined) check(exportOnExit, `the state to ${exportOnExit}`, others)
  if (tlsCaOut !== undefined) check(tlsCaOut, tlsCaOut, [...others, exportOnExit, settings.import])
}

/**
 * Writes the state when the listener closes: no request is pending, and the database is still open. A failure
 * prints one line to standard error and sets exit code 1.
 */
export function exportStateAtEnd(app: App, path: string, terminal: Terminal): void {
  app.server.server.once('close', () => {
    try {
      writeState(app.services, path)
    } catch (error) {
      terminal.warn(`cannot write the state to ${path}: ${(error as Error).message}`)
      terminal.exitCode = 1
    }
  })
}

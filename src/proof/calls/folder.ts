// Writes recorded calls into a folder.

import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { dirname, join } from 'node:path'
import { StartError } from '../../catalogue/errors.ts'

/** The names of the files that mocks write: process id and number. */
const NAME = /^\d+-\d+\.har(\.part)?$/

/** Checks that calls can be written to a folder, and leaves nothing behind. @throws {StartError} if they cannot */
export function checkFolder(folder: string): void {
  attempt(folder, () => {
    // Permissions are not enough: /proc rejects new files.
    rmdirSync(mkdtempSync(join(existingPart(folder), '.writable-')))
  })
}

/** Returns a path, or the nearest one above it that exists. */
function existingPart(path: string): string {
  return lstatSync(path, { throwIfNoEntry: false }) ? path : existingPart(dirname(path))
}

/** Creates a folder for recorded calls, which Git ignores. */
function prepareFolder(folder: string): void {
  makeFolder(folder)
  // A folder with other files may be part of a repository.
  if (readdirSync(folder).length === 0) writeFileSync(join(folder, '.gitignore'), '*\n')
}

/** Creates a folder and those above it. With `recursive`, Node.js hangs below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have created it.
    if (!existsSync(path)) throw error
  }
}

/** Returns the files that mocks have written to a folder. @throws {StartError} if it cannot be read */
export function listCalls(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = attempt(folder, () => readdirSync(folder))
  return names.filter(name => NAME.test(name)).map(name => join(folder, name))
}

/** Removes files that mocks have written to a folder. @throws {StartError} if they cannot be removed */
export function removeCalls(folder: string, files: readonly string[]): void {
  attempt(folder, () => {
    for (const file of files) rmSync(file, { force: true })
  })
}

/** Writes a new file to a folder, and leaves no incomplete one. @throws {StartError} if it cannot be written */
export function writeCalls(folder: string, chunks: Iterable<string>): void {
  attempt(folder, () => {
    prepareFolder(folder)
    const { path, part, file } = createFile(folder)
    try {
      for (const chunk of chunks) writeFileSync(file, chunk)
      renameSync(part, path)
    } catch (error) {
      rmSync(part, { force: true })
      throw error
    } finally {
      closeSync(file)
    }
  })
}

/** Number of the last file. */
let last = 0

/** Opens a file that will get its name when it is complete. */
function createFile(folder: string): { path: string; part: string; file: number } {
  for (;;) {
    const path = join(folder, `${process.pid}-${++last}.har`)
    const part = `${path}.part`
    try {
      const file = openSync(part, 'wx', 0o600)
      // An earlier process had the same id, or a thread of this one has it.
      if (!existsSync(path)) return { path, part, file }
      closeSync(file)
      rmSync(part)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** @throws {StartError} if the work fails */
function attempt<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new StartError(`cannot write the recorded calls to ${folder}: ${(error as Error).message}`)
  }
}

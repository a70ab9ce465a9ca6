// Writes recorded calls into a folder.

import {
  closeSync,
  existsSync,
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
import { StartError } from '../catalogue/errors.ts'

/** The names of the files that mocks write: process id and number. */
const NAME = /^\d+-\d+\.har(\.part)?$/

/** Creates a folder for recorded calls, which Git ignores. @throws {StartError} if it cannot be written */
export function prepareFolder(folder: string): void {
  attempt(folder, () => {
    makeFolder(folder)
    // A folder with other files may be part of a repository.
    if (readdirSync(folder).length === 0) writeFileSync(join(folder, '.gitignore'), '*\n')
    // Permissions are not enough: /proc rejects new files.
    rmdirSync(mkdtempSync(join(folder, '.writable-')))
  })
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

/** Removes the files that mocks have written to a folder. @throws {StartError} if it cannot be written */
export function clearFolder(folder: string): void {
  prepareFolder(folder)
  attempt(folder, () => {
    for (const name of readdirSync(folder)) if (NAME.test(name)) rmSync(join(folder, name))
  })
}

/** Writes a new file to a folder, and leaves no incomplete one. @throws {StartError} if it cannot be written */
export function writeCalls(folder: string, chunks: Iterable<string>): void {
  // A test may have removed it since the mock started.
  prepareFolder(folder)
  attempt(folder, () => {
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
function attempt(folder: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw new StartError(`cannot write the recorded calls to ${folder}: ${(error as Error).message}`)
  }
}

// Creates, locks and removes the file of a database.

import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'

/** Milliseconds to wait for a process that is closing the file: restarts overlap. */
export const BUSY_TIMEOUT = 2_000

/**
 * The file of a database, created if it does not exist; then only its owner can read it.
 *
 * The start that creates a file holds a lock until its commit, because SQLite, which opens a file that another start
 * removes, deletes the journals of its successor. A file that exists is opened by SQLite only: a process that closes a
 * file loses all its locks on it (POSIX).
 */
export class DatabaseFile {
  /** Without symbolic links. */
  readonly path: string
  /** Ends the lock of the start that created the file. */
  #unlock: (() => void) | undefined

  constructor(path: string) {
    this.path = realPath(path)
    const unlock = lockStarts(`${this.path}-start`)
    try {
      if (createFile(this.path)) this.#unlock = unlock
      else accessSync(this.path, constants.R_OK | constants.W_OK)
    } finally {
      if (!this.#unlock) unlock()
    }
  }

  /** Keeps the file, and lets another start open it. */
  keep(): void {
    this.#unlock?.()
    this.#unlock = undefined
  }

  /** Removes a new file that was not kept. The database must be closed. */
  close(): void {
    if (this.#unlock) for (const end of ['', '-wal', '-journal']) tryToRemove(this.path + end)
    this.keep()
  }
}

/** Creates a file. @returns false if it exists */
function createFile(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/**
 * Waits until no other start holds a lock. SQLite has the only lock of all systems that ends with its process.
 *
 * @param path of an empty file, which is removed at the end
 * @returns ends the lock
 */
function lockStarts(path: string): () => void {
  for (;;) {
    createFile(path)
    const file = identityOf(path)
    let lock: BetterSqlite3.Database | undefined
    try {
      if (statSync(path).size > 0) throw new Error(`${path} is not empty`)
      lock = new BetterSqlite3(path, { timeout: BUSY_TIMEOUT, fileMustExist: true })
      lock.pragma('journal_mode = MEMORY')
      lock.exec('BEGIN EXCLUSIVE')
      if (identityOf(path) === file) return unlocker(path, lock)
    } catch (error) {
      // The start that had the lock has removed the file: SQLite may report an error then.
      if (identityOf(path) === file) {
        lock?.close()
        throw error
      }
    }
    lock?.close()
  }
}

/** Returns what no other file has; undefined: there is none. The inode of a removed file is used again. */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats && `${stats.ino} ${stats.birthtimeNs}`
}

function unlocker(path: string, lock: BetterSqlite3.Database): () => void {
  return () => {
    const isRemoved = tryToRemove(path)
    lock.close()
    // Windows removes no open file.
    if (!isRemoved) tryToRemove(path)
  }
}

function tryToRemove(path: string): boolean {
  try {
    rmSync(path, { force: true })
    return true
  } catch {
    return false
  }
}

/** Returns a path without symbolic links; the file need not exist. @param links that may follow each other */
export function realPath(path: string, links = 40): string {
  try {
    return realpathSync(path)
  } catch {
    const folder = dirname(path)
    const place = existsSync(folder) ? join(realpathSync(folder), basename(path)) : resolve(path)
    const target = links > 0 ? targetOf(place) : undefined
    return target === undefined ? place : realPath(resolve(dirname(place), target), links - 1)
  }
}

/** Returns the target of a symbolic link; undefined if the path is not one. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

import { hash } from 'node:crypto'
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
import { AtlasError, StartError } from '../catalogue/errors.ts'
import { SCHEMA, SCHEMA_VERSION, TAGS_INDEX } from './schema.ts'

export type Database = BetterSqlite3.Database

/** Rows of which only a page is read. */
export interface Listing<Row> {
  total: number
  /** @param start from 0 */
  page(start: number, count: number): Row[]
}

/** "AiMk" in the file header distinguishes the database from those of other programs. */
const APPLICATION_ID = 0x41694d6b

/** Pages of 4 KiB: the database has at most 256 MiB, like an imported state. */
const MAX_PAGES = 65_536

/** Milliseconds to wait for a process that is closing the file: restarts overlap. */
const BUSY_TIMEOUT = 2_000

/** A database whose first transaction is open. */
interface OpenedDatabase {
  db: Database
  /** Commits the first transaction. @throws {StartError} if its changes cannot be stored */
  commit(): void
  /** Closes the database. Before the commit, rolls back and removes a new file. */
  close(): void
}

/**
 * Opens the database, which no other process can use until it is closed, begins a transaction, and creates the tables
 * of an empty one.
 *
 * After the commit, a file uses WAL mode: committed data survives a crash of the process. Only the owner can read a
 * new file and the files that SQLite creates next to it.
 *
 * @param name `:memory:` or a file path, which is trimmed
 * @throws {StartError} if the database cannot be opened, is in use, belongs to another program, or has another version
 */
export function openDatabase(name: string): OpenedDatabase {
  let file: DatabaseFile | undefined
  let db: Database | undefined
  try {
    // better-sqlite3 opens the trimmed name, and a temporary database for a blank one.
    if (name.trim() === '') throw new Error('the name is blank')
    if (name.trim() !== ':memory:') file = new DatabaseFile(name.trim())
    db = new BetterSqlite3(file?.path ?? ':memory:', {
      timeout: BUSY_TIMEOUT,
      fileMustExist: file !== undefined
    })
    // The lock of the first transaction stays until the file is closed.
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('synchronous = NORMAL')
    // A read-only file system has no place for the journals of nested transactions.
    db.pragma('temp_store = MEMORY')
    db.pragma('foreign_keys = ON')
    db.function('sha256', { deterministic: true }, text => hash('sha256', String(text)))
    db.exec('BEGIN EXCLUSIVE')
    prepareTables(db)
    // Not before the index of an older file, which may be full.
    db.pragma(`max_page_count = ${MAX_PAGES}`)
    const opened = db
    return {
      db,
      commit() {
        commitFirst(opened, name)
        file?.keep()
      },
      close: () => closeDatabase(opened, file)
    }
  } catch (error) {
    closeDatabase(db, file)
    const text = isBusy(error) ? 'another process uses it' : (error as Error).message
    throw new StartError(`cannot open the database ${name}: ${text}`)
  }
}

/**
 * The file of a database, created if it does not exist; then only its owner can read it.
 *
 * The start that creates a file holds a lock until its commit, because SQLite, which opens a file that another start
 * removes, deletes the journals of its successor. A file that exists is opened by SQLite only: a process that closes a
 * file loses all its locks on it (POSIX).
 */
class DatabaseFile {
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
    let lock: Database | undefined
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

function unlocker(path: string, lock: Database): () => void {
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

function commitFirst(db: Database, name: string): void {
  try {
    db.exec('COMMIT')
    // After the commit: a file that cannot be used must not change.
    db.pragma('journal_mode = WAL')
  } catch (error) {
    throw asStartError(name, error)
  }
}

/** Closes the database, which rolls back an open transaction. */
function closeDatabase(db: Database | undefined, file: DatabaseFile | undefined): void {
  try {
    db?.close()
  } finally {
    file?.close()
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

/** Returns the target of a symbolic link; undefined: it is none. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** Maximum size of the documents of a project or an organization, and of the tags of an organization's projects. */
const MAX_STORED = 4 * 1_048_576

/** Checks a size after a write, within its transaction. @throws {AtlasError} STORAGE_LIMIT_EXCEEDED */
export function checkStored(size: number): void {
  if (size <= MAX_STORED) return
  const reason = { code: 'storage-exceeded', limit: MAX_STORED } as const
  throw new AtlasError('STORAGE_LIMIT_EXCEEDED', [MAX_STORED], reason)
}

/** Converts an SQLite error, such as a full disk, to a StartError; returns any other error unchanged. */
export function asStartError(path: string, error: unknown): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error
  return new StartError(`cannot use the database ${path}: ${error.message}`)
}

function isBusy(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/**
 * Creates the tables in an empty database, and an index that older files of this version lack.
 *
 * @throws {Error} for a file of another program or version
 */
function prepareTables(db: Database): void {
  const version = db.pragma('user_version', { simple: true }) as number
  const owner = db.pragma('application_id', { simple: true }) as number
  const isEmpty = version === 0 && db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
  if (owner !== APPLICATION_ID && (owner !== 0 || !isEmpty)) throw new Error('it belongs to another program')
  if (isEmpty) {
    db.exec(SCHEMA)
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${SCHEMA_VERSION}`)
  } else if (version !== SCHEMA_VERSION) {
    throw new Error(
      `its version is ${version}, this program needs ${SCHEMA_VERSION}: delete or move the file`
    )
  }
  db.exec(TAGS_INDEX)
}

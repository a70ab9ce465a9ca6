import { hash } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  realpathSync,
  rmSync,
  statSync
} from 'node:fs'
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
  // better-sqlite3 opens the trimmed name, and a temporary database for a blank one.
  const path = name.trim()
  let file: DatabaseFile | undefined
  let db: Database | undefined
  let remove = () => {}
  try {
    if (path === '') throw new Error('the name is blank')
    if (path !== ':memory:') file = new DatabaseFile(path)
    db = new BetterSqlite3(path, { timeout: BUSY_TIMEOUT, fileMustExist: file !== undefined })
    // The lock of the first transaction stays until the file is closed.
    db.pragma('locking_mode = EXCLUSIVE')
    db.pragma('synchronous = NORMAL')
    // A read-only file system has no place for the journals of nested transactions.
    db.pragma('temp_store = MEMORY')
    db.pragma(`max_page_count = ${MAX_PAGES}`)
    db.pragma('foreign_keys = ON')
    db.function('sha256', { deterministic: true }, text => hash('sha256', String(text)))
    db.exec('BEGIN EXCLUSIVE')
    if (file?.isGone()) throw new Error('another process removed it')
    if (file?.isNew()) remove = file.remove
    prepareTables(db)
    const opened = db
    return {
      db,
      commit() {
        commitFirst(opened, name)
        remove = () => {}
      },
      close: () => closeDatabase(opened, remove)
    }
  } catch (error) {
    const isGone = file?.isGone()
    if (db) closeDatabase(db, remove)
    if (isGone) return openDatabase(name)
    const text = isBusy(error) ? 'another process uses it' : (error as Error).message
    throw new StartError(`cannot open the database ${name}: ${text}`)
  }
}

/** The file of a database; created if it does not exist, and then only its owner can read it. */
class DatabaseFile {
  readonly #path: string
  readonly #isCreated: boolean
  readonly #inode: number

  constructor(path: string) {
    this.#path = path
    this.#isCreated = !existsSync(path)
    // Also creates the target of a symbolic link.
    const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    this.#inode = fstatSync(file).ino
    closeSync(file)
  }

  /** Returns whether another process, whose start failed, has removed the file while this one waited for it. */
  isGone(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino !== this.#inode
  }

  /** Returns whether this start created the file and no other has stored anything in it. It must be locked. */
  isNew(): boolean {
    return this.#isCreated && statSync(this.#path).size === 0
  }

  /** Removes the file, which must be locked: another process may wait for it. */
  readonly remove = (): void => rmSync(realpathSync(this.#path))
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

/** Rolls back an open transaction, and closes the database. @param remove called while the file is locked */
function closeDatabase(db: Database, remove: () => void): void {
  if (!db.open) return
  try {
    if (db.inTransaction) db.exec('ROLLBACK')
    remove()
  } finally {
    db.close()
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

import { closeSync, constants, openSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { readAsset } from '../assets.ts'
import { StartError } from '../catalogue/errors.ts'
import { MIGRATIONS } from './migrations.ts'

export type Database = BetterSqlite3.Database

/** "AiMk" in the file header distinguishes the database from those of other programs. */
const APPLICATION_ID = 0x41694d6b

/** Milliseconds that a writer waits for a lock of another process. */
const BUSY_TIMEOUT = 2_000

/**
 * Opens the database and migrates its tables.
 *
 * A file uses WAL mode: committed data survives a crash of the process. Only the owner can read a new file and
 * the files that SQLite creates next to it.
 *
 * @param name `:memory:` or a file path, which is trimmed
 * @throws {StartError} if the database cannot be opened, belongs to another program, or has a newer version
 */
export function openDatabase(name: string): Database {
  // better-sqlite3 opens the trimmed name, and a temporary database for a blank one.
  const path = name.trim()
  let db: Database | undefined
  try {
    if (path === '') throw new Error('the name is blank')
    if (path !== ':memory:') createPrivately(path)
    db = new BetterSqlite3(path, { timeout: BUSY_TIMEOUT })
    db.pragma('foreign_keys = ON')
    migrate(db)
    // After the migration: a file of another program must not change.
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    return db
  } catch (error) {
    db?.close()
    throw new StartError(`cannot open the database ${name}: ${(error as Error).message}`)
  }
}

/** Returns whether a write failed because another process has locked the file for {@link BUSY_TIMEOUT}. */
export function isLocked(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError && error.code === 'SQLITE_BUSY'
}

/** Converts an SQLite error, such as a full disk, to a StartError; returns any other error unchanged. */
export function asStartError(path: string, error: unknown): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error
  return new StartError(`cannot use the database ${path}: ${error.message}`)
}

function createPrivately(path: string): void {
  try {
    // Creates the target of a symbolic link, as SQLite does.
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600))
  } catch {
    // The file exists or cannot be created: SQLite reports the error.
  }
}

function migrate(db: Database): void {
  const run = db.transaction(() => {
    const version = db.pragma('user_version', { simple: true }) as number
    const owner = db.pragma('application_id', { simple: true }) as number
    const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
    if (owner !== APPLICATION_ID && (owner !== 0 || version !== 0 || tables !== 0)) {
      throw new Error('it belongs to another program')
    }
    if (version > MIGRATIONS.length) {
      throw new Error(`version ${version} is newer than this program's ${MIGRATIONS.length}`)
    }
    const isNew = version === 0 && tables === 0
    const steps = isNew ? readAsset<string[]>('schemas/database.json') : MIGRATIONS.slice(version)
    for (const step of steps) db.exec(step)
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${MIGRATIONS.length}`)
  })
  // Two processes may open a new file at once: the second waits for the first.
  run.immediate()
}

import { closeSync, constants, openSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { StartError } from '../errors.ts'
import { MIGRATIONS } from './migrations.ts'

export type Database = BetterSqlite3.Database

/** "AiMk" in the file's header, so that another program's database is not taken for ours. */
const APPLICATION_ID = 0x41694d6b

/** Milliseconds that a writer waits for another process. */
const BUSY_TIMEOUT = 2_000

/**
 * Opens the database and brings its tables up to date.
 *
 * A file is kept in WAL mode: what was committed survives the end of the process, however it ends. A new one
 * is readable by its owner only, as are the files that SQLite puts beside it.
 *
 * @param name `:memory:` or a file's path; white space around it is not part of it
 * @throws {StartError} when it cannot be opened, is no database of this program, or is of a newer version
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
    // Only now: another program's file must stay as it is.
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    return db
  } catch (error) {
    db?.close()
    throw new StartError(`cannot open the database ${name}: ${(error as Error).message}`)
  }
}

/** What the user is told where the database fails at the start: a full disk, say. Any other error stays. */
export function asStartError(path: string, error: unknown): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error
  return new StartError(`cannot use the database ${path}: ${error.message}`)
}

function createPrivately(path: string): void {
  try {
    // Behind a symbolic link this makes the file that the link points to, as SQLite would.
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600))
  } catch {
    // It is there, or cannot be made: SQLite says so in its own words.
  }
}

function migrate(db: Database): void {
  const run = db.transaction(() => {
    const version = db.pragma('user_version', { simple: true }) as number
    const owner = db.pragma('application_id', { simple: true }) as number
    const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
    if (owner !== APPLICATION_ID && (owner !== 0 || version !== 0 || tables !== 0)) {
      throw new Error('it is a database of another program')
    }
    if (version > MIGRATIONS.length) {
      throw new Error(`it is of version ${version}, newer than this program's ${MIGRATIONS.length}`)
    }
    for (const step of MIGRATIONS.slice(version)) db.exec(step)
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${MIGRATIONS.length}`)
  })
  // Two processes may open one new file at once: the second waits and finds the work done.
  run.immediate()
}

import { writeFileSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { MIGRATIONS } from '../src/store/migrations.ts'

/** Returns `schemas/database.json`: the statements that create at once what the migrations result in. */
export function renderDatabase(): string {
  const db = new BetterSqlite3(':memory:')
  for (const step of MIGRATIONS) db.exec(step)
  const statements = db.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').pluck().all()
  return `${JSON.stringify(statements, undefined, 2)}\n`
}

if (import.meta.main) writeFileSync('schemas/database.json', renderDatabase())

import type { Statement } from 'better-sqlite3'
import { deepFreeze } from '../base/json.ts'
import type { Database } from './database.ts'
import type { Table } from './schema.ts'

/** Characters of cached results after which all are discarded; each value counts 256 more. */
const MAX_SIZE = 2 * 1_048_576

type ReadStatement<Params extends unknown[], Row> = Pick<Statement<Params, Row>, 'get' | 'all'>

/**
 * Prepares statements on first use, and caches the results of some queries until this process, the only user of the
 * database, writes to one of their tables.
 */
export class Statements {
  readonly #db: Database
  readonly #caches: { tables: readonly Table[]; results: Map<string, unknown> }[] = []
  #size = 0
  /** Runs a function in a transaction. Created once, because that takes as long as a run. */
  readonly transaction: <Result>(work: () => Result) => Result

  constructor(db: Database) {
    this.#db = db
    const transaction = db.transaction((work: () => unknown) => work())
    this.transaction = <Result>(work: () => Result) => transaction(work) as Result
  }

  /** Returns a query. */
  read<Params extends unknown[], Row>(sql: string): ReadStatement<Params, Row> {
    return lazyQuery(() => this.#db.prepare<Params, Row>(sql))
  }

  /** Returns a query of a single column. */
  value<Params extends unknown[], Value>(sql: string): ReadStatement<Params, Value> {
    return lazyQuery(() => this.#db.prepare<Params, Value>(sql).pluck())
  }

  /** Returns an INSERT, UPDATE or DELETE; `run` returns its changed rows. @param table `all`: it cascades to others */
  write<Params extends unknown[]>(table: Table | 'all', sql: string): { run(...params: Params): number } {
    let prepared: Statement<Params> | undefined
    return {
      run: (...params) => {
        this.invalidate(table)
        prepared ??= this.#db.prepare<Params>(sql)
        return prepared.run(...params).changes
      }
    }
  }

  /** Returns a query whose results are cached and frozen, except undefined. @param tables all that it reads */
  cached<Params extends string[], Row extends object, Result>(
    tables: readonly Table[],
    sql: string,
    convert: (rows: Row[]) => Result
  ): (...params: Params) => Result {
    const query = this.read<Params, Row>(sql)
    const results = new Map<string, unknown>()
    this.#caches.push({ tables, results })
    return (...params) => {
      const key = params.length === 1 ? (params[0] as string) : JSON.stringify(params)
      const known = results.get(key)
      if (known !== undefined) return known as Result
      const rows = query.all(...params)
      const result = convert(rows)
      // A transaction may be rolled back: until its end, nothing is stored.
      if (result === undefined || this.#db.inTransaction) return result
      this.#size += key.length + 256
      for (const row of rows) for (const value of Object.values(row)) this.#size += String(value).length + 256
      if (this.#size > MAX_SIZE) this.invalidate('all')
      // A copy: a part of a request target would keep the whole target in memory.
      results.set(Buffer.from(key).toString(), deepFreeze(result))
      return result
    }
  }

  /** Discards the results that depend on a table, or all. */
  invalidate(table: Table | 'all'): void {
    if (table === 'all') this.#size = 0
    for (const { tables, results } of this.#caches) {
      if (results.size > 0 && (table === 'all' || tables.includes(table))) results.clear()
    }
  }
}

function lazyQuery<Params extends unknown[], Row>(
  prepare: () => Statement<Params, Row>
): ReadStatement<Params, Row> {
  let prepared: Statement<Params, Row> | undefined
  const query = () => (prepared ??= prepare())
  return { get: (...params) => query().get(...params), all: (...params) => query().all(...params) }
}

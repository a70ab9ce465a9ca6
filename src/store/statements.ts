import type { Statement } from 'better-sqlite3'
import type { Database } from './database.ts'

/** Maximum characters of cached rows and keys. */
const MAX_CACHED = 2 * 1_048_576

/** Memory of an entry besides its texts, in characters. */
const OVERHEAD = 256

/** Number of recent parameters that a query remembers to detect a second read. */
const RECENT = 1_024

/** The table that a statement changes; no match for a deletion that also deletes rows of other tables. */
const CHANGED =
  /^(?:INSERT INTO|UPDATE(?: OR IGNORE)?|DELETE FROM(?= (?:integrations|documents|issued_tokens|role_assignments|access_list_entries)\b)) (\w+)/

/** A statement that returns rows. */
type Read<Params extends unknown[], Row> = Pick<Statement<Params, Row>, 'get' | 'all'>

/** A statement that changes rows. */
interface Write<Params extends unknown[]> {
  /** @returns the number of changed rows, without those of other tables */
  run(...params: Params): number
}

/** The results of a query, by its parameters. */
interface Cache {
  tables: readonly string[]
  results: Map<string, { result: unknown }>
}

/**
 * Prepares statements on first use, and caches results until this process, the only user of the database, writes to a
 * table of the query.
 */
export class Statements {
  readonly #db: Database
  readonly #caches: Cache[] = []
  #characters = 0
  /** Number of open transactions, one within the other. */
  #depth = 0
  /** Whether the open transaction has written: its reads may be rolled back. */
  #isWriting = false
  readonly #transaction: (work: () => unknown) => unknown

  constructor(db: Database) {
    this.#db = db
    // Created once: creating a transaction function takes as long as running it.
    this.#transaction = db.transaction((work: () => unknown) => work())
  }

  /** Returns a query. */
  read<Params extends unknown[], Row>(sql: string): Read<Params, Row> {
    return new LazyRead(() => this.#db.prepare<Params, Row>(sql))
  }

  /** Returns a query of a single column. */
  value<Params extends unknown[], Value>(sql: string): Read<Params, Value> {
    return new LazyRead(() => this.#db.prepare<Params, Value>(sql).pluck())
  }

  /** Returns an INSERT, UPDATE or DELETE. */
  write<Params extends unknown[]>(sql: string): Write<Params> {
    const table = CHANGED.exec(sql)?.[1]
    let prepared: Statement<Params> | undefined
    return {
      run: (...params) => {
        this.invalidate(table)
        this.#isWriting = this.#depth > 0
        prepared ??= this.#db.prepare<Params>(sql)
        return prepared.run(...params).changes
      }
    }
  }

  /**
   * Returns a query whose results are cached and frozen when they are read a second time: a test with a project of its
   * own reads most rows once, and caching a result takes longer than reading it.
   *
   * @param convert returns the result; must depend on the rows only
   */
  cached<Params extends string[], Row extends object, Result>(
    sql: string,
    convert: (rows: Row[]) => Result
  ): (...params: Params) => Result {
    let prepared: Statement<Params, Row> | undefined
    const tables = Array.from(sql.matchAll(/\b(?:FROM|JOIN) (\w+)/g), ([, table]) => table as string)
    const results: Cache['results'] = new Map()
    const recent = new Int32Array(RECENT)
    this.#caches.push({ tables, results })
    return (...params) => {
      const key = params.length === 1 ? (params[0] as string) : JSON.stringify(params)
      const known = results.get(key)
      if (known && !this.#isWriting) return known.result as Result
      prepared ??= this.#db.prepare<Params, Row>(sql)
      const rows = prepared.all(...params)
      const result = convert(rows)
      if (this.#isWriting || !isRepeated(recent, key)) return result
      this.#count(key, rows)
      // A copy: a part of a request target would keep the whole target in memory.
      results.set(Buffer.from(key).toString(), { result: freeze(result) })
      return result
    }
  }

  /** Discards the results that depend on a table. @param table undefined: all */
  invalidate(table?: string): void {
    if (table === undefined) this.#characters = 0
    for (const { tables, results } of this.#caches) {
      if (results.size > 0 && (table === undefined || tables.includes(table))) results.clear()
    }
  }

  /** Runs a function in a transaction. */
  readonly transaction = <Result>(work: () => Result): Result => {
    this.#depth++
    try {
      return this.#transaction(work) as Result
    } finally {
      if (--this.#depth === 0) this.#isWriting = false
    }
  }

  #count(key: string, rows: readonly object[]): void {
    let size = OVERHEAD + key.length
    for (const row of rows) {
      size += OVERHEAD
      for (const value of Object.values(row)) if (typeof value === 'string') size += value.length
    }
    // Invalidated entries still count.
    if (this.#characters + size > MAX_CACHED) this.invalidate()
    this.#characters += size
  }
}

class LazyRead<Params extends unknown[], Row> implements Read<Params, Row> {
  readonly #prepare: () => Statement<Params, Row>
  #prepared: Statement<Params, Row> | undefined

  constructor(prepare: () => Statement<Params, Row>) {
    this.#prepare = prepare
  }

  get(...params: Params): Row | undefined {
    this.#prepared ??= this.#prepare()
    return this.#prepared.get(...params)
  }

  all(...params: Params): Row[] {
    this.#prepared ??= this.#prepare()
    return this.#prepared.all(...params)
  }
}

/** Returns whether a key was among the recent ones, and remembers it by its hash. */
function isRepeated(recent: Int32Array, key: string): boolean {
  let hash = 0
  for (let at = 0; at < key.length; at++) hash = (hash * 31 + key.charCodeAt(at)) | 0
  const slot = hash & (RECENT - 1)
  const isKnown = recent[slot] === hash
  recent[slot] = hash
  return isKnown
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) freeze(member)
    Object.freeze(value)
  }
  return value
}

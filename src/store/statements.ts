import type { Statement } from 'better-sqlite3'
import type { Database } from './database.ts'

/** Maximum characters of rows and keys that are remembered. */
const MAX_REMEMBERED = 2 * 1_048_576

/** What an entry takes beside its texts, in characters. */
const OVERHEAD = 256

/** The table that a statement changes; none for a deletion that takes rows of other tables with it. */
const WRITTEN = /^(?:INSERT INTO|UPDATE(?: OR IGNORE)?|DELETE FROM(?! organizations| projects)) (\w+)/

/** A statement that returns rows. */
type Read<Params extends unknown[], Row> = Pick<Statement<Params, Row>, 'get' | 'all'>

/** A statement that changes rows. */
interface Write<Params extends unknown[]> {
  /** @returns the number of changed rows, without those of other tables */
  run(...params: Params): number
}

/** The answers of a query, by its parameters. */
interface Memory {
  tables: readonly string[]
  answers: Map<string, unknown>
}

/**
 * Prepares statements on first use, and remembers what queries return until this process, which alone uses the database,
 * writes to a table that they read.
 */
export class Statements {
  readonly #db: Database
  readonly #memories: Memory[] = []
  #characters = 0
  /** Number of open transactions, one within the other. */
  #depth = 0
  /** Whether the open transaction has written: what it reads may never be committed. */
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
    const table = WRITTEN.exec(sql)?.[1]
    let prepared: Statement<Params> | undefined
    return {
      run: (...params) => {
        this.forget(table)
        this.#isWriting = this.#depth > 0
        prepared ??= this.#db.prepare<Params>(sql)
        return prepared.run(...params).changes
      }
    }
  }

  /**
   * Returns a query whose answers are remembered, frozen.
   *
   * @param convert the rows; must depend on nothing else
   */
  remembered<Params extends (string | null)[], Row extends object, Answer>(
    sql: string,
    convert: (rows: Row[]) => Answer
  ): (...params: Params) => Answer {
    const query = this.read<Params, Row>(sql)
    const tables = Array.from(sql.matchAll(/\bFROM (\w+)/g), ([, table]) => table as string)
    const answers = new Map<string, unknown>()
    this.#memories.push({ tables, answers })
    return (...params) => {
      const key = params.length === 1 ? String(params[0]) : JSON.stringify(params)
      const known = answers.get(key)
      if (known !== undefined && !this.#isWriting) return (known as { answer: Answer }).answer
      const rows = query.all(...params)
      const answer = convert(rows)
      if (this.#isWriting) return answer
      this.#count(key, rows)
      answers.set(key, { answer: freeze(answer) })
      return answer
    }
  }

  /** Forgets what was read from a table; undefined: everything. */
  forget(table?: string): void {
    if (table === undefined) this.#characters = 0
    for (const { tables, answers } of this.#memories) {
      if (answers.size > 0 && (table === undefined || tables.includes(table))) answers.clear()
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
    // What a write has forgotten stays counted.
    if (this.#characters + size > MAX_REMEMBERED) this.forget()
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

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) freeze(member)
    Object.freeze(value)
  }
  return value
}

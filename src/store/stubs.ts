import type { StubBody } from '../../types/wire.d.ts'
import type { Database } from './database.ts'

/** A user-defined response to requests that the mock does not know. */
export interface StoredStub<Body = StubBody> {
  id: string
  /** The sandbox whose callers it responds to; null: all callers. */
  orgId: string | null
  body: Body
  /** Milliseconds since the epoch. */
  created: number
}

/** The part of a stub that decides whether it responds. */
export interface StubTarget {
  id: string
  orgId: string | null
  path: string
  /** 1: without authentication. */
  anonymous: 0 | 1
}

type Row = StoredStub<string>

const COLUMNS = 'id, org_id AS orgId, body, created'

export function stubsTable(db: Database) {
  const insert = db.prepare<[string, string | null, string, number]>(
    'INSERT INTO stubs (id, org_id, body, created) VALUES (?, ?, ?, ?)'
  )
  const find = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM stubs WHERE id = ?`)
  const list = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM stubs ORDER BY rowid`)
  const listOne = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM stubs WHERE org_id = ? ORDER BY rowid`)
  const targets = db.prepare<[string], StubTarget>(
    'SELECT id, org_id AS orgId, path, anonymous FROM stubs WHERE method = ? ORDER BY rowid DESC'
  )
  const count = db.prepare<[], number>('SELECT count(*) FROM stubs').pluck()
  const countOne = db.prepare<[string], number>('SELECT count(*) FROM stubs WHERE org_id = ?').pluck()
  const remove = db.prepare<[string]>('DELETE FROM stubs WHERE id = ?')
  const clear = db.prepare('DELETE FROM stubs')
  const clearOne = db.prepare<[string]>('DELETE FROM stubs WHERE org_id = ?')

  /** Yields all stubs or those of a sandbox, in creation order; parses each when it is needed. */
  function* each(orgId?: string): Generator<StoredStub> {
    for (const row of orgId === undefined ? list.all() : listOne.all(orgId)) yield toStub(row)
  }

  return {
    each,
    insert({ id, orgId, body, created }: StoredStub): void {
      insert.run(id, orgId, JSON.stringify(body), created)
    },
    find(id: string): StoredStub | undefined {
      const row = find.get(id)
      return row && toStub(row)
    },
    /** Returns all stubs or those of a sandbox, in creation order. */
    list: (orgId?: string): StoredStub[] => [...each(orgId)],
    /** Returns the targets of the stubs of a method, the newest first. */
    targets: (method: string): StubTarget[] => targets.all(method),
    /** Returns the number of all stubs or of those of a sandbox. */
    count: (orgId?: string): number => (orgId === undefined ? count.get() : countOne.get(orgId)) as number,
    remove(id: string): void {
      remove.run(id)
    },
    /** Removes all stubs or those of a sandbox. */
    removeAll(orgId?: string): void {
      if (orgId === undefined) clear.run()
      else clearOne.run(orgId)
    }
  }
}

function toStub(row: Row): StoredStub {
  return { ...row, body: JSON.parse(row.body) as StubBody }
}

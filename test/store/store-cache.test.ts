import t from 'tap'
import { openDatabase } from '../../src/store/database.ts'
import type { Table } from '../../src/store/schema.ts'
import { Statements } from '../../src/store/statements.ts'
import { createStore, openStore } from '../../src/store/store.ts'
import { checkCache } from './store-cache.ts'

t.test('cached results equal uncached ones after random writes', async t => {
  checkCache(t, 1, 3000)
})

t.test('cached queries and writes name the tables that SQLite uses', async t => {
  const { db, close } = openDatabase(':memory:')
  t.teardown(close)
  const roots = new Map(
    db
      .prepare<[], { rootpage: number; name: string }>('SELECT rootpage, tbl_name AS name FROM sqlite_schema')
      .all()
      .map(({ rootpage, name }) => [rootpage, name])
  )
  /** Returns the tables that a statement opens, by SQLite's own program. */
  const opened = (sql: string, opcode: RegExp) => {
    const text = `EXPLAIN ${sql.replace(/[:@]\w+|\?/g, '1')}`
    const rows = db.prepare<[], { opcode: string; p2: number; p3: number }>(text).all()
    const tables = rows.filter(row => opcode.test(row.opcode) && row.p3 === 0).map(({ p2 }) => roots.get(p2))
    return [...new Set(tables)].filter(name => name !== undefined).sort()
  }
  let count = 0
  class NamedStatements extends Statements {
    override write<Params extends unknown[]>(table: Table | 'all', sql: string) {
      count++
      if (table === 'all') t.match(sql, /^(DELETE|UPDATE)/)
      else t.strictSame(opened(sql, /^OpenWrite$/), [table], sql)
      return super.write<Params>(table, sql)
    }
    override cached<Params extends string[], Row extends object, Result>(
      tables: readonly Table[],
      sql: string,
      convert: (rows: Row[]) => Result
    ) {
      count++
      t.strictSame(opened(sql, /^(OpenRead|ReopenIdx)$/), tables.toSorted(), sql)
      return super.cached<Params, Row, Result>(tables, sql, convert)
    }
  }
  createStore(db, new NamedStatements(db))
  t.ok(count > 30, `${count} statements`)
})

t.test('cached results are frozen', async t => {
  const store = openStore(':memory:')
  t.teardown(store.close)
  store.commit()
  store.organizations.insert({ id: 'o', name: 'o', created: 0, requiresAccessList: false })
  store.projects.insert({
    id: 'p',
    orgId: 'o',
    name: 'p',
    created: 0,
    withDefaultAlertsSettings: true,
    settings: { a: true }
  })
  store.projects.find('p')
  const project = store.projects.find('p')
  t.equal(project, store.projects.find('p'), 'cached')
  t.throws(() => Object.assign(project?.settings ?? {}, { a: false }), TypeError)
  t.throws(() => Object.assign(project ?? {}, { name: 'q' }), TypeError)
})

import { chmodSync, existsSync, statSync, symlinkSync } from 'node:fs'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { asStartError, openDatabase } from '../../src/store/database.ts'
import { SCHEMA_VERSION } from '../../src/store/schema.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { ACME, DEMO, STAGING } from '../app.ts'

const ID = '6955b9000000000000000001'
const PROJECT = { id: DEMO, orgId: ACME, name: 'demo', created: 0, withDefaultAlertsSettings: true }
const ROW = {
  id: ID,
  projectId: DEMO,
  type: 'WEBHOOK',
  settings: { url: 'https://example.com/x', flag: true, none: null, text: '\u0000 "😀\u2028' },
  created: 1
}

/** Creates a store with one organization and two projects. */
function open(t: Test, path = ':memory:'): Store {
  const store = openStore(path)
  t.teardown(() => store.close())
  if (store.organizations.isEmpty()) {
    store.organizations.insert({ id: ACME, name: 'Acme', created: 0, requiresAccessList: false })
    store.projects.insert(PROJECT)
    store.projects.insert({ ...PROJECT, id: STAGING, name: 'staging' })
  }
  store.commit()
  return store
}

t.test('a file keeps its state when it is closed and opened again', async t => {
  const path = `${t.testdir()}/state.db`
  const first = open(t, path)
  t.equal(first.integrations.insert(ROW), true)
  const principal = {
    id: 'mykey',
    kind: 'apiKey' as const,
    orgId: ACME,
    roles: [{ roleName: 'ORG_OWNER', orgId: ACME, projectId: null }],
    accessList: ['::1'],
    requiresAccessList: false
  }
  first.principals.insert(principal)
  first.credentials.insertApiKey('mykey', 'f'.repeat(32))
  first.close()

  const second = open(t, path)
  t.strictSame(second.integrations.listByProject(DEMO), [ROW])
  t.strictSame(second.integrations.listByProject(STAGING), [])
  t.strictSame(second.principals.find('mykey'), principal)
  t.equal(second.credentials.ha1('mykey'), 'f'.repeat(32))
  t.strictSame(second.projects.find(STAGING), { ...PROJECT, id: STAGING, name: 'staging' })
  const { projects, principals, credentials } = second
  const missing = [projects.find(ID), principals.find(ID), credentials.ha1(ID), credentials.secretHash(ID)]
  t.strictSame(missing, Array(4).fill(undefined), 'a missing row is undefined')
})

t.test('configures the database', async t => {
  const { db, commit, close } = openDatabase(`${t.testdir()}/state.db`)
  t.teardown(close)
  commit()
  const pragma = (name: string) => db.pragma(name, { simple: true })
  t.strictSame(['journal_mode', 'foreign_keys', 'user_version', 'application_id'].map(pragma), [
    'wal',
    1,
    SCHEMA_VERSION,
    Buffer.from('AiMk').readUInt32BE()
  ])
  const ours = "schema = 'main' AND name NOT LIKE 'sqlite_%'"
  const strict = db.prepare(`SELECT DISTINCT strict FROM pragma_table_list WHERE ${ours}`).pluck().all()
  t.strictSame(strict, [1], 'all tables are STRICT')
})

t.test('the tables reject invalid rows', async t => {
  const path = `${t.testdir()}/state.db`
  const store = open(t, path)
  store.integrations.insert(ROW)
  store.close()
  const { db, close } = openDatabase(path)
  t.teardown(close)
  const project = 'INSERT INTO projects (id, org_id, name, created, details) VALUES'
  const integration = 'INSERT INTO integrations (id, project_id, type, settings, created) VALUES'
  db.exec(`INSERT INTO principals VALUES ('p', 'apiKey', '${ACME}')`)
  const rows: [sql: string, code: string][] = [
    [`INSERT INTO organizations VALUES ('x', 'y', 'soon', 0)`, 'DATATYPE'],
    [`INSERT INTO organizations VALUES ('x', NULL, 1, 0)`, 'NOTNULL'],
    [`INSERT INTO organizations VALUES ('x', 'y', 1, 2)`, 'CHECK'],
    [`${project} ('x', 'unknown', 'name', 1, '{}')`, 'FOREIGNKEY'],
    [`${project} ('x', '${ACME}', 'demo', 1, '{}')`, 'UNIQUE'],
    [`INSERT INTO principals VALUES ('x', 'robot', '${ACME}')`, 'CHECK'],
    [`INSERT INTO api_keys VALUES ('unknown', 'x')`, 'FOREIGNKEY'],
    [`INSERT INTO service_accounts VALUES ('unknown', 'x', NULL, 0)`, 'FOREIGNKEY'],
    [`INSERT INTO role_assignments VALUES ('p', 'ORG_OWNER', '${ACME}', '${DEMO}')`, 'CHECK'],
    [`INSERT INTO role_assignments VALUES ('p', 'ORG_OWNER', NULL, NULL)`, 'CHECK'],
    [`INSERT INTO role_assignments VALUES ('p', 'ORG_OWNER', 'unknown', NULL)`, 'FOREIGNKEY'],
    [`INSERT INTO documents VALUES ('x', '${DEMO}', '${ACME}', 'alertConfigs', '{}', 1, 1, 1)`, 'CHECK'],
    [`INSERT INTO documents VALUES ('x', NULL, NULL, 'alertConfigs', '{}', 1, 1, 1)`, 'CHECK'],
    [`${integration} ('x', '${STAGING}', 'WEBHOOK', 'no JSON', 1)`, 'CHECK'],
    [`${integration} ('x', '${DEMO}', 'WEBHOOK', '{}', 1)`, 'PRIMARYKEY'],
    [`${integration} ('${ID}', '${DEMO}', 'SLACK', '{}', 1)`, 'UNIQUE']
  ]
  for (const [sql, code] of rows) t.throws(() => db.exec(sql), { code: `SQLITE_CONSTRAINT_${code}` }, sql)

  db.exec(`DELETE FROM organizations`)
  const left = ['projects', 'principals', 'role_assignments', 'integrations'].map(table =>
    db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  )
  t.strictSame(left, [0, 0, 0, 0], 'removing an organization removes its contents')
})

t.test('a transaction is committed completely or not at all', async t => {
  const store = open(t)
  const half = () => {
    store.integrations.insert(ROW)
    throw new Error('half way')
  }
  t.throws(() => store.transaction(half), { message: 'half way' })
  t.strictSame(store.integrations.listByProject(DEMO), [])
  store.transaction(() => store.integrations.insert(ROW))
  t.strictSame(store.integrations.listByProject(DEMO), [ROW])
})

t.test('reports a database that cannot be opened in one line and does not change it', async t => {
  const text = 'not a database at all, but long enough to be read as a header '
  const folder = t.testdir({ 'text.db': text.repeat(20) })
  const make = (name: string, sql: string) => {
    const db = new Database(`${folder}/${name}`)
    db.exec(sql)
    db.close()
    return `${folder}/${name}`
  }
  const ours = openStore(`${folder}/other.db`)
  ours.commit()
  ours.close()
  const rejected = {
    [make('other.db', 'PRAGMA user_version = 7')]:
      'its version is 7, this program needs 2: delete or move the file',
    [make('tables.db', 'CREATE TABLE theirs (x)')]: 'it belongs to another program',
    [make('named.db', 'PRAGMA application_id = 7')]: 'it belongs to another program',
    [make('versioned.db', 'PRAGMA user_version = 1')]: 'it belongs to another program',
    [`${folder}/text.db`]: 'file is not a database',
    [`${folder}/none/state.db`]: `ENOENT: no such file or directory, open '${folder}/none/state.db-start'`,
    [folder]: 'unable to open database file',
    ' ': 'the name is blank'
  }
  for (const [path, why] of Object.entries(rejected)) {
    const message = `cannot open the database ${path}: ${why}`
    t.throws(() => openStore(path), { name: 'StartError', message }, path)
  }
  const theirs = new Database(`${folder}/tables.db`)
  const names = theirs.prepare('SELECT name FROM sqlite_schema').pluck().all()
  const journal = theirs.pragma('journal_mode', { simple: true })
  theirs.close()
  t.strictSame([names, journal], [['theirs'], 'delete'], "another program's file is unchanged")
  t.notOk(existsSync(`${folder}/none`), 'no folder is created')
})

t.test('only the owner can read a new file, and an existing file keeps its mode', async t => {
  const folder = t.testdir({ 'there.db': '' })
  chmodSync(`${folder}/there.db`, 0o640)
  symlinkSync('behind.db', `${folder}/link.db`)
  for (const [name, opened, mode] of [
    ['new.db', 'new.db', 0o600],
    ['space.db ', 'space.db', 0o600],
    ['link.db', 'behind.db', 0o600],
    ['there.db', 'there.db', 0o640]
  ] as const) {
    const store = openStore(`${folder}/${name}`)
    store.commit()
    store.organizations.isEmpty()
    for (const file of [opened, `${opened}-wal`]) {
      t.equal(statSync(`${folder}/${file}`).mode & 0o777, mode, file)
    }
    store.close()
  }
})

t.test('converts an error of an open database to a start error, but no other error', async t => {
  const full = new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
  t.match(asStartError('state.db', full), {
    name: 'StartError',
    message: 'cannot use the database state.db: database or disk is full'
  })
  const other = new Error('a fault inside')
  t.equal(asStartError('state.db', other), other)
})

t.test('accepts an empty file and an unused database', async t => {
  const folder = t.testdir({ 'empty.db': '' })
  const vacuumed = new Database(`${folder}/unused.db`)
  vacuumed.exec('VACUUM')
  vacuumed.close()
  for (const path of [`${folder}/empty.db`, `${folder}/unused.db`, ':memory:']) {
    const store = openStore(path)
    t.equal(store.organizations.isEmpty(), true, path)
    store.close()
  }
})

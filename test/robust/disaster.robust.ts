import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { DEMO, integrations, VERSIONED } from '../app.ts'
import { tokenOf } from './callers.ts'
import { COMMAND, type Ended, folderOf, Mock, type StartOptions, startMock, TOKEN } from './mock.ts'
import { OPTIONS } from './options.ts'

/** A user without permissions. */
const NOBODY = 65_534

/** Bytes: space for the seed data and little more. */
const SMALL = 400 * 1024

t.setTimeout(300_000)

/** A service account that may only read. */
const READER = ['mdb_sa_id_0000000000000000000000a2', 'mdb_sa_sk_reader000000000000000000000000000'] as const

t.test('reports an unusable file in one line with exit code 2, and does not change it', async t => {
  const folder = folderOf(t)
  const good = await newFile(t, folder)
  const copy = (name: string, change: (path: string) => void) => {
    const path = join(folder, name)
    copyFileSync(good, path)
    change(path)
    return path
  }
  const size = statSync(good).size
  const rows: [path: string, why: string][] = [
    [
      copy('text.db', path => writeFileSync(path, 'a letter to my aunt\n'.repeat(99))),
      'file is not a database'
    ],
    [copy('half.db', path => truncateSync(path, 4096 * 3)), 'database disk image is malformed'],
    [copy('torn.db', path => scribble(path, 4096, size)), 'database disk image is malformed']
  ]
  for (const [path, why] of rows) {
    const before = readFileSync(path)
    t.strictSame(await ending(t, path), failure(`cannot open the database ${path}: ${why}`))
    t.ok(readFileSync(path).equals(before), 'the file is unchanged')
  }
})

t.test('returns 500 for a damaged page that is not read at the start', async t => {
  const folder = folderOf(t)
  const path = await newFile(t, folder)
  const db = new BetterSqlite3(path)
  const pages = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'integrations'").pluck()
  const page = pages.get() as number
  db.close()
  scribble(path, (page - 1) * 4096, page * 4096)
  const mock = await startMock(t, ['--db', path])
  const { status } = await mock.control('GET', '/state')
  t.equal(status, 500)
  t.equal((await mock.control('GET', '/health')).status, 200, 'other requests succeed')
  t.match(messages(await mock.end()), ['unexpected error: database disk image is malformed'])
})

t.test(
  'exports a state that is larger than a string, which cannot be imported',
  { skip: !OPTIONS.isFull && 'ROBUST=full' },
  async t => {
    const folder = folderOf(t)
    const path = await newFile(t, folder)
    const db = new BetterSqlite3(path)
    const insert = db.prepare('INSERT INTO stubs (id, org_id, body, created) VALUES (?, NULL, ?, 0)')
    const body = 'x'.repeat(1_000_000)
    for (let at = 1; at <= 540; at++) {
      insert.run(`file-${at}`, JSON.stringify({ method: 'GET', path: `/api/x${at}`, body }))
    }
    db.close()
    const file = join(folder, 'state.json')
    const first = await startMock(t, ['--db', path, '--export-on-exit', file])
    const size = await sizeOf(first, '/state')
    t.ok(size > 540_000_000)
    t.ok((await sizeOf(first, '/stubs')) > 540_000_000)
    t.match(await first.end(), { code: 0, stderr: '' })
    t.ok(statSync(file).size > size, 'the file is indented')

    const line = `cannot read the state ${file}: Cannot create a string longer than 0x1fffffe8 characters`
    t.strictSame(await new Mock(t, ['--log-level', 'error', '--import', file]).ended(), failure(line))
  }
)

/** Returns the size of a response of the control plane that is too large for a string. */
async function sizeOf({ url }: Mock, path: string): Promise<number> {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const response = await fetch(`${url}/_mock/v1${path}`, { headers })
  if (response.status !== 200) throw new Error(`${path} returned ${response.status}`)
  let size = 0
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) size += chunk.length
  return size
}

t.test('reports a file that another process has locked in one line', async t => {
  const path = await newFile(t, folderOf(t))
  const other = new BetterSqlite3(path)
  other.pragma('locking_mode = EXCLUSIVE')
  other.exec('BEGIN EXCLUSIVE')
  const line = `cannot open the database ${path}: database is locked`
  t.strictSame(await ending(t, path), failure(line))
  other.close()
  await checkGood(t, path)
})

t.test('a write fails if another process locks the file too long, and the next succeeds', async t => {
  const path = await newFile(t, folderOf(t))
  const mock = await startMock(t, ['--db', path])
  const other = new BetterSqlite3(path)
  other.exec('BEGIN IMMEDIATE')
  t.equal((await mock.control('POST', '/sandboxes', {})).status, 500)
  await t.rejects(tokenOf(mock.url, ...READER), /no token: status 500/)
  t.equal((await mock.control('GET', '/sandboxes')).text, '{"results":[]}', 'reads succeed')
  other.exec('ROLLBACK')
  t.equal((await mock.control('POST', '/sandboxes', {})).status, 201)
  const authorization = `Bearer ${await tokenOf(mock.url, ...READER)}`
  other.exec('BEGIN IMMEDIATE')
  const { status } = await fetch(`${mock.url}${integrations(DEMO, 'WEBHOOK')}`, {
    method: 'POST',
    headers: { accept: VERSIONED, authorization }
  })
  t.equal(status, 401, 'a rejected caller gets its own error')
  other.close()
  const locked = 'unexpected error: database is locked'
  t.strictSame(messages(await mock.end()), [locked, locked])
})

t.test('reports a file or a folder without write permission', async t => {
  const uid = process.getuid?.() === 0 ? NOBODY : undefined
  const options = { ...(uid !== undefined && { uid }) }
  const reads = spawnSync(process.execPath, ['-e', `fs.accessSync(${JSON.stringify(COMMAND)})`], { uid })
  if (reads.status !== 0) {
    t.pass('skipped', { skip: 'the user nobody cannot read this folder' })
    return
  }
  const folder = folderOf(t)
  const path = await newFile(t, folder)
  chmodSync(path, 0o444)
  chmodSync(folder, 0o555)
  const before = readFileSync(path)
  const readOnly = `cannot open the database ${path}: attempt to write a readonly database`
  t.strictSame(await ending(t, path, options), failure(readOnly))
  t.ok(readFileSync(path).equals(before))
  const fresh = join(folder, 'fresh.db')
  t.strictSame(
    await ending(t, fresh, options),
    failure(`cannot open the database ${fresh}: unable to open database file`)
  )
  chmodSync(folder, 0o755)
  chmodSync(path, 0o000)
  const closed = `cannot open the database ${path}: unable to open database file`
  if (uid !== undefined) t.strictSame(await ending(t, path, options), failure(closed))
})

t.test('reports a disk that is full at the start', async t => {
  for (const room of [8 * 1024, 90 * 1024]) {
    const { folder, options } = smallDisk(t, room)
    const { code, stdout, stderr } = await ending(t, join(folder, 'state.db'), options)
    t.equal(code, 2)
    t.equal(stdout, '')
    t.match(stderr, /^atlas-mock: cannot (open|use) the database [^\n]*: [^\n]+\n$/)
  }
})

t.test('rejects writes to a full disk and keeps acknowledged ones', async t => {
  const { folder, options } = smallDisk(t, SMALL)
  const flags = ['--db', join(folder, 'state.db')]
  const mock = await startMock(t, flags, options)
  const url = `https://example.com/${'x'.repeat(4_000)}`
  const body = { projects: [{ name: 'p', integrations: [{ type: 'WEBHOOK', url }] }] }
  const made: string[] = []
  let status = 201
  for (let at = 0; at < 100 && status === 201; at++) {
    const answer = await mock.control('POST', '/sandboxes', { name: `box ${at}`, ...body })
    status = answer.status
    if (status === 201) made.push(`box ${at}`)
  }
  t.equal(status, 500)
  t.ok(made.length > 0)
  const before = await mock.state()
  t.strictSame(boxesOf(before), made)
  const told = messages(await mock.end())
  t.equal(told.length, 1)
  t.match(told[0], /^unexpected error: (database or disk is full|disk I\/O error)$/)
  const again = await startMock(t, flags)
  t.equal(await again.state(), before, 'the state is complete after the next start')
  t.match(await again.end(), { code: 0, stderr: '' })
})

/** Creates a database with the seed data. */
async function newFile(t: Test, folder: string): Promise<string> {
  const path = join(folder, 'state.db')
  t.match(await (await startMock(t, ['--db', path])).end(), { code: 0, stderr: '' })
  return path
}

async function ending(t: Test, path: string, options?: StartOptions): Promise<Ended> {
  return await new Mock(t, ['--log-level', 'error', '--db', path], options).ended()
}

function failure(line: string): Ended {
  return { code: 2, signal: null, stdout: '', stderr: `atlas-mock: ${line}\n` }
}

/** Checks that the server starts on the file and reads it. */
async function checkGood(t: Test, path: string): Promise<void> {
  const mock = await startMock(t, ['--db', path])
  t.equal(boxesOf(await mock.state()).length, 0)
  t.match(await mock.end(), { code: 0, stderr: '' })
}

function scribble(path: string, from: number, to: number): void {
  const bytes = readFileSync(path)
  bytes.fill(0xa5, from, to)
  writeFileSync(path, bytes)
}

/** Returns the messages of the log lines. */
function messages({ stderr }: Ended): string[] {
  const lines = stderr.split('\n').filter(line => line !== '')
  return lines.map(line => (JSON.parse(line) as { msg: string }).msg)
}

function boxesOf(state: string): string[] {
  const { organizations } = JSON.parse(state) as { organizations: { name: string }[] }
  return organizations.map(({ name }) => name).filter(name => name.startsWith('box'))
}

/** Creates a folder with little space: a separate file system if permitted, else a limit on file sizes. */
function smallDisk(t: Test, bytes: number): { folder: string; options: StartOptions } {
  const folder = join(folderOf(t), 'disk')
  mkdirSync(folder)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder])
  if (mounted.status === 0) {
    t.teardown(() => spawnSync('umount', ['-l', folder]))
    return { folder, options: {} }
  }
  t.comment('cannot mount a file system: limiting the file size instead')
  // Without the trap, the first write over the limit ends the process.
  return { folder, options: { shell: `trap '' XFSZ; ulimit -f ${Math.floor(bytes / 512)};` } }
}

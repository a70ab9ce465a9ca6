import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { startMock as startInProcess } from '../../src/index.ts'
import { READ, WRITTEN } from '../cli/file-flags.ts'
import type { Ended } from '../cli/process.ts'
import { COMMAND, spawnPlainly } from '../clients/server.ts'
import { folderOf, Mock, type StartOptions, startMock } from './mock.ts'

/** A user without permissions. */
const NOBODY = 65_534

/** Bytes: space for the seed data and little more. */
const SMALL = 400 * 1024

const PRINT_MEMORY = "process.on('exit', () => console.log(process.resourceUsage().maxRSS))"

/** MB by which the memory of two runs may differ. */
const NOISE = 16

t.setTimeout(300_000)

t.test('reports a damaged file in one line with exit code 2, and does not change it', async t => {
  const folder = folderOf(t)
  const good = await newFile(t, folder)
  const copy = (name: string, change: (path: string) => void) => {
    const path = join(folder, name)
    copyFileSync(good, path)
    change(path)
    return path
  }
  const size = statSync(good).size
  const paths = [
    copy('half.db', path => truncateSync(path, 4096 * 3)),
    copy('torn.db', path => scribble(path, 4096, size))
  ]
  for (const path of paths) {
    const before = readFileSync(path)
    const line = `cannot open the database ${path}: database disk image is malformed`
    t.strictSame(await ending(t, path), failure(line))
    t.ok(readFileSync(path).equals(before), 'the file is unchanged')
  }
})

t.test('rejects an endless pipe with one line, in bounded memory', async t => {
  const folder = folderOf(t)
  const [pipe, empty] = [join(folder, 'pipe'), join(folder, 'empty')]
  t.equal(spawnSync('sh', ['-c', 'mkfifo "$0"', pipe]).status, 0)
  writeFileSync(empty, '')
  const stdin = { limit: 64, words: (_path: string) => ['seed', 'check', '-'] }
  for (const [flag, { limit, words }] of Object.entries({ ...READ, stdin })) {
    // Its string is never closed.
    const writer = spawnPlainly('sh', ['-c', '{ printf "[\\""; cat /dev/zero; } > "$0"', pipe])
    const { memory, ...ended } = await runToEnd(t, words(pipe), flag === 'stdin' ? pipe : undefined)
    const name = `(the \\w+ )?(${pipe}|standard input)`
    const line = new RegExp(`^atlas-mock: cannot read ${name}: it is larger than ${limit} MB\n$`)
    t.match(ended, { code: 2, stderr: line }, flag)
    await writer.stderr.toArray()
    const idle = await runToEnd(t, words(empty))
    const taken = Math.round(memory - idle.memory)
    t.ok(taken < 1.5 * limit + NOISE, `${flag}: ${taken} MB`)
  }
})

t.test('rejects at the start what it cannot write at the end, and changes nothing', async t => {
  const folder = folderOf(t)
  const file = join(folder, 'file')
  writeFileSync(file, 'x')
  for (const [flag, words] of Object.entries(WRITTEN)) {
    const isFolder = flag === '--calls' || flag === 'exec --calls'
    for (const path of [isFolder ? file : folder, join(file, 'x'), '/proc/x', '/proc/x/y']) {
      const { code, stderr } = await runToEnd(t, words(path))
      const line = new RegExp(`^atlas-mock: cannot write [^\n]*${path}: [^\n]+\n$`)
      t.match({ code, stderr }, { code: 2, stderr: line }, `${flag} ${path}`)
    }
  }
  t.strictSame([readdirSync(folder), readFileSync(file, 'utf8')], [['file'], 'x'])
})

t.test('a failed start changes no file', async t => {
  const folder = folderOf(t)
  const path = (name: string) => join(folder, name)
  const db = await newFile(t, folder)
  const used = await startMock(t, ['--db', db])
  t.equal((await used.control('POST', '/sandboxes', { name: 'box' })).status, 201)
  const state = await used.state()
  t.match(await used.end(), { code: 0, stderr: '' })
  const other = await startMock(t, ['--export-on-exit', path('other.json')])
  t.match(await other.end(), { code: 0, stderr: '' })
  mkdirSync(path('calls'))
  const texts = { 'ca.pem': 'old', 'bad.json': '[{}]', 'empty.db': '', 'calls/1-1.har': '{}' }
  for (const [name, text] of Object.entries(texts)) writeFileSync(path(name), text)
  t.equal(spawnSync('sh', ['-c', 'mkfifo "$0"', path('pipe')]).status, 0)
  const taken = await startMock(t)
  const tls = ['--tls', '--tls-ca-out', path('ca.pem')]
  const starts = [
    ['--db', db, '--import', path('other.json'), '--calls', path('calls'), ...tls],
    ['--db', path('empty.db'), '--import', path('other.json'), ...tls],
    ['--db', path('new.db'), '--calls', path('new/calls'), '--export-on-exit', path('new.json')],
    ['--db', path('new.db'), '--tls', '--tls-ca-out', path('new.pem')]
  ]
  const causes: [flags: string[], line: RegExp][] = [
    [['--port', String(taken.port)], /cannot listen on .*: the port is in use/],
    [['--host', '203.0.113.1'], /cannot listen on 203\.0\.113\.1/],
    [['--seed', path('bad.json')], /invalid seed/],
    [['--stubs', path('bad.json')], /invalid stubs .* at \/0/],
    [['--faults', path('none.json')], /cannot read the faults/],
    [['--import', path('bad.json')], /invalid state/],
    [['--tls', '--tls-ca-out', '/dev/full'], /cannot write \/dev\/full: ENOSPC/],
    [['--tls', '--tls-ca-out', path('pipe')], /cannot write \S+pipe: ENXIO/]
  ]
  const before = filesIn(folder)
  for (const start of starts) {
    for (const [flags, line] of causes) {
      const words = ['--port', '0', '--log-level', 'error', ...start, ...flags]
      const { code, stderr } = await runToEnd(t, words)
      const name = words.join(' ')
      t.match({ code, stderr }, { code: 2, stderr: new RegExp(`^atlas-mock: ${line.source}[^\n]*\n$`) }, name)
      t.strictSame(filesIn(folder), before, name)
    }
  }
  const missing = ['exec', '--db', db, '--calls', path('calls'), '--', path('none')]
  const { code, stderr } = await runToEnd(t, missing)
  t.match({ code, stderr }, { code: 127, stderr: /^atlas-mock: \S*none: command not found\n$/ })
  t.strictSame(filesIn(folder), before, 'a command that does not exist')
  const again = await startMock(t, ['--db', db])
  t.equal(await again.state(), state)
})

t.test('writes the state to a mounted file, which cannot be replaced', async t => {
  const folder = folderOf(t)
  const [mounted, file] = [join(folder, 'mounted.json'), join(folder, 'state.json')]
  for (const path of [mounted, file]) writeFileSync(path, 'x')
  if (spawnSync('mount', ['--bind', mounted, file]).status !== 0) {
    t.pass('skipped', { skip: 'cannot mount a file' })
    return
  }
  t.teardown(() => spawnSync('umount', ['-l', file]))
  const mock = await startMock(t, ['--export-on-exit', file])
  t.match(await mock.end(), { code: 0, stderr: '' })
  t.match(JSON.parse(readFileSync(mounted, 'utf8')), { organizations: [{ name: 'Acme' }, {}] })
  t.strictSame(readdirSync(folder).sort(), ['mounted.json', 'state.json'])
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

t.test('a second process on the same file gets one line, and the first continues', async t => {
  const path = await newFile(t, folderOf(t))
  const first = await startMock(t, ['--db', path])
  t.strictSame(await ending(t, path), failure(`cannot open the database ${path}: another process uses it`))
  t.equal((await first.control('POST', '/sandboxes', { name: 'box' })).status, 201)
  // A restart overlaps: the second waits for the first to close the file.
  const second = new Mock(t, ['--log-level', 'error', '--db', path])
  t.match(await first.end(), { code: 0, stderr: '' })
  await second.ready()
  t.strictSame(boxesOf(await second.state()), ['box'])
  t.match(await second.end(), { code: 0, stderr: '' })
})

t.test('keeps its lock when another start in its process is rejected', async t => {
  const db = join(folderOf(t), 'state.db')
  const inUse = `cannot open the database ${db}: another process uses it`
  const mock = await startInProcess({ db, listen: false })
  t.teardown(() => mock.close())
  await t.rejects(startInProcess({ db, listen: false }), { message: inUse })
  t.strictSame(await ending(t, db), failure(inUse))
})

t.test('creates the target of a link only for a start that succeeds', async t => {
  const folder = folderOf(t)
  const link = join(folder, 'link.db')
  symlinkSync('target.db', link)
  const refused = new Mock(t, ['--log-level', 'error', '--db', link, '--stubs', join(folder, 'none')])
  t.match(await refused.ended(), { code: 2 })
  t.strictSame(readdirSync(folder), ['link.db'])
  await (await startMock(t, ['--db', link])).end('SIGTERM')
  t.strictSame(readdirSync(folder).sort(), ['link.db', 'target.db'])
})

t.test(
  'keeps the database when another start on the same new file fails',
  { skip: process.platform !== 'linux' && 'needs /proc' },
  async t => {
    const folder = folderOf(t)
    const [pipe, path] = [join(folder, 'pipe'), join(folder, 'new.db')]
    t.equal(spawnSync('sh', ['-c', 'mkfifo "$0"', pipe]).status, 0)
    const first = new Mock(t, ['--log-level', 'error', '--db', path, '--stubs', pipe])
    await until(() => opens(first, path))
    const second = new Mock(t, ['--log-level', 'error', '--db', path])
    const third = new Mock(t, ['--log-level', 'error', '--db', path])
    await until(() => opens(second, path) && opens(third, path))
    third.kill('SIGSTOP')
    writeFileSync(pipe, '[{}]')
    t.match(await first.ended(), { code: 2, stderr: /^atlas-mock: invalid stubs [^\n]*\n$/ })
    await second.ready()
    t.equal((await second.control('POST', '/sandboxes', { name: 'box' })).status, 201)
    third.kill('SIGCONT')
    t.strictSame(await third.ended(), failure(`cannot open the database ${path}: another process uses it`))
    await second.end('SIGKILL')
    t.strictSame(boxesOf(await (await startMock(t, ['--db', path])).state()), ['box'])
  }
)

t.test('reports a file or a folder without write permission', async t => {
  const uid = process.getuid?.() === 0 ? NOBODY : undefined
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
  const denied = (file: string, call: string) =>
    failure(`cannot open the database ${file}: EACCES: permission denied, ${call}`)
  t.strictSame(await ending(t, path, { uid }), denied(path, `open '${path}-start'`))
  t.ok(readFileSync(path).equals(before))
  const fresh = join(folder, 'fresh.db')
  t.strictSame(await ending(t, fresh, { uid }), denied(fresh, `open '${fresh}-start'`))
  chmodSync(folder, 0o777)
  const exported = await new Mock(t, ['--export-on-exit', path], { uid }).ended()
  t.strictSame(
    exported,
    failure(`cannot write the state to ${path}: EACCES: permission denied, open '${path}'`)
  )
  chmodSync(path, 0o000)
  if (uid !== undefined) t.strictSame(await ending(t, path, { uid }), denied(path, `access '${path}'`))
})

t.test('reports a disk that is full at the start', async t => {
  for (const room of [8 * 1024, 90 * 1024]) {
    const { folder, options } = smallDisk(t, room)
    const { code, stdout, stderr } = await ending(t, join(folder, 'state.db'), options)
    t.strictSame(readdirSync(folder), [])
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

/** Returns whether a process has a file open. */
function opens({ pid }: Mock, path: string): boolean {
  return readdirSync(`/proc/${pid}/fd`).some(file => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${file}`).startsWith(path)
    } catch {
      // Closed since it was listed.
      return false
    }
  })
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate()
}

/** Returns mode and contents of each file below a folder, and the names of empty folders. */
function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.map(name => {
    const found = statSync(join(folder, name))
    const contents = found.isFile() ? readFileSync(join(folder, name), 'base64') : ''
    return [name, `${found.mode} ${contents}`]
  })
  return Object.fromEntries(files)
}

/** Runs the command, which prints nothing else. @returns also the memory that it took at most, in MB */
async function runToEnd(t: Test, words: readonly string[], stdin = '/dev/null') {
  const node = [process.execPath, '--import', `data:text/javascript,${PRINT_MEMORY}`]
  const child = spawnPlainly('sh', ['-c', 'exec "$@" < "$0"', stdin, ...node, COMMAND, ...words])
  t.teardown(() => child.kill('SIGKILL'))
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    once(child, 'exit')
  ])
  return { code: code as number | null, stderr: stderr.join(''), memory: Number(stdout.join('')) / 1000 }
}

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

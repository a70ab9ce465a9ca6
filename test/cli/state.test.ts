import { spawnSync } from 'node:child_process'
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  symlinkSync
} from 'node:fs'
import t from 'tap'
import { importState, writeState } from '../../src/cli/files.ts'
import { requireWritable } from '../../src/config/terminal.ts'
import { build } from '../app.ts'
import { command } from './process.ts'

t.test('replaces the target of a symbolic link, and writes to a device', async t => {
  const folder = t.testdir({ 'state.json': 'old' })
  const app = await build(t)
  const [link, pipe] = [`${folder}/link.json`, `${folder}/pipe`]
  symlinkSync('state.json', link)
  writeState(app.services, link)
  t.ok(lstatSync(link).isSymbolicLink())
  t.match(JSON.parse(readFileSync(`${folder}/state.json`, 'utf8')), { organizations: [{ name: 'Acme' }, {}] })

  t.equal(spawnSync('sh', ['-c', 'mkfifo "$0"', pipe]).status, 0)
  const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)
  writeState(app.services, pipe)
  const buffer = Buffer.alloc(65_536)
  t.match(buffer.toString('utf8', 0, readSync(reader, buffer)), /^\{[\s\S]*\}\n$/)
  t.ok(statSync(pipe).isFIFO())
  t.strictSame(readdirSync(folder).sort(), ['link.json', 'pipe', 'state.json'])
  closeSync(reader)
  t.throws(() => writeState(app.services, pipe), { code: 'ENXIO' }, 'a pipe without a reader')
})

t.test('prints one line and exits with code 2 for an unreadable state', async t => {
  const folder = t.testdir({
    'broken.json': '{"secret',
    'other.json': '{"format":"other"}',
    'null.json': 'null'
  })
  const cases: [string, string][] = [
    [
      'none.json',
      `cannot read the state ${folder}/none.json: ENOENT: no such file or directory, open '${folder}/none.json'`
    ],
    ['broken.json', `${folder}/broken.json:1:2: not valid JSON: this string has no closing quotation mark`],
    ['other.json', `invalid state ${folder}/other.json at /format: must be atlas-integrations-mock/state`],
    ['null.json', `invalid state ${folder}/null.json at /: must be an object`]
  ]
  for (const [name, line] of cases) {
    t.strictSame(
      await command(['--port', '0', '--import', `${folder}/${name}`]),
      { code: 2, stdout: '', stderr: `atlas-mock: ${line}\n` },
      name
    )
  }
  const app = await build(t)
  app.services.control.state.import = () => {
    throw new Error('a fault inside')
  }
  await t.rejects(importState(app.services, `${folder}/null.json`), {
    name: 'Error',
    message: 'a fault inside'
  })
})

t.test('can write to a file, a link to a file, a new file and a device', async t => {
  const folder = t.testdir({ 'state.json': '{}', link: t.fixture('symlink', 'state.json') })
  for (const path of [`${folder}/state.json`, `${folder}/link`, `${folder}/new.json`, '/dev/null']) {
    t.doesNotThrow(() => requireWritable(path, path, true), path)
  }
})

t.test(
  'a folder that accepts no new files contains files that can be written, but not replaced',
  { skip: process.platform !== 'linux' && 'needs /proc' },
  async t => {
    const path = `/proc/${process.pid}/comm`
    t.doesNotThrow(() => requireWritable(path))
    t.throws(() => requireWritable(path, undefined, true), {
      message: `cannot write ${path}: ENOENT: no such file or directory, mkdtemp '${path}.XXXXXX'`
    })
  }
)

t.test('does not write a file over the database', async t => {
  const folder = t.testdir({ 'a.db': '', link: t.fixture('symlink', 'a.db') })
  const db = `${folder}/a.db`
  for (const flags of [
    ['--export-on-exit', `${folder}/./a.db`],
    ['--export-on-exit', `${folder}/link`],
    ['--export-on-exit', `${db}-wal`],
    ['--tls', '--tls-ca-out', db]
  ]) {
    t.match(await command(['exec', '--db', db, ...flags, '--', 'true']), {
      code: 2,
      stderr: `atlas-mock: cannot write ${flags.at(-1)}: it belongs to the database ${db}\n`
    })
  }
  t.equal(readFileSync(db, 'utf8'), '')
})

t.test('rejects an output file that another setting names, except an imported state', async t => {
  const folder = t.testdir({ 'a.json': 'text', link: t.fixture('symlink', 'a.json') })
  const file = `${folder}/a.json`
  for (const flags of [
    ['--tls', '--export-on-exit', file, '--tls-ca-out', file],
    ['--tls', '--export-on-exit', `${folder}/new`, '--tls-ca-out', `${folder}/./new`],
    ['--tls', '--import', `${folder}/link`, '--tls-ca-out', file],
    ['--calls', `${folder}/new`, '--export-on-exit', `${folder}/new`],
    ['--seed', file, '--export-on-exit', `${folder}/link`],
    ['--stubs', `${folder}/x`, '--stubs', file, '--export-on-exit', file],
    ['--tls', '--tls-cert', `${folder}/x`, '--tls-key', file, '--export-on-exit', file]
  ]) {
    t.match(await command(['exec', ...flags, '--', 'true']), {
      code: 2,
      stderr: `atlas-mock: cannot write ${flags.at(-1)}: another setting names the same file\n`
    })
  }
  t.strictSame([readdirSync(folder).sort(), readFileSync(file, 'utf8')], [['a.json', 'link'], 'text'])
  const state = `${folder}/state.json`
  const ended = { code: 0, stderr: '' }
  t.match(await command(['exec', '--export-on-exit', state, '--', 'true']), ended)
  t.match(await command(['exec', '--import', state, '--export-on-exit', state, '--', 'true']), ended)
})

t.test(
  'prints one line and exits with code 1 if exec cannot write the state on exit, or with the code of the command',
  async t => {
    const folder = `${t.testdir()}/folder`
    const file = `${folder}/state.json`
    const line = `atlas-mock: cannot write the state to ${file}: ENOENT: no such file or directory, mkdtemp '${file}.XXXXXX'\n`
    for (const [code, script] of [
      [1, 'rmdir "$0"'],
      [7, 'rmdir "$0"; exit 7']
    ] as const) {
      mkdirSync(folder)
      const args = ['exec', '--export-on-exit', file, '--', 'sh', '-c', script, folder]
      t.strictSame(await command(args), { code, stdout: '', stderr: line }, script)
    }
  }
)

t.test(
  'only its owner can read a state that exec writes',
  { skip: process.platform === 'win32' },
  async t => {
    const file = `${t.testdir()}/state.json`
    t.match(await command(['exec', '--export-on-exit', file, '--', 'true']), { code: 0, stderr: '' })
    t.equal(statSync(file).mode & 0o777, 0o600)
  }
)

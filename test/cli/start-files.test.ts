import { writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { loadStartFiles } from '../../src/cli/files.ts'
import type { Settings } from '../../src/config/config.ts'
import { as, build, call, DEMO } from '../app.ts'
import { control } from '../control/control.ts'
import { command } from './process.ts'

const STUB = { method: 'GET', path: '/api/x', anonymous: true, body: 'x' }
const AUDIT_LOG = `/api/atlas/v2/groups/${DEMO}/auditLog`
const FAULT = { match: { path: '/api/y' }, effect: { type: 'status', status: 503, body: 'y' }, stage: 'edge' }

/** Starts a server with files, as the command does. */
async function start(t: Test, settings: Partial<Settings>) {
  const app = await build(t, { settings })
  await loadStartFiles(app.services)
  const results = async (path: string) =>
    ((await control(app, 'GET', path)).json as { results: Record<string, unknown>[] }).results
  return {
    app,
    paths: async () => (await results('/stubs')).map(({ path }) => path),
    effects: async () => (await results('/faults')).map(({ effect }) => effect)
  }
}

t.test('adds the stubs and faults of files at startup; a reset of everything restores them', async t => {
  const folder = t.testdir({
    'stubs.json': JSON.stringify([STUB, STUB]),
    'faults.json': JSON.stringify([FAULT])
  })
  const { app, paths, effects } = await start(t, {
    stubs: [`${folder}/stubs.json`],
    faults: `${folder}/faults.json`
  })
  const check = async (title: string) => {
    t.strictSame([await paths(), await effects()], [[STUB.path, STUB.path], [FAULT.effect]], title)
    t.match(await call(app, { url: '/api/x' }), { status: 200, text: 'x' }, title)
    t.match(await call(app, { url: '/api/y' }), { status: 503, text: 'y' }, title)
  }
  await check('at startup')
  await control(app, 'DELETE', '/stubs')
  await control(app, 'POST', '/stubs', { method: 'GET', path: '/api/z' })
  await control(app, 'DELETE', '/faults')
  await control(app, 'POST', '/faults', { effect: { type: 'empty' } })
  await control(app, 'POST', '/reset')
  await check('after a reset')
  await control(app, 'DELETE', '/faults')
  await control(app, 'POST', '/reset', { keep: ['faults'] })
  t.strictSame(await effects(), [])
})

t.test('adds the stubs of several files in order; package: names a file of the package', async t => {
  const folder = t.testdir({
    'package:kubernetes-operator': '[]',
    'mine.json': JSON.stringify([{ ...STUB, path: AUDIT_LOG, body: 'mine' }])
  })
  const cwd = process.cwd()
  t.teardown(() => process.chdir(cwd))
  process.chdir(folder)
  const owner = { url: AUDIT_LOG }
  const packaged = await start(t, { stubs: ['package:kubernetes-operator'] })
  const known = await packaged.paths()
  t.ok(known.length > 1, 'a file of this name in the current folder is not read')
  t.match(await as(packaged.app, 'orgowner', owner), { status: 200, json: { enabled: false } })
  const both = await start(t, { stubs: ['package:kubernetes-operator', 'mine.json'] })
  t.strictSame(await both.paths(), [...known, AUDIT_LOG])
  t.match(await as(both.app, 'orgowner', owner), { status: 200, text: 'mine' }, 'the newest stub responds')
  t.strictSame(await (await start(t, { stubs: ['./package:kubernetes-operator'] })).paths(), [], 'a path')
})

t.test('prints one line and exits with code 2 for an unusable file', async t => {
  const folder = t.testdir()
  const stub = `invalid stubs ${folder}/x.json at`
  const fault = `invalid faults ${folder}/x.json at`
  const cases: [flag: string, text: string, line: string][] = [
    [
      '--stubs',
      '{"secret',
      `${folder}/x.json:1:2: not valid JSON: this string has no closing quotation mark`
    ],
    ['--stubs', '{}', `${stub} /: must be an array`],
    ['--stubs', '[null]', `${stub} /0: must be an object`],
    ['--stubs', JSON.stringify([STUB, { ...STUB, status: 1 }]), `${stub} /1/status: must be at least 200`],
    [
      '--stubs',
      JSON.stringify([{ ...STUB, path: '/api/atlas/v2/groups' }]),
      `${stub} /0/path: GET /api/atlas/v2/groups is served by listGroups; use a fault instead`
    ],
    [
      '--stubs',
      `[${JSON.stringify({ ...STUB, body: 0 }).replace('0', '['.repeat(1_200) + ']'.repeat(1_200))}]`,
      `${folder}/x.json:1:184: not valid JSON: nested deeper than 128 levels`
    ],
    ['--faults', '', `${folder}/x.json:1:1: not valid JSON: expected a value`],
    ['--faults', '[{}]', `${fault} /0: needs 'effect'`],
    [
      '--faults',
      JSON.stringify([{ effect: { type: 'error', errorCode: 'GROUP_NOT_FUND' } }]),
      `${fault} /0/effect/errorCode: unknown error code 'GROUP_NOT_FUND', did you mean 'GROUP_NOT_FOUND'?`
    ]
  ]
  for (const [flag, text, line] of cases) {
    writeFileSync(`${folder}/x.json`, text)
    t.strictSame(
      await command(['--port', '0', flag, `${folder}/x.json`]),
      { code: 2, stdout: '', stderr: `atlas-mock: ${line}\n` },
      text
    )
  }
  const [x, y, none] = ['x', 'y', 'none'].map(name => `${folder}/${name}.json`)
  writeFileSync(`${x}`, JSON.stringify([STUB]))
  writeFileSync(`${y}`, JSON.stringify([STUB, {}]))
  const packaged = 'the package has package:kubernetes-operator'
  for (const [settings, line] of [
    [{ ATLAS_MOCK_STUBS: JSON.stringify([x, y]) }, `invalid stubs ${y} at /1: needs 'method'`],
    [
      { ATLAS_MOCK_FAULTS: `${none}` },
      `cannot read the faults ${none}: ENOENT: no such file or directory, open '${none}'`
    ],
    ...['package:none', 'package:', 'package:../examples/kubernetes-operator'].map(
      name => [{ ATLAS_MOCK_STUBS: JSON.stringify([x, name]) }, `unknown stubs ${name}; ${packaged}`] as const
    )
  ] as const) {
    const stderr = `atlas-mock: ${line}\n`
    t.strictSame(await command(['--port', '0'], settings), { code: 2, stdout: '', stderr })
  }
})

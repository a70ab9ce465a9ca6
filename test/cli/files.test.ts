import { execFileSync } from 'node:child_process'
import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import t from 'tap'
import { SETTINGS } from '../../src/config/config.ts'
import { STATE_VERSION } from '../../src/state/document.ts'
import { READ, WRITTEN } from './file-flags.ts'
import { command } from './process.ts'

const SEED = '{"organizations":[]}'
const REJECTED = 'atlas-mock: invalid seed at /organizations: must have at least 1 item\n'
/** A name that a terminal and GitHub Actions would execute. */
const HOSTILE = 'a\u001b[2J\u202e\r\u0085\n::error::b\n  ::warning::c ##[error]d'
const ESCAPED = 'a\\u001b[2J\\u202e\\u000d\\u0085\\u000a::error::b\\u000a  ::warning::c #\\u0023[error]d'
const ONE_LINE = /^atlas-mock: [^\p{Cc}\p{Cf}]+\n$/u

t.test('reads files behind a link, and pipes, up to the limit of a file', async t => {
  const folder = t.testdir({ 'seed.json': SEED, 'large.json': '' })
  symlinkSync('seed.json', `${folder}/link.json`)
  truncateSync(`${folder}/large.json`, 64e6 + 1)
  execFileSync('sh', ['-c', 'mkfifo "$0"', `${folder}/pipe`])
  const check = async (path: string) => (await command(['seed', 'check', path])).stderr

  t.equal(await check(`${folder}/link.json`), REJECTED)
  const [read] = await Promise.all([check(`${folder}/pipe`), writeFile(`${folder}/pipe`, SEED)])
  t.equal(read, REJECTED)
  const failure = (name: string, why: string) => `atlas-mock: cannot read the seed ${name}: ${why}\n`
  t.equal(await check(`${folder}/large.json`), failure(`${folder}/large.json`, 'it is larger than 64 MB'))
  t.equal(await check(folder), failure(folder, 'it is a folder'))
  t.equal(await check('/dev/zero'), failure('/dev/zero', 'it is neither a file nor a pipe'))
})

t.test('escapes control characters and workflow commands in a name of a field', async t => {
  const folder = t.testdir()
  const files: Record<string, object> = {
    '--seed': { organizations: [{ id: 'a1b2c3d4e5f60718293a4b5c', name: 'x', [HOSTILE]: 1 }] },
    '--import': {
      format: 'atlas-integrations-mock/state',
      version: STATE_VERSION,
      organizations: [],
      [HOSTILE]: 1
    },
    '--stubs': [{ method: 'GET', path: '/api/x', [HOSTILE]: 1 }],
    '--faults': [{ effect: { type: 'reset' }, [HOSTILE]: 1 }]
  }
  for (const [flag, document] of Object.entries(files)) {
    const path = `${folder}/file.json`
    writeFileSync(path, JSON.stringify(document))
    const ended = await command(READ[flag]?.words(path) ?? [])
    t.match(ended, { code: 2, stdout: '', stderr: ONE_LINE }, flag)
    t.match(ended.stderr, `unknown field '${ESCAPED}'`, flag)
  }
})

t.test('escapes control characters and workflow commands in a name of a file', async t => {
  const path = `${t.testdir({ [HOSTILE]: 'x' })}/${HOSTILE}`
  const cases = {
    ...Object.fromEntries(Object.entries(READ).map(([flag, { words }]) => [flag, words(path)])),
    // The folder is a file.
    ...Object.fromEntries(Object.entries(WRITTEN).map(([flag, words]) => [flag, words(`${path}/x`)])),
    '--db': ['--port', '0', '--db', `${path}/x`],
    'exec --cwd': ['exec', '--cwd', path, '--', 'true'],
    'an unknown command': [path]
  }
  const known = SETTINGS.filter(({ schema }) => 'path' === (schema.items?.format ?? schema.format))
  t.strictSame(
    known.map(({ flag }) => flag).filter(flag => !(flag in cases)),
    [],
    'all settings'
  )
  for (const [flag, words] of Object.entries(cases)) {
    const ended = await command(words)
    t.match(ended, { code: 2, stdout: '', stderr: ONE_LINE }, flag)
    // Quoted as JSON.
    const name =
      flag === 'exec --cwd' ? ESCAPED.replaceAll('\\u000a', '\\n').replace('\\u000d', '\\r') : ESCAPED
    t.match(ended.stderr, name, flag)
  }
  writeFileSync(path, readFileSync('fixtures/seed.json'))
  const checked = await command(['seed', 'check', path])
  t.match(checked, {
    code: 0,
    stderr: '',
    stdout: /^\/[^\p{Cc}\p{Cf}]+: 2 organizations, [^\p{Cc}\p{Cf}]+\n$/u
  })
})

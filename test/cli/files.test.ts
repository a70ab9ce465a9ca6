import { execFileSync } from 'node:child_process'
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import t from 'tap'
import { STATE_VERSION } from '../../src/state/document.ts'
import { command } from './process.ts'

const SEED = '{"organizations":[]}'
const REJECTED = 'atlas-mock: invalid seed at /organizations: must have at least 1 item\n'
/** The name of a field that a terminal and GitHub Actions would execute. */
const HOSTILE = 'a\u001b[2J\u202e\n::error::b\n  ::warning::c ##[error]d'
const ESCAPED = 'a\\u001b[2J\\u202e\n\\u003a:error::b\n  \\u003a:warning::c #\\u0023[error]d'

t.test('reads files behind a link, and pipes, up to the limit of a file', async t => {
  const folder = t.testdir({ 'seed.json': SEED, 'large.json': '' })
  symlinkSync('seed.json', `${folder}/link.json`)
  truncateSync(`${folder}/large.json`, 64e6 + 1)
  for (const name of ['pipe', 'endless']) execFileSync('sh', ['-c', 'mkfifo "$0"', `${folder}/${name}`])
  const check = async (path: string) => (await command(['seed', 'check', path])).stderr

  t.equal(await check(`${folder}/link.json`), REJECTED)
  const [read] = await Promise.all([check(`${folder}/pipe`), writeFile(`${folder}/pipe`, SEED)])
  t.equal(read, REJECTED)
  const failure = (name: string, why: string) => `atlas-mock: cannot read the seed ${name}: ${why}\n`
  const large = 'it has more than 64 MB'
  t.equal(await check(`${folder}/large.json`), failure(`${folder}/large.json`, large))
  // The writer ends with EPIPE.
  const writing = writeFile(`${folder}/endless`, Buffer.alloc(80e6)).catch(() => undefined)
  t.equal(await check(`${folder}/endless`), failure(`${folder}/endless`, large))
  await writing
  t.equal(await check(folder), failure(folder, 'it is a folder'))
  t.equal(await check('/dev/zero'), failure('/dev/zero', 'it is neither a file nor a pipe'))
})

t.test('escapes control characters and workflow commands in the text of a file', async t => {
  const folder = t.testdir()
  const files = {
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
    const path = `${folder}/${flag}.json`
    writeFileSync(path, JSON.stringify(document))
    const { code, stderr } = await command(['--port', '0', flag, path])
    t.equal(code, 2, flag)
    t.match(stderr, `unknown field '${ESCAPED}'`, flag)
  }
  const { stderr } = await command(['--port', '0', '--import', `${folder}/${HOSTILE}`])
  t.match(stderr, ESCAPED, 'the name of a file')
})

import { readFileSync } from 'node:fs'
import t from 'tap'
import { command } from './process.ts'

const BUILT_IN = 'fixtures/seed.json'
const COUNTED = '2 organizations, 3 projects, 2 integrations, 6 API keys, 2 service accounts'
const ONE = '{"organizations":[{"id":"a1b2c3d4e5f60718293a4b5c","name":"Acme"}]}'

t.test('counts the contents of a valid seed', async t => {
  const stdin = readFileSync(BUILT_IN, 'utf8')
  const json = '{"organizations":2,"projects":3,"integrations":2,"apiKeys":6,"serviceAccounts":2}'
  const file = `${t.testdir({ 'bom.json': `\ufeff${stdin}` })}/bom.json`
  const cases: [string[], string][] = [
    [[BUILT_IN], `${BUILT_IN}: ${COUNTED}`],
    [['--json', BUILT_IN], json],
    [['--json', file], json],
    [[ONE], 'seed: 1 organization, 0 projects, 0 integrations, 0 API keys, 0 service accounts']
  ]
  for (const [args, line] of cases) {
    t.strictSame(
      await command(['seed', 'check', ...args]),
      { code: 0, stdout: `${line}\n`, stderr: '' },
      args.join(' ')
    )
  }
})

t.test('prints the same line as at startup and exits with code 2 for an invalid seed', async t => {
  const folder = t.testdir({
    'wrong.json': '{"organizations":[]}',
    'role.json': ONE.replace(
      '}]',
      ',"apiKeys":[{"publicKey":"k","privateKey":"s","roles":[{"orgId":"a1b2c3d4e5f60718293a4b5c","roleName":"KING"}]}]}]'
    ),
    'broken.json': 'secret'
  })
  for (const name of ['wrong.json', 'role.json', 'broken.json', 'none.json']) {
    const file = `${folder}/${name}`
    const checked = await command(['seed', 'check', file])
    t.match(checked, { code: 2, stdout: '', stderr: /^atlas-mock: [^\n]+\n$/ })
    t.strictSame(checked, await command(['--port', '0', '--seed', file]), name)
  }
  t.strictSame(await command(['seed', 'check', '{"organizations"']), {
    code: 2,
    stdout: '',
    stderr: 'atlas-mock: cannot read the seed: not valid JSON\n'
  })
})

import { readFileSync } from 'node:fs'
import t from 'tap'
import { ACME, DEMO, STAGING } from '../app.ts'
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
    stderr: "atlas-mock: seed:1:17: not valid JSON: expected ':'\n"
  })
})

t.test('prints all errors that the schema finds, or the first of the contents', async t => {
  const shape = { organizations: [{ id: 'x', name: 'Acme', plan: 'M0', apiKeys: [{ publicKey: 'k' }] }] }
  const projects = [DEMO, STAGING].map(id => ({ id, name: 'demo' }))
  const again = { id: ACME, name: 'Acme again' }
  const contents = { organizations: [{ id: ACME, name: 'Acme', projects }, again] }
  const org = '/organizations/0'
  const cases: [seed: object, errors: { path: string; detail: string }[]][] = [
    [
      shape,
      [
        {
          path: org,
          detail:
            "unknown field 'plan'; allowed: apiAccessListRequired, apiKeys, id, name, projects, serviceAccounts"
        },
        { path: `${org}/id`, detail: 'must be 24 hexadecimal digits in lower case' },
        { path: `${org}/apiKeys/0`, detail: "needs 'privateKey'" },
        { path: `${org}/apiKeys/0`, detail: "needs 'roles'" }
      ]
    ],
    [contents, [{ path: `${org}/projects/1`, detail: 'the organization already has a project named demo' }]]
  ]
  for (const [seed, errors] of cases) {
    const text = JSON.stringify(seed)
    const lines = errors.map(({ path, detail }) => `atlas-mock: invalid seed at ${path}: ${detail}\n`)
    t.strictSame(await command(['seed', 'check', text]), { code: 2, stdout: '', stderr: lines.join('') })
    t.strictSame(await command(['seed', 'check', '--json', text]), {
      code: 2,
      stdout: `${JSON.stringify({ errors })}\n`,
      stderr: ''
    })
  }
})

t.test('prints twenty errors and the number of the others', async t => {
  const organizations = Array.from({ length: 23 }, (_, at) => ({ id: at, name: 'x' }))
  const { stderr } = await command(['seed', 'check', JSON.stringify({ organizations })])
  const lines = stderr.trimEnd().split('\n')
  t.equal(lines.length, 21)
  t.strictSame(
    [lines[0], lines[19], lines[20]],
    [
      'atlas-mock: invalid seed at /organizations/0/id: must be a string',
      'atlas-mock: invalid seed at /organizations/19/id: must be a string',
      'atlas-mock: … 3 more'
    ]
  )
})

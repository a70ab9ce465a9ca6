import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { blocksOf, read } from '../docs/page.ts'
import { failureOf } from './examples.ts'
import { buildGo } from './go.ts'
import { checkCalls } from './recorded.ts'
import { firstLine, type Outcome, run, temporaryFolder, unavailable } from './run.ts'
import { startServer } from './server.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const EXAMPLE = join(ROOT, 'examples/go')
const LOCAL_TOOLCHAIN = { GOTOOLCHAIN: 'local' }
const TOKEN = 'a-token-for-tests'
const TESTS = ['TestGets503Once', 'TestReadsCreatedIntegration', 'TestRejectsShortKey', 'TestSendsKeyOnce']
const WITHOUT_MOCK = { ATLAS_MOCK_URL: '', ATLAS_MOCK_CONTROL_TOKEN: '' }

t.test('examples/go', async t => {
  const program = await buildTests(t, EXAMPLE)
  if (program === undefined) return

  await t.test('runs in parallel, each test in its own sandbox', async t => {
    const url = await startServer(t, '--control-token', TOKEN)
    const outcome = await run(program, ['-test.v'], {
      env: { ATLAS_MOCK_URL: url, ATLAS_MOCK_CONTROL_TOKEN: TOKEN }
    })
    t.equal(outcome.code, 0, 'exit code', outcome)
    t.strictSame(namesOf(outcome, /^--- PASS: (\w+)/gm), TESTS, 'passed')
    t.strictSame(namesOf(outcome, /^=== PAUSE (\w+)/gm), TESTS, 'parallel')
    t.strictSame(await sandboxesOf(url), { results: [] }, 'no sandbox is left')
  })

  await t.test('fails with instructions if ATLAS_MOCK_URL is not set', async t => {
    const { code, stdout } = await run(program, ['-test.run', 'TestSendsKeyOnce'], { env: WITHOUT_MOCK })
    t.equal(code, 1, 'exit code')
    t.match(
      stdout,
      /^ {4}integration_test\.go:\d+: ATLAS_MOCK_URL is not set: run `npm start` in a checkout of the mock, then set ATLAS_MOCK_URL=http:\/\/127\.0\.0\.1:8080$/m
    )
  })
})

t.test('examples/go fails if a request was not sent as expected, and removes its sandbox', async t => {
  const folder = await temporaryFolder(t)
  await cp(EXAMPLE, folder, { recursive: true })
  const file = join(folder, 'integration_test.go')
  const text = await readFile(file, 'utf8')
  const changed = text.replace('"exactly": 1', '"exactly": 2')
  t.not(changed, text, 'the expectation is changed')
  await writeFile(file, changed)
  const program = await buildTests(t, folder)
  if (program === undefined) return
  // The ids of a server's requests begin with 1.
  const url = await startServer(t, '--control-token', TOKEN)
  const outcome = await run(program, ['-test.run', 'TestSendsKeyOnce'], {
    env: { ATLAS_MOCK_URL: url, ATLAS_MOCK_CONTROL_TOKEN: TOKEN }
  })
  t.equal(outcome.code, 1, 'exit code', outcome)
  t.strictSame(failureOf(outcome), [
    '--- FAIL: TestSendsKeyOnce (<duration>s)',
    '    integration_test.go:61: verification failed: expected exactly 2, found 1',
    '          match: {"operation":"createGroupIntegration","integrationType":"DATADOG","body":{"apiKey":…,"region":…}}',
    '          found:',
    '            #2 POST /api/atlas/v2/groups/<id>/integrations/DATADOG?includeCount=true&itemsPerPage=100&pageNum=1 200 at <time>, by <key>',
    '    atlasmock.go:40: requests to the mock:',
    '        time                      method  path                                                                status  reason',
    '        <time>  POST    /api/atlas/v2/groups/<id>/integrations/DATADOG  401     the request has no credentials',
    '        <time>  POST    /api/atlas/v2/groups/<id>/integrations/DATADOG  200',
    'FAIL',
    ''
  ])
  t.strictSame(await sandboxesOf(url), { results: [] }, 'no sandbox is left')
})

t.test('the commands of docs/TESTS-GO.md pass in an empty folder', async t => {
  const page = read('docs/TESTS-GO.md')
  const [create = '', execute = '', exec = ''] = commandsOf(page)
  const variables =
    commandsOf(read('docs/TESTS.md')).find(text => text.startsWith('export ATLAS_MOCK_URL')) ?? ''
  if ((await run('go', ['version'], { env: LOCAL_TOOLCHAIN })).code !== 0)
    return unavailable(t, 'no Go toolchain')
  const cwd = await temporaryFolder(t)
  // npx registers the checkout in the cache.
  const env = { ...LOCAL_TOOLCHAIN, TESTS: cwd, npm_config_cache: await temporaryFolder(t) }
  const shell = async (script: string, where: string) =>
    await run('sh', ['-e', '-c', script], { cwd: where, env })
  const created = await shell(create, cwd)
  if (created.code !== 0) return unavailable(t, `cannot download Go modules: ${firstLine(created)}`)
  for (const [, name = '', text = ''] of page.matchAll(
    /\[(\S+\.go)\]\([^)]+\):\n\n```go\n([\s\S]*?)^```$/gm
  )) {
    await writeFile(join(cwd, name), text)
  }
  const url = await startServer(t, '--control-token', TOKEN)
  const executed = await shell(variables.replace('http://127.0.0.1:8080', url) + execute, cwd)
  t.match(executed, { code: 0, stdout: /^ok {2}\texample\t/ }, 'against a running mock', executed)
  const calls = await temporaryFolder(t)
  const own = await shell(`export ATLAS_MOCK_CALLS='${calls}'; ${exec}`, ROOT)
  t.match(own, { code: 0, stdout: /^ok {2}\texample\t/ }, 'with a mock of its own', own)
  await checkCalls(t, calls, {
    behaviours: [
      'code-only validation/rejects a key of another length than 32 × 1',
      'analogous recorded/returns one integration (DATADOG) × 1',
      'reported INVALID_DATADOG_API_KEY × 1',
      'documented types/creates integrations with the documented fields: DATADOG, region US × 2',
      'recorded DATADOG/apiKey × 2',
      'recorded recorded/counts requests separately for each project × 1'
    ],
    tests: ['TestGets503Once', 'TestReadsCreatedIntegration', 'TestRejectsShortKey', 'TestSendsKeyOnce'],
    notCompared: ['fault × 1']
  })
})

t.test('examples/go is formatted with gofmt', async t => {
  const outcome = await run('gofmt', ['-l', EXAMPLE])
  // Without a toolchain, the tests above are skipped, or fail in CI.
  if (outcome.code === undefined) t.pass('no Go toolchain', { skip: 'no Go toolchain' })
  else t.strictSame(outcome, { code: 0, stdout: '', stderr: '' })
})

/** Returns the shell commands of a page. */
function commandsOf(page: string): string[] {
  return blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text)
}

/** Builds the tests with `go test -c`. @returns the program; undefined, with the test ended, if not possible */
async function buildTests(t: Test, folder: string): Promise<string | undefined> {
  return await buildGo(t, folder, ['test', '-c', '-vet=all'])
}

function namesOf({ stdout }: Outcome, pattern: RegExp): (string | undefined)[] {
  return [...stdout.matchAll(pattern)].map(([, name]) => name).toSorted()
}

async function sandboxesOf(url: string): Promise<unknown> {
  const response = await fetch(`${url}/_mock/v1/sandboxes`, { headers: { authorization: `Bearer ${TOKEN}` } })
  return await response.json()
}

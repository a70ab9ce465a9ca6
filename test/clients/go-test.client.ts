import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { blocksOf, read } from '../docs/page.ts'
import { copyExample, replaceOnce, sandboxesOf, startForTests } from './examples.ts'
import { buildGo } from './go.ts'
import { checkCalls } from './recorded.ts'
import { firstLine, type Outcome, run, temporaryFolder, unavailable } from './run.ts'
import { startServer } from './server.ts'

const EXAMPLE = join(ROOT, 'examples/go')
const LOCAL_TOOLCHAIN = { GOTOOLCHAIN: 'local' }
const TOKEN = 'a-token-for-tests'
const TESTS = ['TestGets503Once', 'TestReadsCreatedIntegration', 'TestRejectsShortKey', 'TestSendsKeyOnce']

t.test('examples/go', async t => {
  const folder = await copyExample(t, 'go', ['go.mod', 'go.sum', 'atlasmock', 'integration_test.go'])
  await replaceOnce(join(folder, 'integration_test.go'), '"exactly": 1', '"exactly": 2')
  const program = await buildGo(t, folder, ['test', '-c', '-vet=all'])
  if (program === undefined) return
  const formatted = await run('gofmt', ['-l', EXAMPLE])
  t.strictSame(formatted, { code: 0, stdout: '', stderr: '' }, 'formatted with gofmt')

  await t.test('in parallel, fails on a wrong expectation and removes its sandboxes', async t => {
    const env = await startForTests(t)
    const outcome = await run(program, ['-test.v'], { env })
    t.equal(outcome.code, 1, 'exit code', outcome)
    t.strictSame(namesOf(outcome, /^=== PAUSE (\w+)/gm), TESTS, 'parallel')
    t.strictSame(namesOf(outcome, /^--- PASS: (\w+)/gm), TESTS.slice(0, -1), 'passed')
    t.strictSame(namesOf(outcome, /^--- FAIL: (\w+)/gm), TESTS.slice(-1), 'failed')
    t.match(outcome.stdout, /integration_test\.go:\d+: verification failed: expected exactly 2, found 1$/m)
    t.match(outcome.stdout, /^ +\S+Z +POST +\S+\/integrations\/DATADOG +200/m, 'prints the requests')
    t.strictSame(await sandboxesOf(env), { results: [] }, 'no sandbox is left')
  })

  await t.test('fails with instructions if ATLAS_MOCK_URL is not set', async t => {
    const env = { ATLAS_MOCK_URL: '' }
    const { code, stdout } = await run(program, ['-test.run', 'TestSendsKeyOnce'], { env })
    t.equal(code, 1, 'exit code')
    t.match(
      stdout,
      /^ {4}integration_test\.go:\d+: ATLAS_MOCK_URL is not set: run `npm start` in a checkout of the mock, then set ATLAS_MOCK_URL=http:\/\/127\.0\.0\.1:8080$/m
    )
  })
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
  for (const [, name = '', file = ''] of page.matchAll(/\[(\S+\.go)\]\(\.\.\/([^)]+)\)/g)) {
    await copyFile(join(ROOT, file), join(cwd, name))
  }
  const url = await startServer(t, '--control-token', TOKEN)
  const executed = await shell(variables.replace('http://127.0.0.1:8080', url) + execute, cwd)
  t.match(executed, { code: 0, stdout: /^ok {2}\texample\t/ }, 'against a running mock', executed)
  const calls = await temporaryFolder(t)
  const own = await shell(`export ATLAS_MOCK_CALLS='${calls}'; ${exec}`, ROOT)
  t.match(own, { code: 0, stdout: /^ok {2}\texample\t/ }, 'with a mock of its own', own)
  await checkCalls(t, calls, {
    tests: TESTS.map(name => `example ${name}`),
    notCompared: ['fault × 1']
  })
})

/** Returns the shell commands of a page. */
function commandsOf(page: string): string[] {
  return blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text)
}

function namesOf({ stdout }: Outcome, pattern: RegExp): (string | undefined)[] {
  return [...stdout.matchAll(pattern)].map(([, name]) => name).toSorted()
}

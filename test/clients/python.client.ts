import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import {
  copyExample,
  readmeExample,
  replaceOnce,
  runWithExec,
  sandboxesOf,
  startForTests
} from './examples.ts'
import { checkCalls } from './recorded.ts'
import { installFromPip, run, temporaryFolder } from './run.ts'
import { startServer } from './server.ts'

const FILES = ['requirements.txt', 'conftest.py', 'test_integrations.py']
const HCL = ['python-hcl2==8.1.4', 'lark==1.3.1', 'regex==2026.11.19']
const TERRAFORM = fileURLToPath(new URL('../../examples/terraform/', import.meta.url))

t.test('pytest: the example of docs/TESTS-PYTHON.md; the README in Python and HCL', async t => {
  const folder = await copyExample(t, 'python', FILES)
  const requirements = ['-r', join(folder, 'requirements.txt'), ...HCL]
  const python = await installFromPip(t, join(folder, '.venv'), requirements)
  if (python === undefined) return
  const pytest = (env: Record<string, string>, ...args: string[]) =>
    run(join(folder, '.venv/bin/pytest'), args.length > 0 ? args : ['-n', '4'], { cwd: folder, env })

  await t.test('passes with four tests in parallel and removes its sandboxes', async t => {
    const env = await startForTests(t)
    // A trailing slash is allowed.
    const { code, stdout, stderr } = await pytest({ ...env, ATLAS_MOCK_URL: `${env.ATLAS_MOCK_URL}/` })
    t.equal(code, 0, 'exit code', { stdout, stderr })
    t.match(stdout, 'created: 4/4 workers')
    t.match(stdout, /^=+ 5 passed in \S+ =+$/m)
    t.strictSame(await sandboxesOf(env), { results: [] })
  })

  await t.test('passes with a mock of its own, from the checkout', async t => {
    const calls = await temporaryFolder(t)
    const { code, stdout, stderr } = await runWithExec(t, 'docs/TESTS-PYTHON.md', folder, calls)
    t.equal(code, 0, 'exit code', { stdout, stderr })
    t.match(stdout, /^=+ 5 passed in \S+ =+$/m)
    await checkCalls(t, calls, {
      tests: [
        'test_integrations.py::test_rejects_a_key_that_is_too_short',
        'test_integrations.py::test_rejects_a_write_by_a_reader',
        'test_integrations.py::test_retries_after_a_503',
        'test_integrations.py::test_returns_a_created_integration_with_a_redacted_key',
        'test_integrations.py::test_sends_the_configured_key_once'
      ],
      notCompared: ['credentials × 1', 'fault × 1']
    })
  })

  await t.test('without a mock, says why in one line for each test', async t => {
    // Nothing listens on this port.
    const env = { ATLAS_MOCK_URL: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1' }
    const { code, stdout } = await pytest(env, '-n', '1')
    t.equal(code, 1)
    const reason = "HTTPConnectionPool(host='127.0.0.1', port=9): Max retries exceeded"
    t.match(stdout, `\nset ATLAS_MOCK_URL to a running mock: ${reason}`)
    t.match(stdout, /^=+ 5 errors in \S+ =+$/m)
    t.notMatch(stdout, 'Traceback')
  })

  await t.test('fails on a wrong expectation, prints the requests and removes its sandbox', async t => {
    await replaceOnce(join(folder, 'test_integrations.py'), 'count=1', 'count=3')
    const env = await startForTests(t)
    const { code, stdout } = await pytest(env, '--quiet', '-k', 'sends_the_configured_key_once')
    t.equal(code, 1)
    t.match(stdout, /^E +AssertionError: verification failed: expected exactly 3, found 1$/m)
    t.match(stdout, /^\S+Z +POST +\S+\/integrations\/DATADOG +200/m)
    t.strictSame(await sandboxesOf(env), { results: [] })
  })

  await t.test('runs the Python example of the README', async t => {
    const example = readmeExample('python', await startServer(t))
    const listed = await run(python, ['-c', example], { env: { NO_PROXY: '127.0.0.1' } })
    t.match(listed, { code: 0, stdout: /'results': \[\], 'totalCount': 0\}$/m }, 'lists', listed)
  })

  await t.test('python-hcl2 parses the HCL of the README and of examples/terraform', async t => {
    const readme = join(await temporaryFolder(t), 'readme.tf')
    await writeFile(readme, readmeExample('hcl'))
    const script = 'import hcl2, sys\nfor name in sys.argv[1:]:\n    with open(name) as file: hcl2.load(file)'
    const files = ['main.tf', 'variables.tf', 'versions.tf', 'tests/integrations.tftest.hcl']
    const parsed = await run(python, ['-c', script, readme, ...files.map(file => TERRAFORM + file)])
    t.match(parsed, { code: 0, stderr: '' })
  })
})

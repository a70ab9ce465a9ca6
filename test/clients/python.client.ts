import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { read, recipesOf } from '../docs/page.ts'
import {
  checkDirect,
  copyExample,
  readmeExample,
  replaceOnce,
  sandboxesOf,
  startForTests
} from './examples.ts'
import { checkCalls } from './recorded.ts'
import { firstLine, run, temporaryFolder, unavailable } from './run.ts'
import { COMMAND, spawnPlainly, startServer } from './server.ts'

const PAGE = read('docs/TESTS-PYTHON.md')
const FILES = ['requirements.txt', 'test_integrations.py']
const HCL = ['python-hcl2==8.1.4', 'lark==1.3.1', 'regex==2026.11.19']
const TERRAFORM = fileURLToPath(new URL('../../examples/terraform/', import.meta.url))
const START = `${process.execPath} ${COMMAND}`
const NONE = { ATLAS_MOCK_URL: '', ATLAS_MOCK_COMMAND: '' }

/** What the page does not show. */
const MORE = `import time
from concurrent.futures import ProcessPoolExecutor

import pytest
from atlas_integrations_mock import AtlasMockError

POOL = ProcessPoolExecutor(1)

def test_pool(atlas_sandbox):
    # It ends after the fixtures.
    assert POOL.submit(abs, -1).result() == 1

def test_control(atlas_mock, atlas_sandbox):
    ${/`(atlas_sandbox\.control\(.+\))`/.exec(PAGE)?.[1]}
    with pytest.raises(AtlasMockError, match="404"):
        atlas_sandbox.control("GET", "/nonsense")
    assert atlas_mock.control("GET", "/health")["status"] == "ok"
    account, key = atlas_sandbox.reader.service_account, atlas_sandbox.owner.api_key
    assert account.environment["MONGODB_ATLAS_CLIENT_SECRET"] == account.client_secret
    assert key.environment["MONGODB_ATLAS_PRIVATE_KEY"] == key.private_key

@pytest.mark.parametrize("a", ["a" * 90])
@pytest.mark.parametrize("b", ["b" * 90])
@pytest.mark.parametrize("c", ["c" * 90])
def test_long_name(atlas_sandbox, a, b, c):
    assert len(atlas_sandbox.details["name"]) > 256

@pytest.fixture
def broken(atlas_sandbox):
    atlas_sandbox.control("GET", "/nonsense")

@pytest.mark.skipif("not config.getoption('keyword')")
def test_broken(broken):
    pass

@pytest.mark.skipif("not config.getoption('keyword')")
def test_waits(atlas_mock):
    with open("url.txt", "w") as file:
        file.write(atlas_mock.url)
    time.sleep(60)
`

t.test(
  'pytest: the plugin and the commands of docs/TESTS-PYTHON.md; the README in Python and HCL',
  async t => {
    const folder = await copyExample(t, 'python', FILES)
    const [install = '', execute = ''] = recipesOf(PAGE).map(({ text }) => text)
    const shell = (script: string, env: Record<string, string> = {}) =>
      run('sh', ['-e', '-c', script], { cwd: folder, env: { CHECKOUT: ROOT, ...env } })
    // With an empty cache, as that of a new user.
    const flags = { PIP_NO_CACHE_DIR: '1', PIP_RETRIES: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' }
    const installed = await shell(`${install}.venv/bin/pip install ${HCL.join(' ')}`, flags)
    if (installed.code !== 0) return unavailable(t, `pip cannot install: ${firstLine(installed)}`)
    await writeFile(join(folder, 'test_more.py'), MORE)
    const pytest = (env: Record<string, string>, ...args: string[]) =>
      run(join(folder, '.venv/bin/pytest'), args, { cwd: folder, env: { ...NONE, ...env } })

    await t.test('passes with a mock for each of four processes', async t => {
      const calls = await temporaryFolder(t)
      const env = {
        ...NONE,
        ATLAS_MOCK_CALLS: calls,
        ATLAS_MOCK_PORT: '1',
        PYTEST_ADDOPTS: '--deselect test_more.py'
      }
      const { code, stdout, stderr } = await shell(execute, env)
      t.equal(code, 0, 'exit code', { stdout, stderr })
      t.match(stdout, 'created: 4/4 workers')
      t.match(stdout, /^=+ 5 passed in \S+ =+$/m)
      await checkCalls(t, calls, {
        tests: [
          'test_integrations.py::test_rejects_a_second_integration_of_the_same_type',
          'test_integrations.py::test_rejects_a_write_by_a_reader',
          'test_integrations.py::test_retries_after_a_503',
          'test_integrations.py::test_returns_a_created_integration_with_a_redacted_key',
          'test_integrations.py::test_sends_the_configured_key_once'
        ],
        notCompared: ['credentials × 1', 'fault × 1']
      })
    })

    await t.test('passes with a running mock, and removes its sandboxes', async t => {
      const env = await startForTests(t)
      // A trailing slash is allowed.
      const { code, stdout, stderr } = await pytest({ ...env, ATLAS_MOCK_URL: `${env.ATLAS_MOCK_URL}/` })
      t.equal(code, 0, 'exit code', { stdout, stderr })
      t.match(stdout, /^=+ 8 passed, 2 skipped in \S+ =+$/m)
      t.strictSame(await sandboxesOf(env), { results: [] })
      const own = { ATLAS_MOCK_COMMAND: START }
      t.match(
        await pytest(own, '-k', 'test_pool'),
        { code: 0 },
        'ends, although a process keeps its input open'
      )
    })

    await t.test('follows no redirect and uses no proxy', async t => {
      await checkDirect(t, env => pytest(env, '-k', 'reader'))
    })

    await t.test('without a mock, says why in one line', async t => {
      for (const [env, reason] of [
        [
          {},
          'set ATLAS_MOCK_URL to the address of a running mock, or ATLAS_MOCK_COMMAND to the command that starts one'
        ],
        // Nothing listens on this port.
        [
          { ATLAS_MOCK_URL: 'http://127.0.0.1:9' },
          'no mock at http://127.0.0.1:9: [Errno 111] Connection refused'
        ],
        [{ ATLAS_MOCK_URL: 'here' }, "no mock at here: unknown url type: 'here/_mock/v1/sandboxes'"],
        [
          { ATLAS_MOCK_COMMAND: 'no-such-command' },
          "ATLAS_MOCK_COMMAND cannot start: [Errno 2] No such file or directory: 'no-such-command'"
        ],
        [
          { ATLAS_MOCK_COMMAND: `${START} --colour` },
          "ATLAS_MOCK_COMMAND did not start a mock: atlas-mock: unknown option '--colour'"
        ],
        [
          { ATLAS_MOCK_COMMAND: 'echo a banner' },
          'ATLAS_MOCK_COMMAND did not start a mock: a banner exec --host 127.0.0.1 --port 0 -- sh -c echo "$ATLAS_MOCK_URL"; exec cat'
        ]
      ] as const) {
        const { code, stdout } = await pytest({ ...env, NO_PROXY: '127.0.0.1' }, '-k', 'reader')
        t.equal(code, 1)
        t.ok(stdout.includes(`\n${reason}\n`), reason, { stdout })
        t.match(stdout, /^=+ 9 deselected, 1 error in \S+ =+$/m)
        t.notMatch(stdout, /Traceback|another exception/)
      }
    })

    await t.test('a mock of its own ends with a killed pytest', async t => {
      const child = spawnPlainly(join(folder, '.venv/bin/pytest'), ['-k', 'waits'], {
        cwd: folder,
        env: { ...NONE, ATLAS_MOCK_COMMAND: START }
      })
      const file = join(folder, 'url.txt')
      while (!existsSync(file) || readFileSync(file, 'utf8') === '') await setTimeout(20)
      const url = readFileSync(file, 'utf8')
      t.equal((await fetch(url)).status, 200)
      child.kill('SIGKILL')
      while (await responds(url)) await setTimeout(20)
      t.pass('nothing listens any more')
    })

    await t.test('fails on a wrong expectation, prints the requests and removes its sandbox', async t => {
      await replaceOnce(join(folder, 'test_integrations.py'), 'count=1', 'count=3')
      const env = await startForTests(t)
      const { code, stdout } = await pytest(env, '--quiet', '-k', 'sends_the_configured_key_once')
      t.equal(code, 1)
      t.match(stdout, /^E +Failed: verification failed: expected exactly 3, found 1$/m)
      t.match(stdout, /^\S+Z +POST +\S+\/integrations\/DATADOG +200/m)
      t.notMatch(stdout, 'def verify', 'no line of the plugin')
      const broken = await pytest(env, '--quiet', '-k', 'test_broken')
      t.match(
        broken.stdout,
        /^-+ requests to the mock -+\nno requests\n/m,
        'also of a test whose setup fails'
      )
      t.strictSame(await sandboxesOf(env), { results: [] })
    })

    const python = join(folder, '.venv/bin/python')
    await t.test('runs the Python example of the README', async t => {
      const example = readmeExample('python', await startServer(t))
      const listed = await run(python, ['-c', example], { env: { NO_PROXY: '127.0.0.1' } })
      t.match(listed, { code: 0, stdout: /'results': \[\], 'totalCount': 0\}$/m }, 'lists', listed)
    })

    await t.test('python-hcl2 parses the HCL of the README and of examples/terraform', async t => {
      const readme = join(await temporaryFolder(t), 'readme.tf')
      await writeFile(readme, readmeExample('hcl'))
      const script =
        'import hcl2, sys\nfor name in sys.argv[1:]:\n    with open(name) as file: hcl2.load(file)'
      const files = ['main.tf', 'variables.tf', 'versions.tf', 'tests/integrations.tftest.hcl']
      const parsed = await run(python, ['-c', script, readme, ...files.map(file => TERRAFORM + file)])
      t.match(parsed, { code: 0, stderr: '' })
    })
  }
)

async function responds(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => true,
    () => false
  )
}

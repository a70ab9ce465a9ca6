import { chmod, copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { read, recipesOf } from '../docs/page.ts'
import { checkDirect, copyExample, replaceOnce, sandboxesOf, startForTests } from './examples.ts'
import { buildGo } from './go.ts'
import { checkCalls } from './recorded.ts'
import { firstLine, type Outcome, run, temporaryFolder, unavailable } from './run.ts'
import { COMMAND } from './server.ts'

const EXAMPLE = join(ROOT, 'examples/go')
const MODULE = join(ROOT, 'go/atlasmock')
const LOCAL = { GOTOOLCHAIN: 'local', ATLAS_MOCK_URL: '', ATLAS_MOCK_COMMAND: '' }
/** What the page does not show. */
const MORE = `package example

import (
	"net/http"
	"testing"
	"time"

	"github.com/OWNER/atlas-integrations-mock/go/atlasmock"
)

func TestMoreClock(t *testing.T) {
	sandbox := atlasmock.New(t)
	owner := login(t, sandbox.URL, sandbox.Owner.ServiceAccount)
	sandbox.Advance(time.Hour)
	request, err := http.NewRequest("GET", owner.url+"/api/atlas/v2/groups", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "application/vnd.atlas.2023-01-01+json")
	request.Header.Set("Authorization", "Bearer "+owner.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != 401 {
		t.Error(response, err)
	}
}

func TestMoreFaults(t *testing.T) {
	sandbox := atlasmock.New(t)
	owner := login(t, sandbox.URL, sandbox.Owner.ServiceAccount)
	sandbox.AssertFired()
	sandbox.AddFault(\`{"name":"create","match":{"operation":"createGroupIntegration"},"effect":{"type":"status","status":503}}\`)
	owner.create(t, sandbox.Projects[0].ID, key)
	sandbox.AssertFired()
	sandbox.AddFault(\`{"name":"delete","match":{"operation":"deleteGroupIntegration"},"effect":{"type":"reset"}}\`)
	sandbox.AssertFired()
}
`
const TESTS = ['TestGetsConflict', 'TestRejectsReader', 'TestRetriesAfter503', 'TestSendsKeyOnce']

t.test(
  'the commands of docs/TESTS-GO.md pass in an empty folder, with an empty cache of modules and no downloads',
  async t => {
    const [create = '', execute = ''] = recipesOf(read('docs/TESTS-GO.md')).map(({ text }) => text)
    const version = await run('go', ['version'], { env: LOCAL })
    if (version.code !== 0) return unavailable(t, `no Go toolchain: ${firstLine(version)}`)
    const [cwd, calls] = [await temporaryFolder(t), await temporaryFolder(t)]
    const modules = { GOMODCACHE: await temporaryFolder(t), GOPROXY: 'off' }
    const shell = async (script: string) =>
      await run('sh', ['-e', '-c', script], {
        cwd,
        env: { ...LOCAL, ...modules, CHECKOUT: ROOT, ATLAS_MOCK_CALLS: calls }
      })
    const created = await shell(create)
    t.equal(created.code, 0, 'creates a module', created)
    await copyFile(join(EXAMPLE, 'integration_test.go'), join(cwd, 'integration_test.go'))
    const executed = await shell(execute)
    t.match(executed, { code: 0, stdout: /^ok {2}\texample\t/ }, 'with a mock of its own', executed)
    await checkCalls(t, calls, {
      tests: TESTS.map(name => `example ${name}`),
      notCompared: ['credentials × 1', 'fault × 1']
    })
  }
)

t.test('examples/go', async t => {
  const folder = await copyExample(t, 'go', ['go.mod', 'go.sum', 'integration_test.go', 'sdk'])
  await replaceOnce(join(folder, 'go.mod'), '../../go/atlasmock', MODULE)
  await replaceOnce(join(folder, 'integration_test.go'), '"exactly": 1', '"exactly": 2')
  await writeFile(join(folder, 'more_test.go'), MORE)
  const program = await buildGo(t, folder, ['test', '-c', '-vet=all'])
  if (program === undefined) return
  for (const source of [EXAMPLE, MODULE]) {
    t.strictSame(
      await run('gofmt', ['-l', source]),
      { code: 0, stdout: '', stderr: '' },
      'formatted with gofmt'
    )
  }

  await t.test('in parallel, fails on a wrong expectation and removes its sandboxes', async t => {
    const env = await startForTests(t)
    // A trailing slash is allowed.
    // The tests of MORE run below.
    const outcome = await run(program, ['-test.v', '-test.skip', 'More'], {
      env: { ...env, ATLAS_MOCK_URL: `${env.ATLAS_MOCK_URL}/` }
    })
    t.equal(outcome.code, 1, 'exit code', outcome)
    t.strictSame(namesOf(outcome, /^=== PAUSE (\w+)/gm), TESTS, 'parallel')
    t.strictSame(namesOf(outcome, /^--- PASS: (\w+)/gm), TESTS.slice(0, -1), 'passed')
    t.strictSame(namesOf(outcome, /^--- FAIL: (\w+)/gm), TESTS.slice(-1), 'failed')
    t.match(outcome.stdout, /integration_test\.go:\d+: verification failed: expected exactly 2, found 1$/m)
    t.match(outcome.stdout, /^ +\S+Z +POST +\S+\/integrations\/DATADOG +200/m, 'prints the requests')
    t.strictSame(await sandboxesOf(env), { results: [] }, 'no sandbox is left')
  })

  await t.test('moves the clock; fails for a fault that never fired', async t => {
    const { code, stdout } = await run(program, ['-test.v', '-test.run', 'More'], {
      env: await startForTests(t)
    })
    t.equal(code, 1)
    t.match(stdout, /^--- PASS: TestMoreClock /m)
    t.match(stdout, /^ {4}more_test\.go:\d+: faults that never fired: delete \(reset\)$/m)
  })

  await t.test('starts atlas-mock from PATH', async t => {
    const bin = await temporaryFolder(t)
    await writeFile(join(bin, 'atlas-mock'), `#!/bin/sh\nexec ${process.execPath} ${COMMAND} "$@"\n`)
    await chmod(join(bin, 'atlas-mock'), 0o755)
    const env = { ...LOCAL, PATH: `${bin}:${process.env['PATH']}` }
    t.match(await run(program, ['-test.run', 'Reader'], { env }), { code: 0, stdout: 'PASS\n' })
  })

  await t.test('without a mock, says why in one line', async t => {
    for (const [env, reason] of [
      [
        {},
        'no mock: set ATLAS_MOCK_URL to the address of one, or ATLAS_MOCK_COMMAND to the command that starts one, or add atlas-mock to PATH'
      ],
      // Nothing listens on this port.
      [
        { ATLAS_MOCK_URL: 'http://127.0.0.1:9' },
        'cannot reach the mock: Post "http://127.0.0.1:9/_mock/v1/sandboxes": '
      ],
      [
        { ATLAS_MOCK_COMMAND: 'no-such-command' },
        'ATLAS_MOCK_COMMAND cannot start: exec: "no-such-command": '
      ],
      [
        { ATLAS_MOCK_COMMAND: `${process.execPath} ${COMMAND} --colour` },
        "ATLAS_MOCK_COMMAND did not start a mock: atlas-mock: unknown option '--colour'"
      ]
    ] as const) {
      const { code, stdout } = await run(program, ['-test.run', 'Reader'], { env: { ...LOCAL, ...env } })
      t.equal(code, 1)
      const [, line = ''] = /^--- FAIL: .*\n {4}integration_test\.go:\d+: (.*)\nFAIL\n$/.exec(stdout) ?? []
      t.ok(line.startsWith(reason), reason, { stdout })
    }
  })

  await t.test('follows no redirect and uses no proxy', async t => {
    await checkDirect(t, env => run(program, ['-test.run', 'Reader'], { env }))
  })

  await t.test("with MongoDB's SDK", async t => {
    const sdk = await buildGo(t, join(folder, 'sdk'), ['test', '-c', '-vet=all'])
    if (sdk === undefined) return
    t.match(await run(sdk, [], { env: await startForTests(t) }), { code: 0, stdout: 'PASS\n' })
  })
})

function namesOf({ stdout }: Outcome, pattern: RegExp): (string | undefined)[] {
  return [...stdout.matchAll(pattern)].map(([, name]) => name).toSorted()
}

import { join } from 'node:path'
import t from 'tap'
import { copyExample, failureOf, replaceOnce, runWithExec, sandboxesOf, startForTests } from './examples.ts'
import { checkCalls } from './recorded.ts'
import { installFromPip, run, temporaryFolder } from './run.ts'

const FILES = ['requirements.txt', 'conftest.py', 'test_integrations.py']

t.test('pytest: the example of docs/TESTS-PYTHON.md', async t => {
  const folder = await copyExample(t, 'python', FILES)
  const requirements = ['-r', join(folder, 'requirements.txt')]
  if ((await installFromPip(t, join(folder, '.venv'), requirements)) === undefined) return
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
      behaviours: [
        'code-only validation/rejects a key of another length than 32 × 1',
        'analogous recorded/returns one integration (DATADOG) × 1',
        "analogous roles/rejects a request that the caller's role does not permit (DATADOG) × 1",
        'analogous types/creates an integration without type in the body × 2',
        'reported INVALID_DATADOG_API_KEY × 1',
        'reported USER_UNAUTHORIZED × 1',
        'documented types/creates integrations with the documented fields: DATADOG, region US × 1',
        'recorded DATADOG/apiKey × 3'
      ],
      tests: [
        'test_rejects_a_key_that_is_too_short',
        'test_rejects_a_write_by_a_reader',
        'test_retries_after_a_503',
        'test_returns_a_created_integration_with_a_redacted_key',
        'test_sends_the_configured_key_once'
      ],
      notCompared: ['credentials × 1', 'fault × 1']
    })
  })

  await t.test('without a mock, says why in one line for each test', async t => {
    const reasons = {
      '': "Invalid URL '/_mock/v1/sandboxes': No scheme supplied",
      // Nothing listens on this port.
      'http://127.0.0.1:9': "HTTPConnectionPool(host='127.0.0.1', port=9): Max retries exceeded"
    }
    for (const [url, reason] of Object.entries(reasons)) {
      const { code, stdout } = await pytest({ ATLAS_MOCK_URL: url, NO_PROXY: '127.0.0.1' }, '-n', '1')
      t.equal(code, 1)
      t.match(stdout, `\nset ATLAS_MOCK_URL to a running mock: ${reason}`)
      t.match(stdout, /^=+ 5 errors in \S+ =+$/m)
      t.notMatch(stdout, 'Traceback')
      t.ok(stdout.split('\n').length < 40, 'is short', { stdout })
    }
  })

  await t.test('fails on a wrong expectation and removes its sandbox', async t => {
    await replaceOnce(join(folder, 'test_integrations.py'), 'count=1', 'count=3')
    // The ids of a server's requests begin with 1.
    const env = await startForTests(t)
    const outcome = await pytest(env, '--quiet', '-k', 'sends_the_configured_key_once')
    t.equal(outcome.code, 1)
    t.strictSame(failureOf(outcome), [
      'F                                                                        [100%]',
      '=================================== FAILURES ===================================',
      '______________________ test_sends_the_configured_key_once ______________________',
      '',
      'atlas = <conftest.AtlasSandbox object at <address>>',
      "datadog = 'http://<host>/api/atlas/v2/groups/<id>/integrations/DATADOG'",
      '',
      '    def test_sends_the_configured_key_once(atlas, datadog):',
      '        create(atlas.owner, datadog, {"apiKey": KEY, "region": "EU"})',
      '>       atlas.verify(',
      '            match={',
      '                "operation": "createGroupIntegration",',
      '                "integrationType": "DATADOG",',
      '                "body": {"apiKey": KEY, "region": "EU"},',
      '            },',
      '            count=3,',
      '        )',
      '',
      'test_integrations.py:46: ',
      '_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ ',
      '',
      'self = <conftest.AtlasSandbox object at <address>>',
      "expectation = {'match': {'operation': 'createGroupIntegration', 'integrationType': 'DATADOG', 'body': {'apiKey': '0123456789abcdef0123456789abcdef', 'region': 'EU'}}, 'count': 3}",
      '',
      '    def verify(self, **expectation):',
      '        result = self.control("POST", f"/{self.organization}/requests/verify", expectation)',
      '>       assert result["pass"], result["message"]',
      'E       AssertionError: verification failed: expected exactly 3, found 1',
      'E           match: {"operation":"createGroupIntegration","integrationType":"DATADOG","body":{"apiKey":…,"region":…}}',
      'E           found:',
      'E             #2 POST /api/atlas/v2/groups/<id>/integrations/DATADOG 200 at <time>, by <key>',
      'E       assert False',
      '',
      'conftest.py:31: AssertionError',
      '--------------------------- Captured stdout teardown ---------------------------',
      'time                      method  path                                                                status  reason',
      '<time>  POST    /api/atlas/v2/groups/<id>/integrations/DATADOG  401     the request has no credentials',
      '<time>  POST    /api/atlas/v2/groups/<id>/integrations/DATADOG  200',
      '',
      '=========================== short test summary info ============================'
    ])
    t.strictSame(await sandboxesOf(env), { results: [] })
  })
})

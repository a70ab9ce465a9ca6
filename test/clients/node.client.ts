import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { copyExample, failureOf, replaceOnce } from './examples.ts'
import { run } from './run.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const EXAMPLE = 'node-test.test.mjs'

t.test('node:test: the example of docs/TESTS-NODE.md fails on a wrong expectation', async t => {
  const folder = await copyExample(t, 'node', [EXAMPLE, 'client.mjs'])
  await mkdir(join(folder, 'node_modules'))
  await symlink(ROOT, join(folder, 'node_modules/atlas-integrations-mock'), 'junction')
  await replaceOnce(join(folder, EXAMPLE), 'exactly: 1', 'exactly: 2')
  // tap adds its hooks to NODE_OPTIONS at each spawn; the shell removes them.
  const plainly = ['-c', 'unset NODE_OPTIONS NODE_TEST_CONTEXT; exec "$0" "$@"', process.execPath]
  const only = ['--test', '--test-reporter=spec', '--test-name-pattern=configured key', EXAMPLE]
  const outcome = await run('sh', [...plainly, ...only], { cwd: folder })
  t.equal(outcome.code, 1)
  t.strictSame(failureOf(outcome), [
    '▶ a client',
    '  ✖ sends the configured key once (<duration>ms)',
    '✖ a client (<duration>ms)',
    'ℹ tests 1',
    'ℹ suites 1',
    'ℹ pass 0',
    'ℹ fail 1',
    'ℹ cancelled 0',
    'ℹ skipped 0',
    'ℹ todo 0',
    'ℹ duration_ms <duration>',
    '',
    '✖ failing tests:',
    '',
    'test at node-test.test.mjs:17:3',
    '✖ sends the configured key once (<duration>ms)',
    '  Error: verification failed: expected exactly 2, found 1',
    '    match: {"operation":"createGroupIntegration","integrationType":"DATADOG","body":{"apiKey":…}}',
    '    found:',
    '      #2 POST /api/atlas/v2/groups/<id>/integrations/DATADOG 200 at <time>, by mdb_sa_id_<id>',
    '      at TestContext.<anonymous> (node-test.test.mjs:20:22)',
    ''
  ])
})

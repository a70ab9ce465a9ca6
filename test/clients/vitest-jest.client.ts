import { copyFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { ROOT } from '../cli/process.ts'
import { replaceOnce } from './examples.ts'
import { checkCalls } from './recorded.ts'
import { installFromNpm, run, temporaryFolder } from './run.ts'

const RUNNERS = [
  {
    name: 'vitest@5.1.1',
    files: ['vitest.test.mjs', 'vitest-sandbox.mjs'],
    command: ['node_modules/vitest/vitest.mjs', 'run'],
    tests: [
      'vitest.test.mjs > lists an integration',
      'vitest.test.mjs > rejects a write by a reader',
      'vitest.test.mjs > returns a rate limit error once'
    ],
    notCompared: ['credentials × 1', 'fault × 1'],
    asserted: 'totalCount: 1'
  },
  {
    name: 'jest@30.5.2',
    files: ['jest.test.cjs', 'jest-sandbox.cjs'],
    command: ['node_modules/jest/bin/jest.js'],
    tests: [
      'jest.test.cjs > rejects the key ""',
      'jest.test.cjs > rejects the key "abc"',
      'jest.test.cjs > sends the configured key once'
    ],
    notCompared: [],
    asserted: 'exactly: 1'
  }
] as const

for (const { name, files, command, tests, notCompared, asserted } of RUNNERS) {
  t.test(`${name}: the example of docs/TESTS-NODE.md`, async t => {
    const folder = await installFromNpm(t, name)
    if (folder === undefined) return
    await symlink(ROOT, join(folder, 'node_modules/atlas-integrations-mock'), 'junction')
    for (const file of files) await copyFile(join(ROOT, 'examples/node', file), join(folder, file))
    const calls = await temporaryFolder(t)
    const runTests = (env: Record<string, string> = {}) =>
      run(process.execPath, [...command], { cwd: folder, env: { NO_COLOR: '1', ...env } })

    const passing = await runTests({ ATLAS_MOCK_CALLS: calls })
    if (!t.equal(passing.code, 0, 'the tests pass', passing)) return
    t.match(passing.stdout + passing.stderr, /^ *Tests:? +3 passed/m)
    await checkCalls(t, calls, { tests: [...tests], notCompared: [...notCompared] })

    await replaceOnce(join(folder, files[0]), asserted, asserted.replace('1', '2'))
    const failing = await runTests()
    t.equal(failing.code, 1, 'a wrong expectation fails', failing)
    const tables = failing.stdout + failing.stderr
    t.match(tables, /^ *\S+Z +POST +\S+\/integrations\/\w+ +200/m, 'prints the requests')
    t.equal(tables.match(/^ *time +method +path/gm)?.length, 1, 'only of the failed test')
  })
}

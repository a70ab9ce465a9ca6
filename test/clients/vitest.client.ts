import { copyFile, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { checkCalls } from './recorded.ts'
import { installFromNpm, run, temporaryFolder } from './run.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const EXAMPLE = 'vitest.test.mjs'
const VERSION = '5.1.1'

t.test(`vitest ${VERSION}: the example of examples/node`, async t => {
  const folder = await installFromNpm(t, `vitest@${VERSION}`)
  if (folder === undefined) return
  await symlink(ROOT, join(folder, 'node_modules/atlas-integrations-mock'), 'junction')
  await copyFile(join(ROOT, 'examples/node', EXAMPLE), join(folder, EXAMPLE))
  const command = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', '--outputFile=report.json']
  const calls = await temporaryFolder(t)
  const { code, stdout, stderr } = await run(process.execPath, command, {
    cwd: folder,
    env: { ATLAS_MOCK_CALLS: calls }
  })
  if (!t.equal(code, 0, 'the test passes', { stdout, stderr })) return
  const report = await readFile(join(folder, 'report.json'), 'utf8')
  t.match(JSON.parse(report), { numTotalTests: 3, numPassedTests: 3, success: true })
  await checkCalls(t, calls, {
    tests: ['no sandbox'],
    notCompared: ['credentials × 1', 'fault × 1']
  })
})

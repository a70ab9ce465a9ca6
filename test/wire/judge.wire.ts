import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { Document, Json } from '../../scripts/official-document.ts'
import { createAtlasDocument, createControlDocument } from '../../scripts/openapi/create-document.ts'
import { type App, controlContext } from '../../src/app.ts'
import { isObject } from '../../src/base/json.ts'
import { createSources } from '../../src/base/sources.ts'
import type { IntegrationType } from '../../src/integrations/registry.ts'
import type { Problem } from '../../types/wire.d.ts'
import { ACME, build, DEMO, VERSIONED } from '../app.ts'
import { installFromPip, run } from '../clients/run.ts'
import { ACCOUNT, type ServiceAccount, tokenFor } from '../control/control.ts'
import { isInSchemas, LEDGER, OFFICIAL, OFFICIAL_IDS, OWN_LEDGER } from './ledger.ts'

/** The validator: schemathesis (https://schemathesis.io) and the packages that determine its requests. */
const JUDGE = ['schemathesis==4.32.5', 'hypothesis==6.170.17', 'jsonschema_rs==0.60.3']

/** The validator's report, in a caller's folder. */
const REPORT = 'report.ndjson'

/** Every operation has a version of this date or an earlier one. */
const LATEST = 'application/vnd.atlas.2025-03-12+json'

interface Caller {
  name: string
  account?: ServiceAccount
  token?: string
  accept?: string
  /** Tests one type at a time, with bodies of that type. */
  byType?: boolean
  /** Starts with a project without integrations; otherwise all types are configured. */
  isEmpty?: boolean
  args: string[]
}

/** For callers whose requests all get the same rejection, whatever their path, query and body. */
const ONE = ['--phases', 'fuzzing', '--max-examples', '1']
const FEW = ['--phases', 'fuzzing', '--max-examples', '5']
const SOME = ['--phases', 'examples,fuzzing', '--max-examples', '20']
const MANY = ['--phases', 'coverage,fuzzing', '--max-examples', '20']

/** The callers. All except the owner are rejected before the body is checked, so one or a few requests suffice. */
const CALLERS: readonly Caller[] = [
  // The others need the project.
  { name: 'an owner', account: ACCOUNT.owner, args: [...MANY, ...except('updateGroup', 'deleteGroup')] },
  { name: 'an owner who renames', account: ACCOUNT.owner, args: [...FEW, ...only('updateGroup')] },
  { name: 'an owner who deletes projects', account: ACCOUNT.owner, args: [...FEW, ...only('deleteGroup')] },
  {
    name: 'an owner, type by type',
    account: ACCOUNT.owner,
    byType: true,
    isEmpty: true,
    args: ['--phases', 'examples,fuzzing', '--max-examples', '5']
  },
  {
    name: 'an owner who updates',
    account: ACCOUNT.owner,
    byType: true,
    args: ['--phases', 'coverage', '--include-method', 'PUT']
  },
  { name: 'a reader', account: ACCOUNT.reader, args: FEW },
  { name: 'nobody', args: ONE },
  { name: 'a rejected token', token: 'nonsense', args: ONE },
  { name: 'no version', account: ACCOUNT.owner, accept: '*/*', args: ONE }
]

/** A reset, an import or a deletion removes what the others need. */
const ENDINGS = ['reset', 'putState', 'deleteSandbox']
const ATLAS = ['--include-path-regex', '^/api/']
const MOCK = ['--include-path-regex', '^/_mock/']

function only(...ids: string[]): string[] {
  return ids.flatMap(id => ['--include-operation-id', id])
}

function except(...ids: string[]): string[] {
  return ids.flatMap(id => ['--exclude-operation-id', id])
}

/**
 * The mock's document states the same as the official one about its operations, except what is in the ledger, as
 * `document.test.ts` shows. Only the bodies of alert configurations and metric integrations are its own.
 */
const IN_BOTH = [...OFFICIAL_IDS].filter(id => !/Alert|Metric/.test(id))

/** The callers for the mock's own document. */
const OWN_CALLERS: readonly Caller[] = [
  { name: 'an owner', account: ACCOUNT.owner, args: [...SOME, ...ATLAS, ...except(...IN_BOTH)] },
  // Without a timeout, a wait takes five seconds.
  { name: 'a test that waits', args: [...FEW, ...only('waitForRequests')] },
  // The stream never ends.
  { name: 'a test', args: [...SOME, ...MOCK, ...except('streamRequests', 'waitForRequests', ...ENDINGS)] },
  { name: 'a test that deletes', args: [...MANY, ...only(...ENDINGS)] }
]

/** Status codes that must occur, so that not only rejections are validated. */
const SEEN: Readonly<Record<string, number[]>> = {
  'GET integrations': [200, 400, 401, 404, 406],
  'GET {integrationType}': [200, 400, 401, 404, 406],
  'POST {integrationType}': [400, 401, 404, 406, 415],
  'POST WEBHOOK': [200, 400, 409],
  'PUT {integrationType}': [400, 401, 404, 406, 415],
  'PUT WEBHOOK': [200, 400],
  'DELETE {integrationType}': [204, 400, 401, 404, 406],
  'POST logIntegrations': [201, 400, 401, 404, 406, 415],
  'GET {id}': [200, 400, 401, 404, 406],
  'PUT {id}': [200, 400, 401, 404, 406],
  'DELETE {id}': [204, 401, 404, 406],
  'GET {alertConfigId}': [200, 400, 401, 404, 406],
  'PATCH {alertConfigId}': [200, 400, 401, 404, 406, 415],
  'PATCH settings': [200, 400, 401, 404, 406, 415],
  'PATCH {limitName}': [200, 400, 401, 404, 406, 415],
  'PATCH {groupId}': [200, 400],
  'POST groups': [201, 400, 401, 406, 415],
  'DELETE {groupId}': [202],
  'POST accessList': [201, 400, 401, 404, 406, 415],
  'GET {entryValue}': [401, 404, 406],
  'GET maintenanceWindow': [200, 400, 401, 404, 406],
  'PATCH maintenanceWindow': [200, 400, 401, 404, 406, 415],
  'POST metricIntegrations': [201, 400, 401, 404, 406, 415],
  'GET {metricIntegrationId}': [200, 400, 401, 404, 406],
  'PUT {metricIntegrationId}': [200, 400, 401, 404, 406, 415],
  'GET orgs': [200, 400, 401, 406],
  'GET {orgId}': [200, 400, 401, 404, 406]
}

/** The same for the mock's own document. */
const OWN_SEEN: Readonly<Record<string, number[]>> = {
  'POST metricIntegrations': [201, 400],
  'GET {metricIntegrationId}': [200, 404],
  'PUT {metricIntegrationId}': [200, 400, 404],
  'POST alertConfigs': [201, 400, 404],
  'PUT {alertConfigId}': [200, 400, 404],
  'POST /sandboxes': [201, 400],
  'POST /faults': [201, 400],
  'POST /requests/verify': [200, 400],
  'POST /requests/wait': [400, 408],
  'PUT /clock': [200],
  'PATCH /principals/{id}': [200, 400],
  'POST /reset': [204, 400],
  'GET /requests.har': [200, 400],
  'GET /requests.txt': [200, 400]
}

/** Ids of existing objects by the name of a parameter. */
type Existing = Readonly<Record<string, readonly string[]>>

/** Returns a configuration with which most requests use existing objects. */
function configOf(existing: Existing): string {
  const names = Object.keys(existing)
  return [
    '[dictionaries]',
    ...names.map(name => `${name} = { values = ${JSON.stringify(existing[name])} }`),
    '[parameters]',
    ...names.map(name => `"path.${name}" = { dictionary = "${name}", probability = 0.8 }`),
    ''
  ].join('\n')
}

/** Creates log and metric integrations and an alert configuration. */
function createDocuments({ registry, alertConfigs, store, ...services }: App['services']): Existing {
  const project = store.projects.find(DEMO)
  if (!project) throw new Error('the seed has no demo project')
  const examples = registry.all.flatMap(({ resource, file }) =>
    resource === 'integrations'
      ? []
      : // The other examples are sent: together they exceed no limit.
        (file['x-examples'] ?? []).slice(0, 1).map(({ value }) => ({ resource, value }))
  )
  const made = examples.map(({ resource, value }) => {
    const service = services[resource]
    return { resource, id: service.create(project, service.read(value)).id }
  })
  const ofOrganization = registry.of('orgLogIntegrations').map(({ file }) => {
    const service = services.orgLogIntegrations
    return service.create({ id: ACME, orgId: ACME }, service.read(file['x-examples']?.[0]?.value)).id
  })
  alertConfigs.createDefaults(project)
  const idsOf = (wanted: string) => made.filter(({ resource }) => resource === wanted).map(({ id }) => id)
  return {
    groupId: [DEMO],
    orgId: [ACME],
    id: idsOf('logIntegrations'),
    logIntegrationId: ofOrganization,
    metricIntegrationId: idsOf('metricIntegrations'),
    // With several, the validator deletes those that it would change.
    alertConfigId: alertConfigs
      .listing(DEMO)
      .page(0, 1)
      .map(({ id }) => id)
  }
}

/** A request, its response and the findings. */
interface Judged {
  operation: string
  status: number
  findings: string[]
}

interface Schemas {
  ThirdPartyIntegration: { discriminator: { mapping: Record<string, string> } }
  WaitBody: { properties: { timeout: { maximum: number } } }
}

interface Case {
  method: string
  path: string
  body?: unknown
  /** What is invalid in the request. */
  meta?: { phase: { data: { description?: string } } }
}

interface Recorder {
  label: string
  cases: Record<string, { value: Case }>
  checks?: Record<
    string,
    { name: string; status: string; failure_info?: { failure: { title: string; message: string } } }[]
  >
  interactions?: Record<
    string,
    {
      response?: {
        status_code: number
        headers: Record<string, string[]>
        content?: { $base64: string }
      }
    }
  >
}

const folder = mkdtempSync(join(tmpdir(), 'outside-judge-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
t.comment(`validator: ${JUDGE.join(', ')}`)
const python = await installFromPip(t, join(folder, 'venv'), JUDGE)
const skip = python === undefined

const lines = LEDGER.flatMap(line => (line.judge ? [{ ...line, pattern: new RegExp(line.judge) }] : []))

t.test('all findings against the official document are in the ledger', { skip }, async t => {
  const findings = await judge(t, CALLERS, SEEN, officialDocument)
  t.strictSame({ outside: outside(lines, findings), gone: gone(lines, findings) }, { outside: [], gone: [] })
})

t.test("by the mock's own document, control plane included, it finds no more", { skip }, async t => {
  const all = await judge(t, OWN_CALLERS, OWN_SEEN, ownDocument)
  // Node.js rejects a request line of more than 16 KiB, from a `path` that is too long.
  const findings = all.filter(finding => !/: 431 : /.test(finding))
  const own = OWN_LEDGER.map(line => ({ ...line, pattern: new RegExp(line.judge) }))
  const visible = lines.filter(line => !isInSchemas(line))
  const unexplained = outside([...visible, ...own], findings)
  t.strictSame({ outside: unexplained, gone: gone(own, findings) }, { outside: [], gone: [] })
})

/** Returns the official document with the examples of the mock's own document, since the extract has none. */
async function officialDocument(app: App): Promise<Document> {
  const own = (await createAtlasDocument(app.services)) as Document
  const document = structuredClone(OFFICIAL)
  copyExamples(own.paths, document.paths)
  copyExamples(own.components['schemas'], document.components['schemas'])
  copyExamples({ groupId: { schema: { example: DEMO } } }, document.components['parameters'])
  return document
}

function copyExamples(from: unknown, to: unknown): void {
  if (!isObject(from) || !isObject(to)) return
  for (const [key, value] of Object.entries(from)) {
    if (key === 'example' || key === 'examples') Object.assign(to, { [key]: value })
    else copyExamples(value, to[key])
  }
}

/** Returns the mock's own documents as one, with envelopes, existing ids as parameters, and short timeouts of waits. */
async function ownDocument(app: App): Promise<Document> {
  const atlas = withEnvelopes((await createAtlasDocument(app.services)) as Document)
  const plane = (await createControlDocument(controlContext(app.services))) as Document
  const components = Object.entries(plane.components).map(([kind, named]) => [
    kind,
    { ...atlas.components[kind], ...named }
  ])
  const document: Document = {
    ...atlas,
    paths: { ...atlas.paths, ...plane.paths },
    components: Object.fromEntries(components) as Document['components']
  }
  const { control, faults, stubs } = app.services
  const { id, owner } = control.sandboxes.create({}, 'http://127.0.0.1')
  const fault = faults.add({ effect: { type: 'reset' } }, id)
  const stub = stubs.add({ method: 'GET', path: '/api/atlas/v2/known' }, id)
  const there: Readonly<Record<string, string[]>> = {
    '/_mock/v1/sandboxes/{id}': [id],
    '/_mock/v1/faults/{id}': [fault.id],
    '/_mock/v1/stubs/{id}': [stub.id],
    '/_mock/v1/principals/{id}': [owner.apiKey.publicKey, owner.serviceAccount.clientId]
  }
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { name, schema } of Object.values(methods).flatMap(({ parameters }) => parameters ?? [])) {
      const known = name === 'sandbox' ? [id] : name === 'id' ? there[path] : undefined
      if (known) Object.assign(schema as Json, { enum: known })
    }
  }
  const { WaitBody } = document.components['schemas'] as unknown as Schemas
  WaitBody.properties.timeout.maximum = 50
  return document
}

/**
 * Returns a document in which a body may also be in an envelope, so that wrapped bodies are validated
 * too. A list only gets the member `status`, which its schema allows.
 */
function withEnvelopes(document: Document): Document {
  const enveloped = structuredClone(document)
  const operations = Object.values(enveloped.paths).flatMap(methods => Object.values(methods))
  for (const { parameters = [], responses } of operations) {
    const isList = parameters.some(({ name }) => name === 'itemsPerPage')
    for (const [status, { content = {} }] of Object.entries(responses)) {
      if (isList && status.startsWith('2')) continue
      for (const media of Object.values(content as Record<string, Json>)) {
        const properties = { content: media['schema'], status: { type: 'integer' } }
        const wrapped = { type: 'object', required: ['content', 'status'], properties }
        if (media['schema']) media['schema'] = { anyOf: [media['schema'], wrapped] }
      }
    }
  }
  return enveloped
}

/** Returns the findings that no ledger line explains. */
function outside(lines: readonly { pattern: RegExp }[], findings: readonly string[]): string[] {
  return [...new Set(findings)].filter(text => !lines.some(({ pattern }) => pattern.test(text))).sort()
}

/** Returns the ledger lines that explain no finding. */
function gone(lines: readonly { id: string; pattern: RegExp }[], findings: readonly string[]): string[] {
  return lines.filter(({ pattern }) => !findings.some(text => pattern.test(text))).map(({ id }) => id)
}

/** Validates the responses to all callers against a document. */
async function judge(
  t: Test,
  callers: readonly Caller[],
  seenOf: Readonly<Record<string, number[]>>,
  documentOf: (app: App) => Document | Promise<Document>
): Promise<string[]> {
  const runs = await Promise.all(
    callers.map(async caller => ({ caller, ...(await prepare(t, documentOf, caller)) }))
  )
  const file = join(folder, 'runs.json')
  writeFileSync(file, JSON.stringify(runs.map(({ own, options }) => [own, options])))
  const ended = await run(python ?? '', [fileURLToPath(new URL('forks.py', import.meta.url)), file])
  t.equal(ended.code, 0, 'the validator was run', ended)
  const all = runs.flatMap(({ caller, own }) => {
    const output = readFileSync(join(own, 'output.txt'), 'utf8')
    t.match(output.trimEnd(), /\nexit code: [01]$/, 'the validator finished', { output: output.slice(-2000) })
    const judged = readReport(join(own, REPORT))
    t.comment(`${caller.name}: ${judged.length} requests`)
    return judged
  })
  t.ok(all.length > 500, `${all.length} requests validated`)
  for (const [operation, wanted] of Object.entries(seenOf)) {
    const seen = new Set(all.filter(judged => judged.operation === operation).map(({ status }) => status))
    t.strictSame(
      wanted.filter(status => !seen.has(status)),
      [],
      `${operation}: ${[...seen].sort().join(', ')}`
    )
  }
  return all.flatMap(({ findings }) => findings)
}

/** Starts a server for a caller. @returns the folder and the options of the validator's run */
async function prepare(
  t: Test,
  documentOf: (app: App) => Document | Promise<Document>,
  { account, token, accept = LATEST, byType = false, isEmpty = false, args }: Caller
): Promise<{ own: string; options: string[] }> {
  const now = Date.UTC(2026, 0, 1)
  let made = 0
  const randomBytes = (outputLength: number) =>
    createHash('shake256', { outputLength }).update(String(made++)).digest()
  const sources = createSources({ now: () => now, randomBytes })
  const app = await build(t, { sources })
  const existing = createDocuments(app.services)
  const document = await documentOf(app)
  const { integrations, registry } = app.services
  const examples = registry.thirdParty.flatMap(({ name, file }): [string, object][] =>
    (file['x-examples'] ?? []).map(({ value }) => [name, value])
  )
  if (!isEmpty) {
    for (const [name, value] of examples) {
      const type = registry.ofPath(name) as IntegrationType
      integrations.create({ id: DEMO, orgId: ACME }, type, integrations.read(type, value))
    }
  }
  const bearer = token ?? (account && (await tokenFor(app, account)))
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.server.address() as AddressInfo

  const own = mkdtempSync(join(folder, 'caller-'))
  const file = join(own, 'openapi.json')
  writeFileSync(file, JSON.stringify(withDescriptions(byType ? splitByType(document, examples) : document)))
  writeFileSync(join(own, 'schemathesis.toml'), configOf(existing))
  const options = [
    ...['run', file, '--url', `http://127.0.0.1:${port}`],
    ...['--header', `Accept: ${accept}`, ...(bearer ? ['--header', `Authorization: Bearer ${bearer}`] : [])],
    ...['--checks', 'all', '--continue-on-failure', '--generation-deterministic', '--no-shrink'],
    ...['--report', 'ndjson', '--report-ndjson-path', REPORT, '--no-color', ...args]
  ]
  return { own, options }
}

function readReport(path: string): Judged[] {
  const recorders = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as { ScenarioFinished?: { recorder: Recorder } }).ScenarioFinished)
  return recorders.flatMap(event => (event ? readRecorder(event.recorder) : []))
}

/**
 * Returns the document with a separate path for each type, which accepts only that type's body: otherwise few
 * bodies would match the type in the path.
 */
function splitByType(document: Document, examples: readonly [string, object][]): Document {
  const [path = '', methods = {}] =
    Object.entries(document.paths).find(([path]) => path.endsWith('/{integrationType}')) ?? []
  const { mapping } = (document.components['schemas'] as unknown as Schemas).ThirdPartyIntegration
    .discriminator
  const paths = examples.map(([type, example]) => {
    const content = { [VERSIONED]: { schema: { $ref: mapping[type] }, example } }
    const operations = Object.entries(methods).map(([method, operation]) => [
      method,
      {
        ...operation,
        operationId: `${operation.operationId} ${type}`,
        parameters: operation.parameters?.filter(({ name }) => name !== 'integrationType'),
        ...(operation.requestBody && { requestBody: { required: true, content } })
      }
    ])
    return [path.replace('{integrationType}', type), Object.fromEntries(operations)]
  })
  return { ...document, paths: Object.fromEntries(paths) }
}

/** Adds the descriptions that OpenAPI requires for each response. */
function withDescriptions(document: Document): Document {
  const described = structuredClone(document)
  const answers = [
    described.components['responses'],
    ...Object.values(described.paths).flatMap(path => Object.values(path).map(({ responses }) => responses))
  ]
  for (const answer of answers.flatMap(group => Object.values(group ?? {}) as Json[])) {
    if (!('$ref' in answer)) answer['description'] = ''
  }
  return described
}

function readRecorder({ cases, checks = {}, interactions = {} }: Recorder): Judged[] {
  return Object.entries(interactions).flatMap(([id, { response }]) => {
    if (!response) return []
    const sent = cases[id]?.value
    const operation = `${sent?.method} ${/^\/_mock\/v1(.*)/.exec(sent?.path ?? '')?.[1] ?? sent?.path.split('/').at(-1)}`
    const status = response.status_code
    const isEmpty = response.headers['content-length']?.[0] === '0'
    const error = isEmpty ? 'empty' : (response.headers['x-error-code']?.[0] ?? placeOf(response))
    const findings = (checks[id] ?? []).flatMap(({ name, failure_info }) => {
      if (!failure_info) return []
      const found = name === 'negative_data_rejection' ? faultOf(sent) : shorten(failure_info.failure.message)
      return [`${name}: ${operation}: ${status} ${error}: ${found}`]
    })
    return [{ operation, status, findings }]
  })
}

/** Returns the position of the first error in a problem response, without indices and header names. */
function placeOf({
  headers,
  content
}: {
  headers: Record<string, string[]>
  content?: { $base64: string }
}): string {
  if (headers['content-type']?.[0] !== 'application/problem+json' || !content) return ''
  const { errors } = JSON.parse(Buffer.from(content.$base64, 'base64').toString()) as Problem
  return (errors?.[0]?.path ?? '').replace(/\/\d+/g, '/*').replace(/\/headers\/.*/, '/headers/*')
}

/** Returns what the validator made invalid in a request; a null is named. */
function faultOf(sent: Case | undefined): string {
  const fault = sent?.meta?.phase.data.description ?? 'invalid'
  // The report does not contain a null.
  if (fault === 'Incorrect type' && sent?.body === undefined) return 'null'
  const field = /^(\w+): Incorrect type$/.exec(fault)?.[1]
  const body = (sent?.body ?? {}) as Json
  return field && body[field] === null ? `${field}: null` : fault
}

/** Returns the violated rule and its schema, without the values of the request. */
function shorten(message: string): string {
  const [first = '', ...rest] = message.split('\n')
  const value = rest.join('\n').split('Value:').at(-1) ?? ''
  if (/^\s*\{\n {8}"content": /.test(value)) return 'envelope'
  const place = /^Schema at (.+):$/m.exec(message)?.[1]
  if (!place) return first.replace(/^.*?(?=is not valid )/, 'value: ')
  const [, type = 'value'] = /^ {8}"type": "(\w+)"/m.exec(value) ?? []
  return `${type}: ${first.replace(/^.*?(?=is not )/, '')} (${place})`
}

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import type autocannon from 'autocannon'
import { ha1Of, md5 } from '../src/auth/digest.ts'
import { REALM } from '../src/auth/secrets.ts'
import type { Mock } from '../src/index.ts'
import type { NewSandbox, Verification } from '../types/wire.d.ts'

/**
 * Compares the mock with other mocks and with its components, and prints the table of
 * `docs/PERFORMANCE.md`, which describes what is measured. Run `npm run build` first.
 */
const PARTS = ['start', 'load', 'digest', 'cycle']
const FULL = { rounds: 5, seconds: 1.5, requests: 12_000, cycles: 1_000, rest: 1_000 }
const QUICK: typeof FULL = { rounds: 1, seconds: 0.2, requests: 320, cycles: 50, rest: 0 }

const { quick, only, against } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, against: { type: 'string' } }
}).values
if (only !== undefined && !PARTS.includes(only)) {
  process.stderr.write(`--only must be one of ${PARTS.join(', ')}\n`)
  process.exit(2)
}
const effort = quick ? QUICK : FULL
const folder = mkdtempSync(join(tmpdir(), 'atlas-mock-bench-'))
// Only the benchmark needs its 59 packages, so they are not in devDependencies.
const { default: cannon }: { default: typeof autocannon } = await import(
  await install('autocannon@9.0.0', 'autocannon')
)

const MOCK = 'this mock'
const OTHER = 'other build'
const DIGEST = 'GET list by Digest'
const CONNECTIONS = [1, 32]
const GROUPS = '/api/atlas/v2/groups'
/** The project of lists and conflicts: the seed data has two integrations in it. */
const STAGING = '5e2211c17a3e5a48f5497de3'
const LIST = `${GROUPS}/${STAGING}/integrations`
const ACCEPT = { accept: 'application/vnd.atlas.2023-01-01+json' }
const BEARER = { ...ACCEPT, authorization: 'Bearer ignored' }
const JSON_TYPE = { 'content-type': 'application/json' }
const BODY = '{"type":"WEBHOOK","url":"https://example.com/bench","secret":"bench-secret"}'
/** Organization owners in the seed data. */
const KEY = { publicKey: 'orgowner', privateKey: '00000000-0000-4000-8000-000000000001' }
const ACCOUNT = 'mdb_sa_id_0000000000000000000000a1:mdb_sa_sk_owner0000000000000000000000000000'

interface Shot {
  method: 'GET' | 'POST'
  /** `{project}` in path or body is replaced with the id of a project that has not been used. */
  path: string
  headers: Record<string, string>
  body?: string
  /** Status code of the expected response; any other ends the benchmark. */
  status: number
}
type Shots = Record<'POST' | 'GET list', Shot> & Record<string, Shot | undefined>

interface Contestant {
  name: string
  /** Arguments of Node.js. */
  args(port: string, task?: string): string[]
  shots: Shots
  /** Maximum number of requests per round. */
  limit?: number
  /** `dist/` of a build of the mock. */
  build?: string
}

const path = `${GROUPS}/{project}/integrations/WEBHOOK`
const post: Shot = { method: 'POST', path, headers: { ...BEARER, ...JSON_TYPE }, body: BODY, status: 200 }
const list: Shot = { method: 'GET', path: LIST, headers: BEARER, status: 200 }
const conflict: Shot = { ...post, path: `${LIST}/WEBHOOK`, status: 409 }
const onAtlas = { POST: post, 'GET list': list }

function mockOf(name: string, build: string): Contestant {
  const args = (port: string, task?: string) => {
    const seed = task === 'POST' ? ['--seed', writeSeed()] : []
    return [join(build, 'cli.js'), 'serve', '--log-level', 'silent', '--port', port, ...seed]
  }
  const shots = { ...onAtlas, '409': conflict, [DIGEST]: { ...list, headers: ACCEPT } }
  return { name, args, shots, build }
}

function floorOf(name: string, kind: string, shots: Shots): Contestant {
  const file = new URL('floors.js', import.meta.url).pathname
  return { name, args: port => [file, kind, port], shots }
}

/** Writes the seed data with a project for each POST. */
function writeSeed(): string {
  const seed = JSON.parse(readFileSync(new URL('../fixtures/seed.json', import.meta.url), 'utf8'))
  const length = effort.requests * CONNECTIONS.length * (effort.rounds + 1)
  const projects = Array.from({ length }, (_, at) => ({ id: idOf(at), name: `project ${at}` }))
  seed.organizations[0].projects = [...seed.organizations[0].projects, ...projects]
  return write('seed.json', seed)
}

function idOf(project: number): string {
  return `b${project.toString(16).padStart(23, '0')}`
}

function write(name: string, content: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(content))
  return file
}

/** Installs a package with npm, and returns the file of its program. */
async function install(spec: string, program: string): Promise<string> {
  const flags = ['--yes', '--prefer-offline', '--fetch-retries=0', '--ignore-scripts', `--package=${spec}`]
  const npm = ['exec', ...flags, '-c', `command -v ${program}`]
  const { stdout } = await promisify(execFile)('npm', npm, { cwd: folder, timeout: 180_000 })
  return realpathSync(stdout.trim())
}

/** Installs the other mocks; prints a message for each one that npm cannot install, and skips it. */
async function installPeers(mock: Contestant): Promise<Contestant[]> {
  const server = await start(mock)
  const whole = await send<{ paths: object }>(`${server.url}/openapi.json`)
  await server.stop()
  const paths = Object.entries(whole.paths).filter(([path]) => path.includes('/integrations'))
  const document = { ...whole, servers: [{ url: '/' }], paths: Object.fromEntries(paths) }
  const openapi = write('openapi.json', document)
  const installed: Contestant[] = []
  const add = async (spec: string, program: string, peer: Contestant) => {
    try {
      const file = await install(spec, program)
      installed.push({ ...peer, args: port => [file, ...peer.args(port)] })
    } catch (error) {
      progress(`skipping ${spec}: ${/npm error.*/.exec(String(error))?.[0] ?? error}`)
    }
  }
  await add('@stoplight/prism-cli@5.16.0', 'prism', {
    name: 'Prism',
    args: port => ['mock', '-v', 'silent', '-p', port, openapi],
    shots: onAtlas
  })
  const quiet = ['--disable-log-to-file', '--disable-admin-api', '--hostname', '127.0.0.1']
  await add('@mockoon/cli@9.9.0', 'mockoon-cli', {
    name: 'Mockoon',
    args: port => ['start', '--data', openapi, ...quiet, '--port', port],
    shots: onAtlas
  })
  const integrations = ['DATADOG', 'WEBHOOK'].map(type => ({ id: type, projectId: STAGING, type }))
  const newRow = BODY.replace('{', '{"projectId":"{project}",')
  await add('json-server@0.17.4', 'json-server', {
    name: 'json-server',
    args: port => ['--quiet', '--host', '127.0.0.1', '--port', port, write(`${port}.json`, { integrations })],
    shots: shotsAt('/integrations', `/integrations?projectId=${STAGING}`, newRow),
    // It rewrites its file at each POST: more requests would measure the size of the file.
    limit: 250
  })
  await add('emulate@0.12.2', 'emulate', {
    name: 'emulate',
    args: port => ['start', '--service', 'mongoatlas', '--port', port],
    shots: shotsAt(GROUPS, GROUPS, '{"name":"{project}"}'),
    // It rejects requests after the first 5,000.
    limit: 340
  })
  return installed
}

function shotsAt(path: string, listPath: string, body: string): Shots {
  return { POST: { ...post, path, body, status: 201 }, 'GET list': { ...list, path: listPath } }
}

type Server = Awaited<ReturnType<typeof start>>

/** Processes that must not outlive a benchmark that failed. */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** Starts a program; `started` is milliseconds from the spawn to the first 200. */
async function start({ name, args, shots, build }: Contestant, task?: string) {
  const port = await freePort()
  const nodeArgs = args(String(port), task)
  const url = `http://127.0.0.1:${port}`
  const ready = url + (build === undefined ? shots['GET list'].path : '/_mock/v1/health')
  const begun = performance.now()
  const child = spawn(process.execPath, nodeArgs, { stdio: ['ignore', 'ignore', 'inherit'] })
  running.add(child)
  while (!(await send(ready, { headers: BEARER }).then(Boolean, () => false))) {
    if (child.exitCode !== null || performance.now() - begun > 60_000)
      throw new Error(`${name} did not start`)
    await wait(1)
  }
  const started = performance.now() - begun
  const stop = async () => {
    running.delete(child)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { url, pid: child.pid as number, started, stop }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Returns the resident memory of a process and its children in MB; NaN without /proc. */
function memoryOf(pid: number): number {
  if (!existsSync('/proc/self/status')) return Number.NaN
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? []
  const sizes = [pid, ...children].map(each => {
    const status = readFileSync(`/proc/${each}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024
  })
  return sizes.reduce((sum, size) => sum + size)
}

/** Sends a request and returns the body. @throws {Error} for another status code */
async function send<Body>(url: string, init: RequestInit = {}, status = 200): Promise<Body> {
  const response = await fetch(url, init)
  const text = await response.text()
  if (response.status !== status) throw new Error(`${url}: ${response.status} ${text}`)
  return (text === '' ? undefined : JSON.parse(text)) as Body
}

/** Figures of each round, by measurement and contestant. */
const figures = new Map<string, Map<string, number[]>>()

/** Measures contestants in turns, in alternating order; the first round is not recorded. */
async function takeTurns<C extends Contestant>(
  contestants: readonly C[],
  measure: (contestant: C, round: number) => Promise<Record<string, number>>
): Promise<void> {
  for (let round = 0; round <= effort.rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const measured = await measure(contestant, round)
      for (const [label, figure] of round > 0 ? Object.entries(measured) : []) {
        const row = figures.get(label) ?? new Map<string, number[]>()
        figures.set(label, row.set(contestant.name, [...(row.get(contestant.name) ?? []), figure]))
      }
    }
  }
}

async function measureStart(contestants: readonly Contestant[]): Promise<void> {
  await takeTurns(contestants, async contestant => {
    const server = await start(contestant)
    await wait(effort.rest)
    const memory = memoryOf(server.pid)
    await server.stop()
    return { 'start, ms': server.started, 'memory at rest, MB': memory }
  })
}

async function measureLoad(all: readonly Contestant[], task: string): Promise<void> {
  const serving: (Contestant & { server: Server; shot: Shot })[] = []
  for (const contestant of all) {
    const shot = contestant.shots[task]
    if (!shot) continue
    const server = await start(contestant, task)
    // The others do not check it.
    const needsToken = contestant.build !== undefined && task !== DIGEST
    const token = needsToken && { authorization: `Bearer ${await takeToken(server.url)}` }
    serving.push({ ...contestant, server, shot: { ...shot, headers: { ...shot.headers, ...token } } })
  }
  for (const [place, connections] of CONNECTIONS.entries()) {
    const label = `${task}, ${connections} connection${connections > 1 ? 's' : ''}, per second`
    progress(label)
    await takeTurns(serving, async ({ server, shot, limit }, round) => {
      const project = effort.requests * (place * (effort.rounds + 1) + round)
      const rate = await fire(server.url, shot, connections, project, limit)
      const isLast = task === 'GET list' && connections > 1
      return { [label]: rate, ...(isLast && { 'memory after lists, MB': memoryOf(server.pid) }) }
    })
  }
  for (const { server } of serving) await server.stop()
}

async function takeToken(url: string): Promise<string> {
  const init = {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(ACCOUNT)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' })
  }
  return (await send<{ access_token: string }>(`${url}/api/oauth/token`, init)).access_token
}

/** Sends the requests of a round and returns the calls per second. @param project the first that POSTs may use */
async function fire(
  url: string,
  shot: Shot,
  connections: number,
  project: number,
  most = Number.POSITIVE_INFINITY
): Promise<number> {
  const { method, path, headers, body = '', status: expected } = shot
  const isFresh = `${path}${body}`.includes('{project}')
  const isDigest = headers['authorization'] === undefined
  const limit = isFresh ? Math.min(most, effort.requests) : most
  let next = project
  const nextRequest = (): autocannon.Request => {
    const id = idOf(next++)
    return { method, path: path.replace('{project}', id), headers, body: body.replace('{project}', id) }
  }
  const requests = () => Array.from({ length: isFresh ? Math.ceil(limit / connections) : 1 }, nextRequest)
  // autocannon's own figures are for whole seconds.
  const times: number[] = []
  const wrong = new Set<number>()
  const { errors } = await new Promise<autocannon.Result>((done, reject) => {
    const options = {
      url,
      connections,
      duration: effort.seconds,
      sampleInt: 50,
      ...(Number.isFinite(limit) && { maxOverallRequests: limit }),
      setupClient: (client: autocannon.Client) =>
        client.setRequests(isDigest ? digestRequests(shot) : requests())
    }
    const round = cannon(options, (error, result) => (error ? reject(error) : done(result)))
    round.on('response', (_client, status) => {
      if (status === expected) times.push(performance.now())
      else if (!isDigest || status !== 401) wrong.add(status)
    })
  })
  if (wrong.size + errors > 0 || times.length < 2)
    throw new Error(`${method} ${url}${path}: ${errors} errors, status codes ${[...wrong]}`)
  return ((times.length - 1) * 1_000) / ((times.at(-1) ?? 0) - (times[0] ?? 0))
}

/** Returns the two requests of a client without a nonce: without credentials, then with them. */
function digestRequests({ method, path, headers }: Shot): autocannon.Request[] {
  let challenge: unknown
  const onResponse: autocannon.Request['onResponse'] = (_status, _body, _context, received) => {
    challenge = received?.['www-authenticate']
  }
  const setupRequest = (request: autocannon.Request) => {
    return { ...request, headers: { ...headers, authorization: digestOf(KEY, method, path, challenge) } }
  }
  return [
    { method, path, headers, onResponse },
    { method, path, setupRequest }
  ]
}

/** Returns the Authorization header for a Digest challenge. */
function digestOf(key: typeof KEY, method: string, uri: string, challenge: unknown): string {
  const nonce = /nonce="([^"]+)"/.exec(String(challenge))?.[1]
  const ha1 = ha1Of(key.publicKey, key.privateKey)
  const response = md5(`${ha1}:${nonce}:00000001:0a4f113b:auth:${md5(`${method}:${uri}`)}`)
  const use = `nonce="${nonce}", uri="${uri}", nc=00000001, cnonce="0a4f113b", qop=auth`
  return `Digest username="${key.publicKey}", realm="${REALM}", ${use}, response="${response}"`
}

/** Measures what a test does with a sandbox, over HTTP and with `startMock` in this process. */
async function measureCycle(builds: readonly Contestant[]): Promise<void> {
  await takeTurns(builds, async contestant => {
    const server = await start(contestant)
    const overHttp = await timeCycles(() => cycleOverHttp(server.url))
    await server.stop()
    const { startMock }: typeof import('../src/index.ts') = await import(
      join(contestant.build ?? '', 'index.js')
    )
    await using mock = await startMock()
    const inProcess = await timeCycles(() => cycleInProcess(mock))
    return { 'cycle over HTTP, ms': overHttp, 'cycle with startMock, ms': inProcess }
  })
}

async function timeCycles(cycle: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  for (let count = 0; count < effort.cycles; count++) await cycle()
  return (performance.now() - begun) / effort.cycles
}

const EXPECTED = {
  match: { operation: 'createGroupIntegration', status: [200, 409] },
  count: { exactly: 2 }
}

async function cycleOverHttp(url: string): Promise<void> {
  const control = `${url}/_mock/v1`
  const { id, owner, projects } = await send<NewSandbox>(`${control}/sandboxes`, { method: 'POST' }, 201)
  const path = post.path.replace('{project}', projects[0]?.id ?? '')
  for (const status of [200, 409]) {
    const request = { method: 'POST', headers: { ...ACCEPT, ...JSON_TYPE }, body: BODY }
    const refused = await fetch(url + path, request)
    await refused.text()
    const authorization = digestOf(owner.apiKey, 'POST', path, refused.headers.get('www-authenticate'))
    await send(url + path, { ...request, headers: { ...request.headers, authorization } }, status)
  }
  const expectation = { method: 'POST', body: JSON.stringify(EXPECTED) }
  const { pass } = await send<Verification>(`${control}/requests/verify?sandbox=${id}`, expectation)
  if (!pass) throw new Error('the journal does not have the two POSTs of a cycle')
  await send(`${control}/sandboxes/${id}`, { method: 'DELETE' }, 204)
}

async function cycleInProcess(mock: Mock): Promise<void> {
  const sandbox = mock.sandbox()
  const url = post.path.replace('{project}', sandbox.projects[0]?.id ?? '')
  for (const expected of [200, 409]) {
    const { status } = await mock.inject({ method: 'POST', url, body: BODY, as: sandbox.owner.apiKey })
    if (status !== expected) throw new Error(`status code ${status} instead of ${expected}`)
  }
  sandbox.requests.assert(EXPECTED)
  sandbox.remove()
}

/** Returns a table in Markdown: medians and, in brackets, medians of the ratios to this mock. */
function table(names: readonly string[]): string {
  const rows = [...figures].map(([label, row]) => [label, ...names.map(name => cell(row, name))])
  const lines = [['', ...names], ['---', ...names.map(() => '---:')], ...rows]
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function cell(row: ReadonlyMap<string, readonly number[]>, name: string): string {
  const values = row.get(name)
  if (!values) return ''
  const ratios = values.map((value, round) => value / (row.get(MOCK)?.[round] ?? Number.NaN))
  const [low, middle, high] = [0.25, 0.5, 0.75].map(share => quantile(ratios, share).toFixed(2))
  const spread = name === OTHER ? `, ${low} to ${high}` : ''
  return show(quantile(values, 0.5)) + (name === MOCK ? '' : ` (${middle}${spread})`)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  return ((sorted[Math.floor(place)] ?? Number.NaN) + (sorted[Math.ceil(place)] ?? Number.NaN)) / 2
}

/** Returns three significant digits, or all before the point. */
function show(figure: number): string {
  return figure >= 100 ? String(Math.round(figure)) : figure.toPrecision(3)
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`)
}

const isWanted = (part: string) => only === undefined || only === part
const own = mockOf(MOCK, new URL('../dist', import.meta.url).pathname)
const builds = against === undefined ? [own] : [own, mockOf(OTHER, resolve(against, 'dist'))]
const floors = [
  floorOf('Fastify', 'fastify', onAtlas),
  floorOf('Fastify + SQLite', 'sqlite', { ...onAtlas, '409': conflict })
]
// For a comparison of two builds the other mocks would only take time.
const needsPeers = against === undefined && (isWanted('start') || isWanted('load'))
const contestants = [...builds, ...floors, ...(needsPeers ? await installPeers(own) : [])]
if (isWanted('start')) await measureStart(contestants)
if (isWanted('load')) for (const task of ['POST', 'GET list', '409']) await measureLoad(contestants, task)
if (isWanted('digest')) await measureLoad(builds, DIGEST)
if (isWanted('cycle')) await measureCycle(builds)

const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB`
const system = `${process.platform} ${process.arch}, Node.js ${process.versions.node}`
process.stdout.write(`\n${new Date().toISOString().slice(0, 10)}, ${machine}, ${system}\n\n`)
const measured = new Set([...figures.values()].flatMap(row => [...row.keys()]))
process.stdout.write(`${table(contestants.map(({ name }) => name).filter(name => measured.has(name)))}\n`)

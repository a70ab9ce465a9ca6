import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { integrations, STAGING } from '../app.ts'
import { unavailable } from '../clients/run.ts'
import { ownerHeaders } from '../robust/callers.ts'
import { type Container, healthOf, inside, startContainer, stateOf, TOKEN, terminate } from './container.ts'
import { holds, says } from './contents.ts'
import { buildImage, type Engine, engineRun, findEngine, ROOT } from './engine.ts'
import { reuses } from './reuse.ts'
import { testcontainers } from './testcontainers.ts'

const IMAGE = 'atlas-integrations-mock:image-test'
/** Milliseconds from SIGTERM to the exit. */
const END = 1_000
/** Requests that fill the journal of a container with 128 MiB twice. */
const FILL = 3_000
const PARALLEL = 16

t.setTimeout(480_000)

const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8')
const base = /^FROM ([^\s@]+).* AS base$/m.exec(dockerfile)?.[1] ?? 'none'

let hasRunExamples = false

await t.test('the image', async t => {
  const engine = await findEngine(base)
  if (typeof engine === 'string') return unavailable(t, engine)
  const { failed, remarks } = await buildImage(engine, IMAGE)
  for (const remark of [engine.name, ...engine.remarks, ...remarks]) t.comment(remark)
  if (!t.equal(failed, undefined, 'the build succeeds', { failed })) return
  t.teardown(() => engineRun(engine, ['rmi', '--force', IMAGE]))
  await t.test('only a change of the packages installs again', t => reuses(t, engine))
  await t.test('metadata', t => says(t, engine, IMAGE))
  await t.test('contains only runtime files', t => holds(t, engine, base, IMAGE))
  await t.test('runs with minimal privileges', t => runs(t, engine))
  await t.test('writes its database to a volume, and has the stubs of the package', t => keeps(t, engine))
  await t.test('records calls for the user who starts it', t => records(t, engine))
  // Testcontainers needs Docker's socket.
  if (engine.name !== 'docker') return
  hasRunExamples = true
  await t.test('Testcontainers', t => testcontainers(t, IMAGE))
})

if (!hasRunExamples) t.test('the examples for Testcontainers compile', t => testcontainers(t))

async function runs(t: Test, engine: Engine): Promise<void> {
  const container = await startContainer(t, engine, IMAGE)
  if (!t.equal(await healthOf(container), 'healthy', 'HEALTHCHECK reports healthy')) {
    t.comment((await engineRun(engine, ['logs', container.id])).stderr)
    return
  }
  await t.test('bounds', t => bounds(t, container))
  await t.test('pages', t => pages(t, container.url))
  await t.test('a full journal', t => fills(t, container.url))
  t.match(
    await stateOf(container),
    { Running: true, OOMKilled: false },
    'never restarted or ran out of memory'
  )
  const end = await terminate(container)
  t.equal(end.code, 0, 'exit code after SIGTERM')
  t.ok(end.took < END, 'within a second', end)
}

async function keeps(t: Test, engine: Engine): Promise<void> {
  const volume = `atlas-mock-image-test-${process.pid}`
  t.teardown(() => engineRun(engine, ['volume', 'rm', '--force', volume]))
  const variables = ['ATLAS_MOCK_DB=/data/atlas.db', 'ATLAS_MOCK_STUBS=package:kubernetes-operator']
  const options = ['--volume', `${volume}:/data`, ...variables.flatMap(variable => ['--env', variable])]
  const container = await startContainer(t, engine, IMAGE, options)
  t.equal(await healthOf(container), 'healthy')
  t.equal(
    await inside(container, "fs.statSync('/data/atlas.db').uid"),
    '1000',
    'owned by the user of the image'
  )
  const headers = { authorization: `Bearer ${TOKEN}` }
  const response = await fetch(`${container.url}/_mock/v1/stubs`, { headers })
  t.match(await response.json(), { results: [{ sandbox: null }] })
}

async function records(t: Test, engine: Engine): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'atlas-mock-calls-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const { uid, gid } = await stat(folder)
  const container = await startContainer(t, engine, IMAGE, [
    ...['--user', `${uid}:${gid}`, '--volume', `${folder}:/calls`, '--env', 'ATLAS_MOCK_CALLS=/calls']
  ])
  t.equal(await healthOf(container), 'healthy')
  await fetch(`${container.url}/api/atlas/v2/groups`)
  t.equal((await terminate(container)).code, 0)
  const [name = ''] = (await readdir(folder)).filter(name => name.endsWith('.har'))
  t.match(await stat(join(folder, name)), { uid, gid, mode: 0o100600 })
}

async function bounds(t: Test, container: Container): Promise<void> {
  const written = (folder: string) =>
    inside(container, `try { fs.writeFileSync('${folder}/x', ''), 'written' } catch (error) { error.code }`)
  t.equal(await inside(container, '[process.getuid(), process.getgid()].join()'), '1000,1000', 'not root')
  for (const folder of ['/app', '/data', '/tmp'])
    t.equal(await written(folder), 'EROFS', `${folder} is read-only`)
  const limit = await inside(container, 'process.constrainedMemory()')
  t.equal(Number(limit), 128 * 1024 * 1024, '128 MiB of memory')
}

/** Checks the console with its assets, and Swagger UI with its document. */
async function pages(t: Test, url: string): Promise<void> {
  for (const path of ['/', '/_mock/docs/']) {
    const page = await fetch(url + path)
    const text = await page.text()
    t.equal(page.status, 200, path)
    t.match(page.headers.get('content-type'), /^text\/html/)
    const named = [...text.matchAll(/(?:src|href)="([^"#]+\.(?:js|css))"/g)].map(([, name = '']) => name)
    t.ok(named.length > 0, 'refers to scripts and styles')
    for (const name of named) {
      const file = await fetch(new URL(name, url + path))
      t.equal(file.status, 200, name)
      t.ok((await file.arrayBuffer()).byteLength > 0)
    }
  }
  t.match(await (await fetch(`${url}/openapi.json`)).json(), { openapi: /^3\./ })
}

/** Sends more requests than fit into the journal, then reads all of it. */
async function fills(t: Test, url: string): Promise<void> {
  const init = {
    method: 'PUT',
    headers: await ownerHeaders(url),
    body: JSON.stringify({ url: 'https://example.com/hook', bodyTemplate: 'x'.repeat(6_000) })
  }
  const put = async () => {
    const answer = await fetch(url + integrations(STAGING, 'WEBHOOK'), init)
    await answer.arrayBuffer()
    return answer.status
  }
  for (let sent = 0; sent < FILL; sent += PARALLEL) {
    const answers = await Promise.all(Array.from({ length: PARALLEL }, () => put()))
    if (answers.some(status => status !== 200)) return void t.fail(`statuses ${answers}`)
  }
  const headers = { authorization: `Bearer ${TOKEN}` }
  const read = async (path: string) => {
    const text = await (await fetch(`${url}/_mock/v1${path}`, { headers })).text()
    t.ok(text.length > 1_000_000, path)
    return JSON.parse(text)
  }
  const { dropped } = await read('/requests')
  t.ok(dropped > FILL / 2, 'the journal dropped more than half of the requests', { dropped })
  await read('/requests.har')
  t.equal((await fetch(`${url}/_mock/v1/health`)).status, 200)
}

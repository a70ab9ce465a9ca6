import t, { type Test } from 'tap'
import type { CreatedSandbox } from '../../types/wire.d.ts'
import { ACME, DEMO, KEYS, STAGING } from '../app.ts'
import { ACCOUNT } from '../control/control.ts'
import { ANONYMOUS, bearer, type Caller, digest, tokenOf } from './callers.ts'
import { ATLAS, CONTROL, FILES } from './corpus.ts'
import { describe, type FuzzOptions, fuzz, type Ids, isGood, type Sent } from './fuzzer.ts'
import { type Mock, startMock, TOKEN } from './mock.ts'
import { OPTIONS } from './options.ts'

const { seed, requests } = OPTIONS

/** Concurrent requests. */
const WORKERS = 4

/** Requests between two resets of a worker's sandbox, so that valid requests keep succeeding. */
const RESET_EVERY = 150

t.setTimeout(3_600_000)
t.comment(`ROBUST_SEED=${seed}, ${requests} requests`)

t.test('requests without write permission change nothing and never fail with 5xx', async t => {
  const mock = await startMock(t)
  const ids = { project: DEMO, other: STAGING, org: ACME, sandbox: ACME }
  const callers = await strangers(mock)
  const before = await mock.state()
  const drafts = [...ATLAS, ...ATLAS, ...CONTROL, ...FILES]
  await everyWorker(worker =>
    fuzz({ port: mock.port, seed, drafts, callers, ids, check: judge(t) }, placesOf(0, 0.4, worker))
  )
  t.equal(await mock.state(), before, 'the state is unchanged')
  await checkReadable(t, mock)
  await checkQuiet(t, mock)
})

t.test('rejected requests of an owner do not change the state', async t => {
  const mock = await startMock(t)
  await everyWorker(async worker => {
    const owner = await newOwner(mock)
    await fuzz(
      { port: mock.port, seed, drafts: ATLAS, ...owner, check: judgeChanges(t, mock, owner.ids) },
      placesOf(0.4, 0.8, worker)
    )
  })
  await checkReadable(t, mock)
  await checkQuiet(t, mock)
})

t.test('rejected control plane requests do not change the state', async t => {
  const mock = await startMock(t)
  const callers = [bearer('tester', TOKEN)]
  for (let round = 0; round < WORKERS; round++) {
    const { ids } = await newOwner(mock)
    let known = await mock.state()
    const check: FuzzOptions['check'] = async (sent, place) => {
      await judge(t)(sent, place)
      if (isRefused(sent)) await checkSame(t, known, await mock.state(), sent, place)
      else if (sent.request.method !== 'GET') known = await mock.state()
    }
    await fuzz({ port: mock.port, seed, drafts: CONTROL, callers, ids, check }, placesOf(0.8, 1, round))
    await checkReadable(t, mock)
    await cleanUp(mock)
  }
  await checkQuiet(t, mock)
})

/** Returns the positions of one worker between two parts of the run; with `ROBUST_PLACE`, only that position. */
function* placesOf(from: number, to: number, worker: number): Generator<number> {
  const only = process.env['ROBUST_PLACE']
  for (let place = Math.floor(from * requests) + worker; place < to * requests; place += WORKERS) {
    if (only === undefined || Number(only) === place) yield place
  }
}

async function everyWorker(work: (worker: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)))
}

/** Returns callers without write permission. */
async function strangers({ url }: Mock): Promise<Caller[]> {
  const key = (publicKey: string, privateKey = KEYS[publicKey] ?? 'wrong') =>
    digest(publicKey, { publicKey, privateKey })
  return [
    ANONYMOUS,
    bearer('a reading account', await tokenOf(url, ACCOUNT.reader)),
    bearer('a wrong token', 'eyJhbGciOiJFUzUxMiJ9.e30.AAAA'),
    key('readonly'),
    key('orgreadr'),
    key('outsider'),
    key('fencedin'),
    key('orgowner', 'a wrong secret'),
    key('unknown1')
  ]
}

async function newOwner(mock: Mock): Promise<{ callers: Caller[]; ids: Ids }> {
  const made = await mock.control('POST', '/sandboxes', { projects: [{ name: 'demo' }, { name: 'other' }] })
  const { id, projects, owner, reader } = JSON.parse(made.text) as CreatedSandbox
  const [project = id, other = id] = projects.map(one => one.id)
  const token = await tokenOf(mock.url, owner.serviceAccount)
  return {
    ids: { project, other, org: id, sandbox: id },
    callers: [bearer('owner', token), digest('owner', owner.apiKey), digest('reader', reader.apiKey)]
  }
}

function isRefused({ request, outcome }: Sent): boolean {
  return request.method !== 'GET' && outcome.kind === 'answer' && outcome.status >= 400
}

function judge(t: Test): FuzzOptions['check'] {
  return async (sent, place) => {
    if (isGood(sent)) return
    t.fail(`${JSON.stringify(sent.outcome).slice(0, 300)} to ${describe(sent, seed, place)}`)
  }
}

function judgeChanges(t: Test, mock: Mock, { sandbox }: Ids): FuzzOptions['check'] {
  let known: string | undefined
  let count = 0
  return async (sent, place) => {
    await judge(t)(sent, place)
    known ??= await mock.state(sandbox)
    if (isRefused(sent)) await checkSame(t, known, await mock.state(sandbox), sent, place)
    else if (sent.request.method !== 'GET') known = undefined
    if (++count % RESET_EVERY > 0) return
    await mock.control('POST', `/sandboxes/${sandbox}/reset`)
    known = undefined
  }
}

async function checkSame(t: Test, before: string, after: string, sent: Sent, place: number): Promise<void> {
  if (before !== after) t.fail(`rejected, but changed the state: ${describe(sent, seed, place)}`)
}

/** Checks that the state can be exported and imported. */
async function checkReadable(t: Test, mock: Mock): Promise<void> {
  const { text } = await mock.control('GET', '/state')
  t.ok(Array.isArray((JSON.parse(text) as { organizations: unknown }).organizations), 'the state can be read')
  const { status } = await mock.control('PUT', '/state', JSON.parse(text))
  t.equal(status, 204, 'the state can be imported')
}

/** Checks that the server runs, logged no error and ends with exit code 0. */
async function checkQuiet(t: Test, mock: Mock): Promise<void> {
  t.ok(mock.isRunning, 'is running')
  t.match(await mock.end(), { code: 0, signal: null, stderr: '' }, 'ends without errors')
}

/** Removes what requests can add to the control plane. */
async function cleanUp(mock: Mock): Promise<void> {
  const { text } = await mock.control('GET', '/snapshots')
  for (const { name } of (JSON.parse(text) as { results: { name: string }[] }).results) {
    await mock.control('DELETE', `/snapshots/${encodeURIComponent(name)}`)
  }
  await mock.control('POST', '/reset')
}

import t from 'tap'
import { DEMO, integrations, KEYS, STAGING } from '../app.ts'
import { ACCOUNT } from '../control/control.ts'
import { ANONYMOUS, bearer, type Caller, digest, tokenOf } from './callers.ts'
import { ATLAS, type Draft, FILES } from './corpus.ts'
import { textOf } from './fuzzer.ts'
import { type Mock, startMock } from './mock.ts'
import { OPTIONS } from './options.ts'
import { Random } from './random.ts'
import { Wire } from './wire.ts'

const { seed, seconds } = OPTIONS

const WORKERS = 8

/** Faults of all kinds, each with a low probability. */
const FAULTS = [
  { effect: { type: 'status', status: 503 }, when: { probability: 0.02 } },
  { effect: { type: 'error', errorCode: 'GROUP_NOT_FOUND' }, when: { probability: 0.02 } },
  { effect: { type: 'rateLimit', retryAfter: 1 }, when: { probability: 0.02 } },
  { effect: { type: 'delay', delay: 5 }, when: { probability: 0.02 } },
  { effect: { type: 'reset' }, when: { probability: 0.01 } },
  { effect: { type: 'status', status: 500 }, stage: 'after-commit', when: { probability: 0.02 } },
  { effect: { type: 'truncate' }, when: { probability: 0.01 } }
]

t.setTimeout(3_600_000)
t.comment(`ROBUST_SEED=${seed}, ${seconds} s`)

t.test('does not leak or slow down under load with faults', async t => {
  const mock = await startMock(t)
  // Before the faults: they would also apply to the token request.
  const callers = await callersOf(mock)
  for (const fault of FAULTS) t.equal((await mock.control('POST', '/faults', fault)).status, 201)
  // Warm up caches and compiled code before measuring.
  await load(mock, callers, Math.max(3, seconds / 5), 0)
  const before = await rest(mock)
  const times: number[][] = []
  for (const third of [1, 2, 3]) times.push(await load(mock, callers, seconds / 3, third))
  const after = await rest(mock)

  t.comment(`heap ${before.heap} → ${after.heap}, descriptors ${after.descriptors}`)
  t.ok(after.heap <= before.heap * 1.1, 'the heap grows by at most 10 %')
  t.equal(after.descriptors, before.descriptors, 'all files and sockets are closed')
  t.strictSame(after.resources, before.resources, 'no other resource keeps the process alive')

  const counts = times.map(third => third.length)
  const [first = 0, , last = 0] = times.map(p99)
  t.comment(
    `requests ${counts}, p99 of the first third ${first.toFixed(1)} ms, of the last ${last.toFixed(1)} ms`
  )
  t.ok(last <= first * 3 + 50, 'the last third is not slower than the first')
  t.ok(mock.isRunning)
  t.match(await mock.end(), { code: 0, stderr: '' }, 'ends without errors')
})

/** Returns the resources in use while idle. */
async function rest(mock: Mock) {
  await mock.control('DELETE', '/requests')
  await mock.control('POST', '/reset', { keep: ['faults'] })
  const { heap, resources } = await mock.inside()
  // The number of this process's own connections and timers varies.
  const kinds = resources.filter(kind => kind !== 'TCPSocketWrap' && kind !== 'Timeout').sort()
  const sockets = resources.filter(kind => kind === 'TCPSocketWrap').length
  const descriptors = mock.descriptors()
  return { heap, resources: kinds, descriptors: descriptors && descriptors - sockets }
}

async function callersOf(mock: Mock): Promise<Caller[]> {
  const owner = bearer('owner', await tokenOf(mock.url, ACCOUNT.owner))
  const key = { publicKey: 'prjowner', privateKey: KEYS['prjowner'] ?? '' }
  return [owner, owner, digest('prjowner', key), ANONYMOUS]
}

/** Sends requests for some seconds. @returns the milliseconds of each response */
async function load(mock: Mock, callers: readonly Caller[], duration: number, part: number) {
  const end = performance.now() + duration * 1000
  const times: number[] = []
  const work = async (worker: number) => {
    const wire = new Wire(mock.port)
    const random = new Random(seed, 3_000_000 + part * WORKERS + worker)
    while (performance.now() < end) {
      const request = draw(random)
      const authorization = await random.pick(callers).authorize(wire, request)
      if (authorization !== undefined) request.headers.push(['Authorization', authorization])
      const start = performance.now()
      const outcome = await wire.send(textOf(request))
      if (outcome.kind === 'silent') throw new Error(`no response to ${request.method} ${request.target}`)
      times.push(performance.now() - start)
    }
    wire.close()
  }
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)))
  return times
}

/** Picks mostly requests for integrations, sometimes any other. */
function draw(random: Random): Draft {
  const project = random.pick([DEMO, STAGING])
  const draft = random.chance(0.02) ? random.pick(FILES) : random.pick(ATLAS)
  const isAbout = draft.target.includes('/integrations') || draft.method === 'GET'
  const target = isAbout ? draft.target.replace(/\{\w+\}/, project) : integrations(project)
  return { ...draft, method: isAbout ? draft.method : 'GET', target, headers: [...draft.headers] }
}

function p99(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0
}

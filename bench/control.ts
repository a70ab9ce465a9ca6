import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import autocannon from 'autocannon'
import { Bench } from 'tinybench'
import type { OrganizationState, StateDocument } from '../src/state/document.ts'

/**
 * What the control plane costs, measured on the built package (`npm run build` first): the time of reset,
 * snapshot, restore and sandbox creation at several sizes of the state, and the throughput with the journal
 * and an idle fault plan on against the throughput with the control plane off, both in one run, in turns.
 */
const { startMock }: typeof import('../src/index.ts') = await import(
  new URL('../dist/index.js', import.meta.url).href
)

const ORG = 'a'.repeat(24)
const TYPES = ['PAGER_DUTY', 'SLACK', 'DATADOG', 'NEW_RELIC', 'OPS_GENIE', 'VICTOR_OPS', 'WEBHOOK'] as const
const CREATED = '2026-01-01T00:00:00.000Z'
const SIZES = [1, 1_000, 100_000]

const idOf = (kind: string, number: number) => kind + number.toString(16).padStart(23, '0')

/** A state of so many integrations, seven to a project. */
function stateOf(count: number): StateDocument {
  const projects = Array.from({ length: Math.ceil(count / TYPES.length) }, (_, at) => ({
    id: idOf('b', at),
    name: `project ${at}`,
    created: CREATED,
    integrations: TYPES.slice(0, Math.min(TYPES.length, count - at * TYPES.length)).map((type, place) => ({
      id: idOf('c', at * TYPES.length + place),
      type,
      created: CREATED,
      settings: {}
    }))
  }))
  const organization: OrganizationState = { id: ORG, name: 'Bench', created: CREATED, projects }
  return {
    format: 'atlas-integrations-mock/state',
    version: 1,
    exported: CREATED,
    warning: '',
    organizations: [organization]
  }
}

/** Median milliseconds of each call at a size. */
async function timeControl(count: number): Promise<Map<string, number>> {
  await using mock = await startMock({ listen: false })
  mock.importState(stateOf(count))
  const full = mock.snapshot('full')
  const beforeEach = () => full.restore()
  const copies: { remove(): void }[] = []
  const bench = new Bench({ time: 300, iterations: 12, warmupTime: 50, warmupIterations: 3 })
    .add('reset', () => mock.reset(), { beforeEach })
    .add('snapshot', () => void copies.push(mock.snapshot()), {
      beforeAll: () => full.restore(),
      afterEach: () => copies.pop()?.remove()
    })
    .add('restore', () => full.restore())
    .add('sandbox', () => void mock.sandbox(), { beforeEach })
  await bench.run()
  return new Map(
    bench.tasks.map(({ name, result }) => {
      if (!('latency' in result)) throw new Error(`${name} was not measured: ${result.state}`)
      return [name, result.latency.p50]
    })
  )
}

interface Server {
  process: ChildProcess
  url: string
  token: string
}

async function startServer(...flags: string[]): Promise<Server> {
  const entry = new URL('../dist/cli.js', import.meta.url).pathname
  const child = spawn(
    process.execPath,
    [entry, 'serve', '--port', '0', '--json', '--log-level', 'silent', ...flags],
    {
      stdio: ['ignore', 'pipe', 'inherit']
    }
  )
  const [line] = (await once(createInterface(child.stdout as NodeJS.ReadableStream), 'line')) as [string]
  const { url } = JSON.parse(line) as { url: string }
  const answer = await fetch(`${url}/api/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(ACCOUNT).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' })
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return { process: child, url, token }
}

const ACCOUNT = 'mdb_sa_id_0000000000000000000000a1:mdb_sa_sk_owner0000000000000000000000000000'
const STAGING = '/api/atlas/v2/groups/5e2211c17a3e5a48f5497de3/integrations'

/** What is asked for: a list, and a write that is validated and stored. */
const LOADS = {
  'GET list': { method: 'GET', path: STAGING },
  PUT: { method: 'PUT', path: `${STAGING}/WEBHOOK`, body: '{"url":"https://example.com/bench"}' }
} as const

/** Requests a second at 32 connections. */
async function load({ url, token }: Server, { path, ...request }: (typeof LOADS)[keyof typeof LOADS]) {
  const { requests, non2xx, errors } = await autocannon({
    url: url + path,
    ...request,
    connections: 32,
    duration: SECONDS,
    headers: {
      accept: 'application/vnd.atlas.2023-01-01+json',
      'content-type': 'application/json',
      authorization: `Bearer ${token}`
    }
  })
  if (non2xx + errors > 0) throw new Error(`${non2xx} refusals and ${errors} errors under load`)
  return requests.average
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

const SECONDS = 2
const ROUNDS = 12

/** Throughput with journal and an idle fault plan, and without the control plane, in turns. */
async function compareThroughput(): Promise<void> {
  const servers = { on: await startServer(), off: await startServer('--control', 'off') }
  try {
    const fault = { effect: { type: 'status', status: 503 }, match: { principal: 'nobody' } }
    await fetch(`${servers.on.url}/_mock/v1/faults`, { method: 'POST', body: JSON.stringify(fault) })
    print(`\nThroughput at 32 connections, ${ROUNDS} rounds of ${SECONDS} s in turns`)
    for (const [name, request] of Object.entries(LOADS)) {
      const ratios: number[] = []
      const rates: { on: number; off: number }[] = []
      await load(servers.on, request)
      await load(servers.off, request)
      for (let round = 0; round < ROUNDS; round++) {
        // Now one is first and now the other: whoever comes second does a little worse, even against itself.
        const order = round % 2 === 0 ? (['off', 'on'] as const) : (['on', 'off'] as const)
        const rate = { on: 0, off: 0 }
        for (const name of order) rate[name] = await load(servers[name], request)
        rates.push(rate)
        ratios.push(rate.on / rate.off)
      }
      const total = (key: 'on' | 'off') => rates.reduce((sum, rate) => sum + rate[key], 0)
      const [off, on] = [total('off') / ROUNDS, total('on') / ROUNDS].map(Math.round)
      const spread = ratios.map(ratio => ratio.toFixed(2)).join(' ')
      print(
        `${name.padEnd(10)} off ${off}/s, on ${on}/s: ratio ${(total('on') / total('off')).toFixed(3)} (${spread})`
      )
    }
  } finally {
    for (const server of Object.values(servers)) server.process.kill('SIGTERM')
  }
}

print('Milliseconds within the process, median, by integrations in the state')
print(['integrations', 'reset', 'snapshot', 'restore', 'sandbox'].map(head => head.padStart(12)).join(''))
for (const size of SIZES) {
  const times = await timeControl(size)
  const cells = [...times.values()].map(time => time.toFixed(3).padStart(12))
  print(String(size).padStart(12) + cells.join(''))
}
await compareThroughput()

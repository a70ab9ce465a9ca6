import { setTimeout as wait } from 'node:timers/promises'
import { type Contestant, FASTIFY, MOCK, PRISM } from './contestants.ts'
import { answerOf, takeNonce } from './digest-client.ts'
import { memoryOf } from './machine.ts'
import { SEED_KEY, STAGING } from './mock.ts'
import { type Findings, show, type Target, table } from './page.ts'
import { GROUPS, MEDIA_TYPE } from './requests.ts'
import { type Server, start } from './servers.ts'
import { median, type Rounds, ratios, spread, takeTurns } from './statistics.ts'

interface Started {
  /** Milliseconds from the spawn to the first 200. */
  started: number
  /** To the first list that was asked with Digest, by its two requests; only the mock has that. */
  listed: number
  /** MB of resident memory, at rest. */
  idle: number
}

/** Milliseconds until a server is at rest. */
const REST = 1_000

/** Start to the first 200, and memory at rest; every contestant once a round. */
export async function measureStarts(all: readonly Contestant[], rounds: number): Promise<Findings> {
  const byName = new Map(all.map(contestant => [contestant.name, contestant]))
  const figures = await takeTurns([...byName.keys()], rounds, async name => {
    const { program } = byName.get(name) as Contestant
    const begun = performance.now()
    const server = await start(program)
    try {
      if (name === MOCK) await listByDigest(server)
      const listed = performance.now() - begun
      await wait(REST)
      return { started: server.started, listed, idle: memoryOf(server.pid) }
    } finally {
      await server.stop()
    }
  })
  return { tables: [tableOf(figures)], targets: targetsOf(figures) }
}

async function listByDigest({ url }: Server): Promise<void> {
  const path = `${GROUPS}/${STAGING}/integrations`
  const headers = { accept: MEDIA_TYPE }
  const challenge = (await fetch(url + path, { headers })).headers.get('www-authenticate') ?? ''
  const authorization = answerOf({ ...SEED_KEY, mode: 'challenge' }, 'GET', path, takeNonce(challenge), 1)
  const { status } = await fetch(url + path, { headers: { ...headers, authorization } })
  if (status !== 200) throw new Error(`the list by Digest was refused with ${status}`)
}

function column(figures: Rounds<Started>, name: string, key: keyof Started): number[] {
  return (figures.get(name) ?? []).map(figure => figure[key])
}

function tableOf(figures: Rounds<Started>): string {
  const row = (label: string, name: string, key: 'started' | 'listed') => {
    const times = column(figures, name, key)
    const [low, high] = spread(times)
    const against = ratios(times, column(figures, FASTIFY, 'started'))
    const idle = column(figures, name, 'idle')
    return [
      label,
      show(median(times)),
      `${show(low)} to ${show(high)}`,
      show(median(against)),
      show(median(idle)),
      show(median(ratios(idle, column(figures, FASTIFY, 'idle'))))
    ]
  }
  const rows = [...figures.keys()].map(name => row(name, name, 'started'))
  rows.splice(1, 0, row(`${MOCK}, first list by Digest`, MOCK, 'listed'))
  return table(
    ['start', 'first 200, ms', 'middle half', 'times Fastify', 'memory at rest, MB', 'times Fastify'],
    rows
  )
}

function targetsOf(figures: Rounds<Started>): Target[] {
  const against = (key: 'started' | 'idle', name: string) =>
    median(ratios(column(figures, MOCK, key), column(figures, name, key)))
  const target = (what: string, most: number, measured: number): Target => ({
    what,
    wanted: `at most ${most}`,
    measured: show(measured),
    isMet: measured <= most
  })
  return [
    target('first answer, times bare Fastify', 0.85, against('started', FASTIFY)),
    target('first answer, times Prism', 0.2, against('started', PRISM)),
    target('memory at rest, times bare Fastify', 1.1, against('idle', FASTIFY))
  ]
}

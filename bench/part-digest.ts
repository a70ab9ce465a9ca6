import { MOCK } from './contestants.ts'
import { atlasShots, digestKey, mock, type Size, takeToken } from './mock.ts'
import { type Findings, print, show, table } from './page.ts'
import { type Effort, withoutFirst } from './part-load.ts'
import type { DigestKey, Shot, Volley } from './requests.ts'
import { shoot, start } from './servers.ts'
import { median, ratios, spread, takeTurns } from './statistics.ts'

const BEARER = 'Bearer'

/** How the same calls are authenticated. */
const WAYS: Readonly<Record<string, DigestKey['mode'] | undefined>> = {
  [BEARER]: undefined,
  'Digest, two requests a call': 'challenge',
  'Digest, one nonce for all calls': 'one nonce'
}

/** Digest beside Bearer, by call: with its two requests, and with a nonce that is used again. */
export async function measureDigest(folder: string, size: Size, effort: Effort): Promise<Findings> {
  const tables: string[] = []
  for (const task of ['GET list', 'POST'] as const) {
    for (const connections of effort.connections) {
      print(`Digest: ${task}, ${connections} connections`)
      const server = await start(mock(folder, size))
      let used = 0
      try {
        const shot = atlasShots(await takeToken(server))[task]
        const fire = async (way: string) => {
          const mode = WAYS[way]
          const figure = await shoot({
            url: server.url,
            shot: mode ? withoutToken(shot) : shot,
            ...effort,
            connections,
            projects: task === 'POST' ? { order: 'each once', from: used } : { order: 'none' },
            ...(mode && { digest: digestKey(mode) })
          })
          used += figure.used
          return figure
        }
        const figures = withoutFirst(await takeTurns(Object.keys(WAYS), effort.rounds + 1, fire))
        tables.push(
          tableOf(`${MOCK}: ${task}, ${connections} connection${connections > 1 ? 's' : ''}`, figures)
        )
      } finally {
        await server.stop()
      }
    }
  }
  return { tables, targets: [] }
}

function withoutToken(shot: Shot): Shot {
  const { authorization: _token, ...headers } = shot.headers
  return { ...shot, headers }
}

function tableOf(head: string, figures: Map<string, Volley[]>): string {
  const rates = (way: string) => (figures.get(way) ?? []).map(({ rate }) => rate)
  const rows = [...figures].map(([way, volleys]) => {
    const [low, high] = spread(rates(way))
    return [
      way,
      show(median(rates(way))),
      `${show(low)} to ${show(high)}`,
      show(median(volleys.map(({ p50 }) => p50))),
      show(median(volleys.map(({ p99 }) => p99))),
      show(median(ratios(rates(way), rates(BEARER))))
    ]
  })
  return table([head, 'calls a second', 'middle half', 'p50, ms', 'p99, ms', 'times Bearer'], rows)
}

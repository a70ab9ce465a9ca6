import type autocannon from 'autocannon'
import { install } from './workspace.ts'

// Only the benchmark needs its 59 packages, so they are not in devDependencies.
const { default: cannon }: { default: typeof autocannon } = await import(
  await install('autocannon@9.0.0', 'autocannon')
)

export interface Volley {
  url: string
  connections: number
  /** Returns the requests of a connection, which it repeats. */
  requests(): autocannon.Request[]
  /** Status code of the responses that count. */
  counted: number
  /** Other status codes that may occur. */
  allowed?: readonly number[]
  /** Maximum number of requests. */
  limit?: number
  seconds?: number
}

/** Sends requests. @returns the number of responses that count, and how many per second */
export async function fire(volley: Volley) {
  const { url, connections, requests, counted, allowed = [] } = volley
  const { limit = Number.POSITIVE_INFINITY, seconds = 600 } = volley
  // autocannon's own figures are for whole seconds.
  const times: number[] = []
  const wrong = new Set<number>()
  const { errors } = await new Promise<autocannon.Result>((done, reject) => {
    const options = {
      url,
      connections,
      duration: seconds,
      ...(Number.isFinite(limit) && { maxOverallRequests: limit }),
      sampleInt: 50,
      setupClient: (client: autocannon.Client) => client.setRequests(requests())
    }
    const round = cannon(options, (error, result) => (error ? reject(error) : done(result)))
    round.on('response', (_client, status) => {
      if (status === counted) times.push(performance.now())
      else if (!allowed.includes(status)) wrong.add(status)
    })
  })
  if (wrong.size + errors > 0 || times.length < 2)
    throw new Error(`${url}: ${errors} errors, status codes ${[...wrong]}`)
  const duration = ((times.at(-1) as number) - (times[0] as number)) / 1_000
  return { calls: times.length, rate: (times.length - 1) / duration }
}

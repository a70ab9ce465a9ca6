import { errorCodeOf } from '../journal/answer.ts'
import type { Entry } from '../journal/entry.ts'

/** A metric as prom-client exchanges it between processes. */
interface Metric {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  aggregator: 'sum'
  values: { labels: Readonly<Record<string, string | number>>; value: number; metricName?: string }[]
}

/** What was counted of one operation. */
interface Tally {
  /** Requests by status and error code. */
  requests: Map<number | undefined, Map<unknown, number>>
  /** Requests by the first bucket that holds their duration; the last has no bound. */
  buckets: number[]
  /** Seconds. */
  sum: number
}

/** Upper bounds in seconds: the mock answers within a millisecond unless a fault delays it. */
const BOUNDS = [
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
  Number.POSITIVE_INFINITY
]

const DURATION = 'atlas_mock_request_duration_seconds'

/**
 * Prometheus metrics. On the way of a request there are only a few additions; the library that writes the text
 * is loaded when somebody asks.
 */
export class Metrics {
  readonly #sandboxes: () => number
  readonly #operations = new Map<string | undefined, Tally>()
  readonly #fired = new Map<string, number>()

  /** @param sandboxes how many there are */
  constructor(sandboxes: () => number) {
    this.#sandboxes = sandboxes
  }

  countRequest(entry: Entry): void {
    const { operationId, status, duration } = entry
    const tally = getOrMake(this.#operations, operationId, newTally)
    const byCode = getOrMake(tally.requests, status, () => new Map<unknown, number>())
    const errorCode = status !== undefined && status >= 400 ? errorCodeOf(entry) : undefined
    byCode.set(errorCode, (byCode.get(errorCode) ?? 0) + 1)
    const seconds = duration / 1000
    let bucket = 0
    while (seconds > (BOUNDS[bucket] as number)) bucket++
    tally.buckets[bucket] = (tally.buckets[bucket] as number) + 1
    tally.sum += seconds
  }

  countFault(effect: string): void {
    this.#fired.set(effect, (this.#fired.get(effect) ?? 0) + 1)
  }

  /** The text that Prometheus scrapes, and its Content-Type. */
  async render(): Promise<{ contentType: string; text: string }> {
    const { default: library } = await import('prom-client')
    const registry = library.AggregatorRegistry.aggregate([this.#collect()])
    return { contentType: registry.contentType, text: await registry.metrics() }
  }

  #collect(): Metric[] {
    const tallies = [...this.#operations].map(([id, tally]) => ({ operation: id ?? 'none', ...tally }))
    const fired = [...this.#fired].map(([effect, value]) => ({ labels: { effect }, value }))
    const sandboxes = [{ labels: {}, value: this.#sandboxes() }]
    return [
      metric(
        'counter',
        'atlas_mock_requests_total',
        'Requests on the Atlas surface.',
        tallies.flatMap(countsOf)
      ),
      metric(
        'histogram',
        DURATION,
        'Time from the arrival of a request to its answer.',
        tallies.flatMap(timesOf)
      ),
      metric('counter', 'atlas_mock_faults_fired_total', 'Faults that fired, by effect.', fired),
      metric('gauge', 'atlas_mock_sandboxes', 'Sandboxes that there are.', sandboxes)
    ]
  }
}

type NamedTally = Tally & { operation: string }

function newTally(): Tally {
  return { requests: new Map(), buckets: Array<number>(BOUNDS.length).fill(0), sum: 0 }
}

function metric(type: Metric['type'], name: string, help: string, values: Metric['values']): Metric {
  return { name, help, type, aggregator: 'sum', values }
}

function countsOf({ operation, requests }: NamedTally): Metric['values'] {
  return [...requests].flatMap(([status, byCode]) =>
    [...byCode].map(([code, value]) => ({
      labels: { operation, status: status ?? 'none', error_code: String(code ?? '') },
      value
    }))
  )
}

function timesOf({ operation, buckets, sum }: NamedTally): Metric['values'] {
  let count = 0
  const cumulative = buckets.map((own, at) => {
    count += own
    const bound = BOUNDS[at] as number
    const le = Number.isFinite(bound) ? bound : '+Inf'
    return { labels: { le, operation }, value: count, metricName: `${DURATION}_bucket` }
  })
  return [
    ...cumulative,
    { labels: { operation }, value: sum, metricName: `${DURATION}_sum` },
    { labels: { operation }, value: count, metricName: `${DURATION}_count` }
  ]
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

import type { Entry } from '../journal/entry.ts'

/** Histogram buckets in seconds: the mock responds within a millisecond unless a fault delays it. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity]

/** Media type of Prometheus's text format. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Values by labels in the text format. No value of a label needs an escape. */
type Samples = Map<string, number>

/** Durations of the requests of one operation. */
interface Durations {
  /** By bucket; each bucket includes the smaller ones. */
  counts: number[]
  /** In seconds. */
  sum: number
}

/** Prometheus metrics. */
export class Metrics {
  readonly #sandboxes: () => number
  readonly #requests: Samples = new Map()
  readonly #durations = new Map<string, Durations>()
  readonly #faults: Samples = new Map()

  /** @param sandboxes returns the number of sandboxes */
  constructor(sandboxes: () => number) {
    this.#sandboxes = sandboxes
  }

  countRequest({ operation, status, errorCode = '', duration }: Entry): void {
    const id = operation?.operationId ?? 'none'
    const labels = `{operation="${id}",status="${status ?? 'none'}",error_code="${errorCode}"}`
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1)
    const seconds = duration / 1000
    const { counts = [], sum = 0 }: Partial<Durations> = this.#durations.get(id) ?? {}
    for (const [at, bound] of BUCKETS.entries()) counts[at] = (counts[at] ?? 0) + Number(seconds <= bound)
    this.#durations.set(id, { counts, sum: sum + seconds })
  }

  countFault(effect: string): void {
    const labels = `{effect="${effect}"}`
    this.#faults.set(labels, (this.#faults.get(labels) ?? 0) + 1)
  }

  /** Returns the metrics in Prometheus's text format. */
  render(): string {
    const durations = [...this.#durations].flatMap(([id, found]) => samplesOf(id, found))
    const metrics = [
      render('requests_total', 'counter', 'Requests to the Atlas API.', this.#requests),
      render(
        'request_duration_seconds',
        'histogram',
        'Time from the arrival of a request to its response.',
        durations
      ),
      render('faults_fired_total', 'counter', 'Faults that fired, by effect.', this.#faults),
      render('sandboxes', 'gauge', 'Current number of sandboxes.', [['', this.#sandboxes()]])
    ]
    return metrics.join('\n')
  }
}

/** Returns the samples of a histogram. */
function samplesOf(id: string, { counts, sum }: Durations): [labels: string, value: number][] {
  const operation = `operation="${id}"`
  const buckets = BUCKETS.map((bound, at): [string, number] => [
    `_bucket{le="${bound === Infinity ? '+Inf' : bound}",${operation}}`,
    counts[at] ?? 0
  ])
  return [...buckets, [`_sum{${operation}}`, sum], [`_count{${operation}}`, counts.at(-1) ?? 0]]
}

function render(
  name: string,
  type: string,
  help: string,
  samples: Iterable<[labels: string, value: number]>
): string {
  const metric = `atlas_mock_${name}`
  const lines = [...samples].map(([labels, value]) => `${metric}${labels} ${value}\n`)
  return `# HELP ${metric} ${help}\n# TYPE ${metric} ${type}\n${lines.join('')}`
}

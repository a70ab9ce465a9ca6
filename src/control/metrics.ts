import type { Counter, Histogram, Registry } from 'prom-client'
import type { Entry } from '../journal/entry.ts'

/** What is counted of a request. */
interface Observation {
  operation: string
  status: string
  errorCode: string
  /** Seconds. */
  duration: number
}

interface Instruments {
  registry: Registry
  requests: Counter<'operation' | 'status' | 'error_code'>
  durations: Histogram<'operation'>
  faults: Counter<'effect'>
}

/** Requests that are kept until the library is loaded. */
const PATIENCE = 1_000

/** Upper bounds in seconds: the mock answers within a millisecond unless a fault delays it. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * Prometheus metrics. The library is loaded when somebody asks or much has been counted: a short run in CI
 * pays nothing for it.
 */
export class Metrics {
  readonly #sandboxes: () => number
  #waiting: Observation[] = []
  readonly #fired = new Map<string, number>()
  #loading: Promise<Instruments> | undefined
  #instruments: Instruments | undefined

  /** @param sandboxes how many there are */
  constructor(sandboxes: () => number) {
    this.#sandboxes = sandboxes
  }

  observe({ operationId, status, answerHeaders, duration }: Omit<Entry, 'id'>): void {
    this.#waiting.push({
      operation: operationId ?? 'none',
      status: status === undefined ? 'none' : String(status),
      errorCode: String(answerHeaders['x-error-code'] ?? ''),
      duration: duration / 1000
    })
    if (this.#instruments) this.#flush(this.#instruments)
    else if (this.#waiting.length >= PATIENCE) void this.#load()
  }

  countFault(effect: string): void {
    this.#fired.set(effect, (this.#fired.get(effect) ?? 0) + 1)
  }

  /** The text that Prometheus scrapes, and its Content-Type. */
  async render(): Promise<{ contentType: string; text: string }> {
    const instruments = await this.#load()
    this.#flush(instruments)
    return { contentType: instruments.registry.contentType, text: await instruments.registry.metrics() }
  }

  #load(): Promise<Instruments> {
    this.#loading ??= import('prom-client').then(({ default: library }) => {
      this.#instruments = createInstruments(library, this.#sandboxes, this.#fired)
      return this.#instruments
    })
    return this.#loading
  }

  #flush({ requests, durations }: Instruments): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { operation, status, errorCode, duration } of waiting) {
      requests.inc({ operation, status, error_code: errorCode })
      durations.observe({ operation }, duration)
    }
  }
}

function createInstruments(
  library: typeof import('prom-client'),
  sandboxes: () => number,
  fired: ReadonlyMap<string, number>
): Instruments {
  // A registry of its own: several mocks may live in one process.
  const registry = new library.Registry()
  const registers = [registry]
  const faults = new library.Counter({
    name: 'atlas_mock_faults_fired_total',
    help: 'Faults that fired, by effect.',
    labelNames: ['effect'],
    registers,
    collect() {
      this.reset()
      for (const [effect, count] of fired) this.inc({ effect }, count)
    }
  })
  new library.Gauge({
    name: 'atlas_mock_sandboxes',
    help: 'Sandboxes that there are.',
    registers,
    collect() {
      this.set(sandboxes())
    }
  })
  return {
    registry,
    faults,
    requests: new library.Counter({
      name: 'atlas_mock_requests_total',
      help: 'Requests on the Atlas surface, by operation, status and error code.',
      labelNames: ['operation', 'status', 'error_code'],
      registers
    }),
    durations: new library.Histogram({
      name: 'atlas_mock_request_duration_seconds',
      help: 'Time from the arrival of a request to its answer.',
      labelNames: ['operation'],
      buckets: BUCKETS,
      registers
    })
  }
}

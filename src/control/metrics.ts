import type { Entry } from '../journal/entry.ts'

/** Histogram buckets in seconds: the mock responds within a millisecond unless a fault delays it. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Requests that are counted together. */
const BATCH = 1_000

type Instruments = Awaited<ReturnType<typeof createInstruments>>

/** Prometheus metrics. Loads the library on first use: it would delay a start. */
export class Metrics {
  readonly #sandboxes: () => number
  /** Requests that are not counted yet: counting each one immediately reduces the throughput by a fifth. */
  readonly #pending: { operation: string; status: string; errorCode: string; duration: number }[] = []
  #instruments: Promise<Instruments> | undefined

  /** @param sandboxes returns the number of sandboxes */
  constructor(sandboxes: () => number) {
    this.#sandboxes = sandboxes
  }

  countRequest({ operation, status, errorCode, duration }: Entry): void {
    this.#pending.push({
      operation: operation?.operationId ?? 'none',
      status: String(status ?? 'none'),
      errorCode: errorCode ?? '',
      duration
    })
    if (this.#pending.length >= BATCH) this.#count(instruments => this.#flush(instruments))
  }

  countFault(effect: string): void {
    this.#count(({ faults }) => faults.inc({ effect }))
  }

  /** Returns the metrics in Prometheus's text format and their Content-Type. */
  async render(): Promise<{ contentType: string; text: string }> {
    const instruments = await this.#load()
    this.#flush(instruments)
    const { registry } = instruments
    return { contentType: registry.contentType, text: await registry.metrics() }
  }

  #flush({ requests, durations }: Instruments): void {
    for (const { operation, status, errorCode, duration } of this.#pending.splice(0)) {
      requests.inc({ operation, status, error_code: errorCode })
      durations.observe({ operation }, duration / 1000)
    }
  }

  #count(count: (instruments: Instruments) => void): void {
    // If the library cannot be loaded, requests must not fail and must not accumulate.
    this.#load().then(count, () => this.#pending.splice(0))
  }

  #load(): Promise<Instruments> {
    this.#instruments ??= createInstruments(this.#sandboxes).catch(error => {
      this.#instruments = undefined
      throw error
    })
    return this.#instruments
  }
}

async function createInstruments(sandboxes: () => number) {
  const { default: client } = await import('prom-client')
  const registry = new client.Registry()
  const registers = [registry]
  const requests = new client.Counter({
    name: 'atlas_mock_requests_total',
    help: 'Requests on the Atlas surface.',
    labelNames: ['operation', 'status', 'error_code'],
    registers
  })
  const durations = new client.Histogram({
    name: 'atlas_mock_request_duration_seconds',
    help: 'Time from the arrival of a request to its response.',
    labelNames: ['operation'],
    buckets: BUCKETS,
    registers
  })
  const faults = new client.Counter({
    name: 'atlas_mock_faults_fired_total',
    help: 'Faults that fired, by effect.',
    labelNames: ['effect'],
    registers
  })
  new client.Gauge({
    name: 'atlas_mock_sandboxes',
    help: 'Current number of sandboxes.',
    registers,
    collect() {
      this.set(sandboxes())
    }
  })
  return { registry, requests, durations, faults }
}

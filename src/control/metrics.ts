import type { Counter, Histogram, Registry } from 'prom-client'
import { errorCodeOf } from '../journal/answer.ts'
import type { Entry } from '../journal/entry.ts'

/** Upper bounds of durations in seconds: the mock responds within a millisecond unless a fault delays it. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Instruments {
  registry: Registry
  requests: Counter
  durations: Histogram
  faults: Counter
}

/** Prometheus metrics. The library is loaded at the first request: a start would wait for it. */
export class Metrics {
  readonly #sandboxes: () => number
  #instruments: Promise<Instruments> | undefined

  /** @param sandboxes returns how many there are */
  constructor(sandboxes: () => number) {
    this.#sandboxes = sandboxes
  }

  async countRequest(entry: Entry): Promise<void> {
    const { requests, durations } = await this.#load()
    const { status, duration } = entry
    const operation = entry.operation?.operationId ?? 'none'
    const code = status !== undefined && status >= 400 ? errorCodeOf(entry) : undefined
    requests.inc({ operation, status: status ?? 'none', error_code: code ?? '' })
    durations.observe({ operation }, duration / 1000)
  }

  async countFault(effect: string): Promise<void> {
    const { faults } = await this.#load()
    faults.inc({ effect })
  }

  /** Returns the text that Prometheus scrapes, and its Content-Type. */
  async render(): Promise<{ contentType: string; text: string }> {
    const { registry } = await this.#load()
    return { contentType: registry.contentType, text: await registry.metrics() }
  }

  #load(): Promise<Instruments> {
    this.#instruments ??= createInstruments(this.#sandboxes)
    return this.#instruments
  }
}

async function createInstruments(sandboxes: () => number): Promise<Instruments> {
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
    help: 'Time from the arrival of a request to its answer.',
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
    help: 'Sandboxes that there are.',
    registers,
    collect() {
      this.set(sandboxes())
    }
  })
  return { registry, requests, durations, faults }
}

import type { Counter, Histogram, Registry } from 'prom-client'
import type { Entry } from '../journal/entry.ts'

/** Histogram buckets in seconds: the mock responds within a millisecond unless a fault delays it. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Instruments {
  registry: Registry
  requests: Counter
  durations: Histogram
  faults: Counter
}

/** Prometheus metrics. Loads the library on first use: it would delay a start. */
export class Metrics {
  readonly #sandboxes: () => number
  #instruments: Promise<Instruments> | undefined

  /** @param sandboxes returns the number of sandboxes */
  constructor(sandboxes: () => number) {
    this.#sandboxes = sandboxes
  }

  countRequest(entry: Entry): void {
    const { status, errorCode, duration } = entry
    const operation = entry.operation?.operationId ?? 'none'
    this.#count(({ requests, durations }) => {
      requests.inc({ operation, status: status ?? 'none', error_code: errorCode ?? '' })
      durations.observe({ operation }, duration / 1000)
    })
  }

  countFault(effect: string): void {
    this.#count(({ faults }) => faults.inc({ effect }))
  }

  /** Returns the metrics in Prometheus's text format and their Content-Type. */
  async render(): Promise<{ contentType: string; text: string }> {
    const { registry } = await this.#load()
    return { contentType: registry.contentType, text: await registry.metrics() }
  }

  #count(count: (instruments: Instruments) => void): void {
    // A library that cannot be loaded must not fail the request that is counted.
    this.#load().then(count, () => undefined)
  }

  #load(): Promise<Instruments> {
    this.#instruments ??= createInstruments(this.#sandboxes).catch(error => {
      this.#instruments = undefined
      throw error
    })
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

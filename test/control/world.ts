import assert from 'node:assert/strict'
import type { App } from '../../src/app.ts'
import type { NewSandbox } from '../../types/wire.d.ts'
import { ACME, DEMO, integrations, KEYS } from '../app.ts'
import { type ApiKey, asKey, control, newSandbox, stateOf } from './control.ts'

/** Types that require only an address, with its field. */
const FIELDS = { WEBHOOK: 'url', MICROSOFT_TEAMS: 'microsoftTeamsWebhookUrl' } as const

type Type = keyof typeof FIELDS

export const TYPES = Object.keys(FIELDS) as Type[]

export const METHODS = ['POST', 'PUT', 'DELETE'] as const

type Method = (typeof METHODS)[number]

/** Requests per minute, as in the header. */
const LIMIT = 1200

/** An action on the mock. */
export type Step =
  | { kind: 'write'; method: Method; type: Type }
  | { kind: 'fault'; method: Method; first: number }
  | { kind: 'snapshot' | 'restore'; name: string }
  | { kind: 'advance'; milliseconds: number }
  | { kind: 'freeze' | 'release' | 'reset' | 'forget' | 'forgive' }

interface PlannedFault {
  id: string
  method: Method
  first: number
  hits: number
}

type Movement = { frozenAt: number } | { offset: number } | undefined

/** The expected state of the mock's own clock. */
export interface Time {
  machine: () => number
  global: Movement
}

/** Model of one sandbox or of the seed's organization: its expected state, independent of all others. */
export class World {
  readonly #app: App
  readonly #time: Time
  readonly #key: ApiKey
  readonly #orgId: string
  readonly #projectId: string
  readonly #isSandbox: boolean
  #addresses = new Map<Type, string>()
  readonly #snapshots = new Map<string, Map<Type, string>>()
  #faults: PlannedFault[] = []
  #journal: [method: string, path: string, status: number][] = []
  #movement: Movement
  #windowStart = Number.POSITIVE_INFINITY
  #used = 0
  #count = 0

  private constructor(app: App, time: Time, sandbox?: NewSandbox) {
    this.#app = app
    this.#time = time
    this.#isSandbox = sandbox !== undefined
    this.#key = sandbox?.owner.apiKey ?? { publicKey: 'prjowner', privateKey: KEYS['prjowner'] as string }
    this.#orgId = sandbox?.id ?? ACME
    this.#projectId = sandbox?.projects[0]?.id ?? DEMO
  }

  static async sandbox(app: App, time: Time): Promise<World> {
    return new World(app, time, await newSandbox(app))
  }

  /** Returns the model of the seed's organization. It uses the mock's clock, and only `match` limits its faults. */
  static rest(app: App, time: Time): World {
    return new World(app, time)
  }

  /** Executes a step and updates the model. */
  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'write':
        return await this.#write(step.method, step.type)
      case 'fault':
        return await this.#addFault(step.method, step.first)
      case 'snapshot':
      case 'restore':
        // Without a sandbox it would contain the state of all others.
        return this.#isSandbox ? await this.#bySnapshot(step.kind, step.name) : undefined
      case 'reset':
        return this.#isSandbox ? await this.#reset() : undefined
      case 'forget':
        return this.#isSandbox ? await this.#forget() : undefined
      case 'forgive':
        return await this.#forgive()
      default:
        return await this.#moveClock(step)
    }
  }

  /** Checks that the mock's state matches the model, without the state of others. */
  async check(): Promise<void> {
    const [organization] = (await stateOf(this.#app)).filter(({ id }) => id === this.#orgId)
    const project = organization?.projects?.find(({ id }) => id === this.#projectId)
    assert.deepEqual(
      project?.integrations?.map(({ type, settings }) => [type, settings]),
      [...this.#addresses]
        .map(([type, address]) => [type, { [FIELDS[type]]: address }])
        .sort(([a], [b]) => String(a).localeCompare(String(b)))
    )
    if (this.#isSandbox) assert.deepEqual(await stateOf(this.#app, this.#orgId), [organization])

    const { results } = await this.#read<{ results: Recorded[] }>('/requests')
    const own = results.filter(({ organization }) => this.#isSandbox || organization === ACME)
    assert.deepEqual(
      own.map(({ organization, request, response }) => [
        organization,
        request.method,
        request.path,
        response.status
      ]),
      this.#journal.map(entry => [this.#orgId, ...entry])
    )

    const faults = await this.#read<{ results: Listed[] }>('/faults')
    assert.deepEqual(
      faults.results
        .filter(({ sandbox }) => sandbox === (this.#isSandbox ? this.#orgId : null))
        .map(({ id, hits, left }) => ({ id, hits, left })),
      this.#faults.map(({ id, hits, first }) => ({ id, hits, left: first - hits }))
    )

    assert.deepEqual(await this.#read('/clock'), {
      now: new Date(this.now).toISOString(),
      frozen: 'frozenAt' in (this.#clock ?? {})
    })
    if (!this.#isSandbox) return
    const snapshots = await this.#read('/snapshots')
    assert.deepEqual(snapshots, { results: [...this.#snapshots.keys()].map(name => ({ name })) })
  }

  /** Number of its journal entries. */
  get recorded(): number {
    return this.#journal.length
  }

  get now(): number {
    const movement = this.#clock
    const machine = this.#time.machine()
    if (movement === undefined) return machine
    return 'frozenAt' in movement ? movement.frozenAt : machine + movement.offset
  }

  /** The clock follows the mock's clock until it is set. */
  get #clock(): Movement {
    return this.#movement ?? this.#time.global
  }

  /** Follows the mock's clock again: its release also releases all other clocks. */
  follow(): void {
    this.#movement = undefined
  }

  async #write(method: Method, type: Type): Promise<void> {
    const url = integrations(this.#projectId, type)
    const address = `https://example.com/${this.#orgId}/${++this.#count}`
    const body = method === 'DELETE' ? {} : { body: { [FIELDS[type]]: address } }
    const fault = this.#faults.find(one => one.method === method && one.hits < one.first)
    const status = fault ? 503 : this.#store(method, type, address)
    if (fault) fault.hits++
    const answer = await asKey(this.#app, this.#key, { method, url, ...body })
    this.#journal.push([method, url, 401], [method, url, status])
    assert.equal(answer.status, status, answer.text)
    if (!fault) assert.equal(answer.headers['ratelimit-remaining'], String(LIMIT - this.#countRequest()))
  }

  /** @returns the expected status */
  #store(method: Method, type: Type, address: string): number {
    const isThere = this.#addresses.has(type)
    if (method === 'POST' && isThere) return 409
    if (method === 'DELETE') return this.#addresses.delete(type) ? 204 : 404
    this.#addresses.set(type, address)
    return 200
  }

  #countRequest(): number {
    const { now } = this
    if (now < this.#windowStart || now >= this.#windowStart + 60_000) {
      this.#windowStart = now
      this.#used = 0
    }
    return ++this.#used
  }

  async #addFault(method: Method, first: number): Promise<void> {
    const match = this.#isSandbox ? { method } : { method, organization: ACME }
    const body = { match, effect: { type: 'status', status: 503 }, when: { first } }
    const { id } = await this.#call<{ id: string }>(201, 'POST', '/faults', body)
    this.#faults.push({ id, method, first, hits: 0 })
  }

  async #forgive(): Promise<void> {
    for (const { id } of this.#faults) await this.#call(204, 'DELETE', `/faults/${id}`)
    this.#faults = []
  }

  async #bySnapshot(kind: 'snapshot' | 'restore', name: string): Promise<void> {
    const kept = this.#snapshots.get(name)
    if (kind === 'snapshot') {
      await this.#call(kept ? 409 : 201, 'POST', '/snapshots', { name })
      if (!kept) this.#snapshots.set(name, new Map(this.#addresses))
      return
    }
    await this.#call(kept ? 204 : 404, 'POST', `/snapshots/${name}/restore`)
    if (kept) this.#addresses = new Map(kept)
  }

  async #moveClock(step: Step): Promise<void> {
    const isFrozen = 'frozenAt' in (this.#clock ?? {})
    if (step.kind === 'advance') {
      const now = this.now + step.milliseconds
      this.#set(isFrozen ? { frozenAt: now } : { offset: now - this.#time.machine() })
      await this.#call(200, 'POST', '/clock/advance', { milliseconds: step.milliseconds })
    } else if (step.kind === 'freeze') {
      this.#set({ frozenAt: this.now })
      await this.#call(200, 'PUT', '/clock', { frozen: true })
    } else {
      this.#set(undefined)
      await this.#call(204, 'DELETE', '/clock')
    }
  }

  #set(movement: Movement): void {
    if (this.#isSandbox) this.#movement = movement
    else this.#time.global = movement
  }

  async #reset(): Promise<void> {
    await this.#call(204, 'POST', `/sandboxes/${this.#orgId}/reset`)
    this.#addresses = new Map()
    this.#faults = []
    this.#journal = []
    this.#movement = undefined
    this.#windowStart = Number.POSITIVE_INFINITY
  }

  async #forget(): Promise<void> {
    await this.#call(204, 'DELETE', '/requests')
    this.#journal = []
  }

  #read<T>(path: string): Promise<T> {
    return this.#call<T>(200, 'GET', path)
  }

  async #call<T>(status: number, method: string, path: string, body?: unknown): Promise<T> {
    const sandbox = this.#isSandbox && !/^\/(sandboxes|faults)\/./.test(path) ? this.#orgId : undefined
    const answer = await control(this.#app, method, path, body, { sandbox })
    assert.equal(answer.status, status, answer.text)
    return answer.json as T
  }
}

interface Recorded {
  organization: string | null
  request: { method: string; path: string }
  response: { status: number }
}

interface Listed {
  id: string
  sandbox: string | null
  hits: number
  left: number
}

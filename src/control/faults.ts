import { randomLcg } from 'd3-random'
import type { Firing, RequestRecord } from '../journal/request-record.ts'
import type { Sources } from '../sources.ts'
import { type Criterion, criteriaOf } from './criteria.ts'
import type { Delay, Fault, FaultBody, Stage } from './fault.ts'

/** A number from 0 to 1, 1 left out. */
type Draw = () => number

interface Planned {
  id: string
  sandbox: string | undefined
  body: FaultBody
  stage: Stage
  criteria: readonly Criterion[]
  created: number
  /** Milliseconds since the epoch after which it never fires. */
  ends: number
  draw: Draw
  matched: number
  hits: number
}

/** The fault plan. Of the faults that match a request, the first that is due fires. */
export class Faults {
  readonly #sources: Sources
  readonly #plan = new Map<string, Planned>()
  /** How many faults each stage has: most have none, and every request asks. */
  readonly #stages: Record<Stage, number> = { edge: 0, service: 0, 'after-commit': 0 }
  /** Called for each fault that fires, with its effect's type. */
  onFire: (effect: string) => void = () => undefined

  constructor(sources: Sources) {
    this.#sources = sources
  }

  add(body: FaultBody, sandbox?: string): Fault {
    const created = this.#sources.now(sandbox)
    const { until, seed } = body.when ?? {}
    const planned: Planned = {
      id: this.#sources.objectId(sandbox),
      sandbox,
      body,
      stage: body.stage ?? 'service',
      criteria: criteriaOf(body, sandbox),
      created,
      ends: Math.min(
        until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
        body.lasts === undefined ? Number.POSITIVE_INFINITY : created + body.lasts * 1000
      ),
      draw: randomLcg((seed ?? this.#sources.randomBytes(4).readUInt32BE()) / 2 ** 32),
      matched: 0,
      hits: 0
    }
    this.#plan.set(planned.id, planned)
    this.#stages[planned.stage]++
    return this.#show(planned)
  }

  /** Faults in the order of their making, of a sandbox or all. */
  list(sandbox?: string): Fault[] {
    return [...this.#plan.values()]
      .filter(planned => sandbox === undefined || planned.sandbox === sandbox)
      .map(planned => this.#show(planned))
  }

  /** @param sandbox only if it is this one's */
  find(id: string, sandbox?: string): Fault | undefined {
    const planned = this.#plan.get(id)
    const isMeant = sandbox === undefined || planned?.sandbox === sandbox
    return planned && isMeant ? this.#show(planned) : undefined
  }

  /** @returns whether there was one */
  remove(id: string): boolean {
    const planned = this.#plan.get(id)
    if (planned) this.#stages[planned.stage]--
    return this.#plan.delete(id)
  }

  /** Removes all faults, or a sandbox's. */
  clear(sandbox?: string): void {
    for (const { id, sandbox: own } of this.#plan.values()) {
      if (sandbox === undefined || own === sandbox) this.remove(id)
    }
  }

  /** Whether a stage has any fault at all. */
  has(stage: Stage): boolean {
    return this.#stages[stage] > 0
  }

  /** The fault that fires on a request at this stage, if any; each that looked at it has counted it. */
  fire(stage: Stage, record: RequestRecord): Firing | undefined {
    for (const planned of this.#plan.values()) {
      const isFor = planned.stage === stage && planned.criteria.every(holds => holds(record))
      if (!isFor || !this.#isDue(planned)) continue
      const { id, body, draw } = planned
      this.onFire(body.effect.type)
      return { id, effect: body.effect, delay: drawDelay(body.effect.delay ?? 0, draw) }
    }
    return undefined
  }

  #isDue(planned: Planned): boolean {
    if (this.#hasEnded(planned)) return false
    const { after = 0, every = 1, probability = 1 } = planned.body.when ?? {}
    planned.matched++
    const place = planned.matched - after
    if (place < 1 || place % every !== 0) return false
    if (probability < 1 && planned.draw() >= probability) return false
    planned.hits++
    return true
  }

  #hasEnded({ ends, sandbox, hits, body }: Planned): boolean {
    return hits === body.when?.first || this.#sources.now(sandbox) >= ends
  }

  #show(planned: Planned): Fault {
    const { id, sandbox, body, stage, created, matched, hits } = planned
    const { first } = body.when ?? {}
    const ended = this.#hasEnded(planned)
    return {
      id,
      sandbox: sandbox ?? null,
      ...body,
      stage,
      created: new Date(created).toISOString(),
      matched,
      hits,
      left: ended ? 0 : first === undefined ? null : first - hits,
      fired: hits > 0,
      ended
    }
  }
}

/** Returns the milliseconds of a delay; of a range, drawn uniformly. */
function drawDelay(delay: Delay, draw: Draw): number {
  return typeof delay === 'number' ? delay : delay.min + (delay.max - delay.min) * draw()
}

import { randomLcg } from 'd3-random'
import type { Delay, Fault, FaultBody } from '../../types/wire.d.ts'
import type { Sources } from '../base/sources.ts'
import { invalidHeader } from '../http/headers.ts'
import { matchesHeader } from '../journal/match.ts'
import type { FiredFault, RequestRecord } from '../journal/request-record.ts'
import { matchesPath } from '../journal/target.ts'
import { ControlProblem, invalidBody } from './problem.ts'

/** Processing stage of a fault: before authentication, after authentication, or after the commit. */
export type FaultStage = Fault['stage']

interface Planned {
  id: string
  sandbox: string | undefined
  body: FaultBody
  stage: FaultStage
  created: number
  /** Milliseconds since the epoch. */
  ends: number
  /** Returns a number in [0, 1). */
  random: () => number
  matched: number
  hits: number
}

/** The active faults. Of the faults that match a request, the first that is due fires. */
export class Faults {
  readonly #sources: Sources
  readonly #plan = new Map<string, Planned>()
  /** Number of faults by stage: every request reads it, and most stages have none. */
  readonly counts: Record<FaultStage, number> = { edge: 0, service: 0, 'after-commit': 0 }

  constructor(sources: Sources) {
    this.#sources = sources
  }

  /** @throws {ControlProblem} 400 for an invalid fault */
  add(body: FaultBody, sandbox?: string): Fault {
    checkFault(body)
    const created = this.#sources.now(sandbox)
    const { until, seed } = body.when ?? {}
    const planned: Planned = {
      id: this.#sources.objectId(sandbox),
      sandbox,
      body,
      stage: body.stage ?? 'service',
      created,
      ends: Math.min(
        until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
        body.lasts === undefined ? Number.POSITIVE_INFINITY : created + body.lasts * 1000
      ),
      random: randomLcg((seed ?? this.#sources.randomBytes(4).readUInt32BE()) / 2 ** 32),
      matched: 0,
      hits: 0
    }
    this.#plan.set(planned.id, planned)
    this.counts[planned.stage]++
    return this.#show(planned)
  }

  /** Returns all faults or those of a sandbox, in creation order. */
  list(sandbox?: string): Fault[] {
    return [...this.#plan.values()]
      .filter(planned => sandbox === undefined || planned.sandbox === sandbox)
      .map(planned => this.#show(planned))
  }

  /** @param sandbox that must own the fault @throws {ControlProblem} 404 */
  find(id: string, sandbox?: string): Fault {
    return this.#show(this.#find(id, sandbox))
  }

  /** @param sandbox that must own the fault @throws {ControlProblem} 404 */
  remove(id: string, sandbox?: string): void {
    const { stage } = this.#find(id, sandbox)
    this.counts[stage]--
    this.#plan.delete(id)
  }

  #find(id: string, sandbox: string | undefined): Planned {
    const planned = this.#plan.get(id)
    if (planned && (sandbox === undefined || planned.sandbox === sandbox)) return planned
    throw new ControlProblem(404, `unknown fault '${id}'`)
  }

  clear(sandbox?: string): void {
    for (const { id } of this.list(sandbox)) this.remove(id)
  }

  /** Returns the fault that fires on a request at this stage and counts the match of each fault considered. */
  fire(stage: FaultStage, record: Readonly<RequestRecord>): FiredFault | undefined {
    for (const planned of this.#plan.values()) {
      if (planned.stage !== stage || !matchesFault(planned, record) || !this.#isDue(planned)) continue
      const { id, body, random } = planned
      return { id, effect: body.effect, stage, delay: pickDelay(body.effect.delay ?? 0, random) }
    }
    return undefined
  }

  #isDue(planned: Planned): boolean {
    if (this.#hasEnded(planned)) return false
    const { after = 0, every = 1, probability = 1 } = planned.body.when ?? {}
    planned.matched++
    const position = planned.matched - after
    if (position < 1 || position % every !== 0) return false
    if (probability < 1 && planned.random() >= probability) return false
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

/** Returns how a message names a fault: by its name, its effect, and the requests that it matches. */
export function faultName({ id, name, effect, match = {} }: Fault): string {
  const call = [match.method, match.operation, match.path].filter(fact => fact !== undefined).join(' ')
  return `${name ?? id} (${effect.type}${call === '' ? '' : ` on ${call}`})`
}

/** Checks what the schema cannot. @throws {ControlProblem} 400 */
export function checkFault({ effect, when }: FaultBody): void {
  const { delay } = effect
  if (typeof delay === 'object' && delay.min > delay.max) {
    throw invalidBody('/effect/delay/min', `must not be greater than max (${delay.max})`)
  }
  const header = invalidHeader(('headers' in effect && effect.headers) || {})
  if (header) throw invalidBody(`/effect/headers/${header.name}`, header.detail)
  // RFC 3339 allows leap seconds, JavaScript does not.
  if (when?.until !== undefined && Number.isNaN(Date.parse(when.until))) {
    throw invalidBody('/when/until', 'is not a valid time')
  }
}

/** Returns a delay in milliseconds, uniformly distributed in a range. */
function pickDelay(delay: Delay, random: () => number): number {
  return typeof delay === 'number' ? delay : delay.min + (delay.max - delay.min) * random()
}

function matchesFault({ body: { match = {} }, sandbox }: Planned, record: Readonly<RequestRecord>): boolean {
  const { received, caller, operation, projectId } = record
  const { method, path, organization, headers = {} } = match
  return (
    isOneOf(match.principal, caller?.id) &&
    isOneOf(match.operation, operation?.operationId) &&
    isOneOf(match.project, projectId) &&
    isOneOf(match.integrationType, received.params['integrationType']) &&
    isOneOf(method?.toUpperCase(), received.method) &&
    (path === undefined || matchesPath(path, received.target)) &&
    Object.entries(headers).every(([name, pattern]) => hasHeader(received, name.toLowerCase(), pattern)) &&
    // Last: the record may query the database for the organization.
    (organization === undefined || organization === record.orgId) &&
    (sandbox === undefined || sandbox === record.orgId)
  )
}

/** @param expected one value or several; undefined: any */
function isOneOf(expected: string | readonly string[] | undefined, actual: string | undefined): boolean {
  if (expected === undefined) return true
  return typeof expected === 'string' ? expected === actual : expected.some(value => value === actual)
}

function hasHeader({ headers }: RequestRecord['received'], name: string, pattern: string): boolean {
  return Object.hasOwn(headers, name) && matchesHeader(name, pattern, String(headers[name]))
}

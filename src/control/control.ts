import type { CreatedSandbox, FaultBody, ResetBody, SandboxBody, StubBody } from '../../types/wire.d.ts'
import type { Nonces } from '../auth/digest.ts'
import type { Clock, Sources } from '../base/sources.ts'
import type { Settings } from '../config/config.ts'
import { isLoopback } from '../http/listening.ts'
import type { ServiceContext } from '../integrations/registry.ts'
import { type Entry, isUnmocked } from '../journal/entry.ts'
import type { Journal } from '../journal/journal.ts'
import type { Recorder } from '../proof-hooks.ts'
import type { RateCounter } from '../rate-limits/rate-limits.ts'
import type { OrganizationState } from '../state/document.ts'
import { Alerts } from '../test-alerts/alerts.ts'
import type { Faults } from './faults.ts'
import { Principals } from './principals.ts'
import { ControlProblem } from './problem.ts'
import { Sandboxes } from './sandboxes.ts'
import { StateKeeper } from './state-keeper.ts'
import type { Stubs } from './stubs.ts'

interface ControlOptions extends ServiceContext {
  journal: Journal
  faults: Faults
  stubs: Stubs
  settings: Settings
  clock: Clock
  nonces: Nonces
  rates: RateCounter
  seed: readonly OrganizationState[]
}

/** A state change made through the control plane. */
export interface Change {
  /** operationId of the control plane. */
  operation: string
  /** Id of the affected sandbox; null: everything. */
  sandbox: string | null
}

/** The control plane without HTTP. Without a sandbox, a call applies to everything. */
export class Control {
  /** Differs from that of each other start. */
  readonly startId: string
  readonly clock: Clock
  readonly changeListeners = new Set<(change: Change) => void>()
  /** Undefined: calls are not recorded. */
  recorder: Recorder | undefined
  readonly #journal: Journal
  readonly #faults: Faults
  readonly #stubs: Stubs
  readonly #rates: RateCounter
  readonly sandboxes: Sandboxes
  readonly state: StateKeeper
  readonly principals: Principals
  readonly alerts: Alerts
  readonly nonces: Nonces
  readonly #unknownPaths: Settings['unknownPaths']
  /** What differs from the setting, by sandbox. */
  readonly #unknownPathsOf = new Map<string | undefined, Settings['unknownPaths']>()
  /** Bearer token of the control plane; undefined: not required. */
  readonly token: string | undefined
  readonly #closing = new AbortController()
  #start: { stubs: readonly StubBody[]; faults: readonly FaultBody[] } = { stubs: [], faults: [] }

  constructor(options: ControlOptions) {
    const { settings, store, sources } = options
    this.token = controlToken(settings, sources)
    this.startId = sources.randomBytes(8).toString('hex')
    this.clock = options.clock
    this.#journal = options.journal
    this.#faults = options.faults
    this.#stubs = options.stubs
    this.#rates = options.rates
    this.sandboxes = new Sandboxes(options, {
      controlToken: this.token,
      caFile: settings.tls ? (settings.tlsCaOut ?? settings.tlsCert) : undefined
    })
    this.state = new StateKeeper(options, options.seed, id => this.#forget(id))
    this.alerts = new Alerts(sources, settings.deliverTo)
    this.principals = new Principals(store, sources)
    this.nonces = options.nonces
    this.#unknownPaths = settings.unknownPaths
  }

  /** Returns a signal that aborts when the server closes. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** Aborts pending waits and streams. */
  close(): void {
    this.#closing.abort(new ControlProblem(503, 'the mock is shutting down'))
  }

  /** Adds the stubs and faults of startup, which a reset restores. */
  addStartContents(stubs: readonly StubBody[], faults: readonly FaultBody[]): void {
    this.#start = { stubs, faults }
    this.#resetStubs()
    this.#resetFaults()
  }

  /**
   * Restores the seed data, or the initial state of a sandbox. Issued tokens and nonces stay valid: SDKs cache them.
   */
  reset({ keep = [] }: ResetBody, sandbox?: string): void {
    if (sandbox === undefined) this.state.restoreSeed()
    else this.state.restoreBaseline(sandbox)
    this.#resetStubs(sandbox)
    if (!keep.includes('faults')) this.#resetFaults(sandbox)
    if (!keep.includes('clock')) this.clock.release(sandbox)
    if (!keep.includes('journal')) this.#journal.clear(sandbox)
    if (!keep.includes('rates')) this.#rates.clear(sandbox)
    if (!keep.includes('inbox')) this.alerts.inbox.clear(sandbox)
    this.nonces.setSingleUse(false, sandbox)
  }

  #resetStubs(sandbox?: string): void {
    this.#stubs.clear(sandbox)
    if (sandbox !== undefined) return
    for (const stub of this.#start.stubs) this.#stubs.add(stub)
  }

  #resetFaults(sandbox?: string): void {
    this.#faults.clear(sandbox)
    if (sandbox !== undefined) return
    for (const fault of this.#start.faults) this.#faults.add(fault)
  }

  /** @param url of the mock @throws {StateError} with the JSON pointer of the error in the body */
  createSandbox(body: SandboxBody, url: string): CreatedSandbox {
    const sandbox = this.sandboxes.create(body, url)
    if (body.unknownPaths) this.#unknownPathsOf.set(sandbox.id, body.unknownPaths)
    return sandbox
  }

  /** Returns whether a request fails the verifications of a sandbox, or of the mock; undefined: none does. */
  failing(sandbox?: string): ((entry: Entry) => boolean) | undefined {
    const fails = (id: string | undefined) => (this.#unknownPathsOf.get(id) ?? this.#unknownPaths) === 'fail'
    return fails(sandbox) ? entry => isUnmocked(entry) && fails(entry.orgId) : undefined
  }

  /** @throws {ControlProblem} 404 */
  removeSandbox(id: string): void {
    this.sandboxes.remove(id)
    this.state.forgetOrphans()
    this.#forget(id)
  }

  /** Discards everything kept in memory for a removed sandbox. */
  #forget(id: string): void {
    this.nonces.forget(id)
    this.#unknownPathsOf.delete(id)
    this.#faults.clear(id)
    this.#stubs.clear(id)
    this.clock.release(id)
    this.#journal.clear(id)
    this.#rates.clear(id)
    this.alerts.inbox.clear(id)
  }
}

function controlToken(
  { control, controlToken, host }: Settings,
  { randomBytes }: Sources
): string | undefined {
  if (!control || controlToken !== undefined) return controlToken
  return isLoopback(host) ? undefined : randomBytes(24).toString('base64url')
}

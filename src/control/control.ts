import { Alerts } from '../alerts/alerts.ts'
import type { Nonces } from '../auth/nonces.ts'
import type { Tokens } from '../auth/tokens.ts'
import type { BodyValidator } from '../body-validator.ts'
import type { Registry } from '../integrations/registry.ts'
import { Journal, roomForJournal } from '../journal/journal.ts'
import type { Sources } from '../sources.ts'
import type { OrganizationState } from '../state/document.ts'
import type { Store } from '../store/store.ts'
import { Changes } from './changes.ts'
import type { Clock } from './clock.ts'
import { Faults } from './faults.ts'
import { Metrics } from './metrics.ts'
import { Principals } from './principals.ts'
import { Problem } from './problem.ts'
import { RateCounter } from './rate-counter.ts'
import { Sandboxes } from './sandboxes.ts'
import { StateKeeper } from './state-keeper.ts'

/** What a reset may leave as it is. */
export const KEEPABLE = ['faults', 'clock', 'journal', 'rates', 'inbox'] as const

export interface ResetOptions {
  keep?: readonly (typeof KEEPABLE)[number][] | undefined
  /** Whether the tokens that were given out end. */
  revokeTokens?: boolean | undefined
}

interface Parts {
  store: Store
  registry: Registry
  validator: BodyValidator
  sources: Sources
  clock: Clock
  nonces: Nonces
  tokens: Tokens
  seed: readonly OrganizationState[]
  /** What the control plane's callers must know; undefined: nothing. */
  token: string | undefined
  /** A file with the certificate that clients must trust, in PEM. */
  caFile: string | undefined
  /** Hosts to which test alerts are sent over the network. */
  deliverTo: readonly string[] | undefined
}

/** All that a test can do beyond Atlas, apart from HTTP. Without a sandbox, each call is about everything. */
export class Control {
  readonly clock: Clock
  readonly journal = new Journal({ maxBytes: roomForJournal(process.constrainedMemory()) })
  readonly changes = new Changes()
  readonly faults: Faults
  readonly rates: RateCounter
  readonly metrics: Metrics
  readonly sandboxes: Sandboxes
  readonly state: StateKeeper
  readonly principals: Principals
  readonly alerts: Alerts
  /** What the control plane's callers must know; undefined: nothing. */
  readonly token: string | undefined
  readonly #ending = new AbortController()
  readonly #nonces: Nonces
  readonly #tokens: Tokens

  constructor({
    store,
    registry,
    validator,
    sources,
    clock,
    nonces,
    tokens,
    seed,
    token,
    caFile,
    deliverTo
  }: Parts) {
    this.token = token
    this.clock = clock
    this.faults = new Faults(sources)
    this.rates = new RateCounter(sources)
    this.metrics = new Metrics(() => store.sandboxes.count())
    this.sandboxes = new Sandboxes(store, registry, validator, sources, { controlToken: token, caFile })
    this.state = new StateKeeper(store, registry, sources, seed, id => this.#forget(id))
    this.alerts = new Alerts(registry, sources, deliverTo)
    this.principals = new Principals(store, sources)
    this.#nonces = nonces
    this.#tokens = tokens
    this.faults.onFire = effect => this.metrics.countFault(effect)
  }

  /** Aborted when the server closes: nothing waits any longer. */
  get closing(): AbortSignal {
    return this.#ending.signal
  }

  /** Ends all waiting. */
  close(): void {
    this.#ending.abort(new Problem(503, 'the mock is shutting down'))
  }

  /**
   * Puts the seed back, or what a sandbox held at first. Tokens and nonces that were given out stay good,
   * since SDKs keep them.
   *
   * @throws {Problem} 404 for an unknown sandbox
   */
  reset({ keep = [], revokeTokens = false }: ResetOptions = {}, sandbox?: string): void {
    if (sandbox === undefined) this.state.restoreSeed()
    else this.sandboxes.reset(sandbox)
    if (!keep.includes('faults')) this.faults.clear(sandbox)
    if (!keep.includes('clock')) this.clock.release(sandbox)
    if (!keep.includes('journal')) this.journal.clear(sandbox)
    if (!keep.includes('rates')) this.rates.clear(sandbox)
    if (!keep.includes('inbox')) this.alerts.inbox.clear(sandbox)
    this.#nonces.setSingleUse(false, sandbox)
    if (revokeTokens) this.#tokens.revokeIssued({ orgId: sandbox })
  }

  /** @throws {Problem} 404 */
  removeSandbox(id: string): void {
    this.sandboxes.remove(id)
    this.state.forgetOrphans()
    this.#forget(id)
  }

  /**
   * Lets the nonces that were given out count as expired, and says whether a nonce is from now on good for
   * one request only.
   */
  expireNonces({ singleUse }: { singleUse?: boolean | undefined } = {}, sandbox?: string): void {
    this.#nonces.expire(sandbox)
    if (singleUse !== undefined) this.#nonces.setSingleUse(singleUse, sandbox)
  }

  /** Forgets what was said and recorded of a sandbox that is gone. */
  #forget(id: string): void {
    this.#nonces.forget(id)
    this.faults.clear(id)
    this.clock.release(id)
    this.journal.clear(id)
    this.rates.clear(id)
    this.alerts.inbox.clear(id)
  }

  /** Ends the tokens that were given out, or those of a service account. */
  revokeTokens({ clientId }: { clientId?: string | undefined } = {}, sandbox?: string): void {
    this.#tokens.revokeIssued({ clientId, orgId: sandbox })
  }
}

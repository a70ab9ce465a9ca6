import type { Sources } from '../base/sources.ts'
import type { Registry } from '../integrations/registry.ts'
import { type OrganizationState, readState, type StateDocument, StateError } from '../state/document.ts'
import { exportState, stateChunks } from '../state/export.ts'
import { importOrganization, importOrganizations } from '../state/import.ts'
import { importStubs } from '../state/stubs.ts'
import type { Store } from '../store/store.ts'
import { ControlProblem } from './problem.ts'

/** Name of the snapshot that a reset restores; not a valid name for users. */
const SEED = '(seed)'

/** Exports, imports, snapshots and resets the state or one sandbox. */
export class StateKeeper {
  readonly #store: Store
  readonly #registry: Registry
  readonly #sources: Sources
  readonly #seed: readonly OrganizationState[]
  readonly #forgetSandbox: (id: string) => void

  /** @param forgetSandbox called for each sandbox that a replaced state removed */
  constructor(
    store: Store,
    registry: Registry,
    sources: Sources,
    seed: readonly OrganizationState[],
    forgetSandbox: (id: string) => void
  ) {
    this.#forgetSandbox = forgetSandbox
    this.#store = store
    this.#registry = registry
    this.#sources = sources
    this.#seed = seed
  }

  /** Replaces the whole state with the seed data. */
  restoreSeed(): void {
    this.#replace(() => {
      if (this.#store.snapshots.restore(SEED)) return
      this.#store.snapshots.replaceAll(() => {
        importOrganizations(this.#store, this.#registry, this.#seed)
        // Faster for the next time. In the same transaction: another process may write after it.
        this.#store.snapshots.capture(SEED)
      })
    })
  }

  /** Removes the snapshots and expired tokens of removed organizations. */
  forgetOrphans(): void {
    this.#store.snapshots.forgetOrphans()
    this.#store.tokens.forgetOrphans(this.#sources.now())
  }

  export(sandbox?: string): StateDocument {
    return exportState(this.#store, this.#sources.now(sandbox), sandbox)
  }

  /** Yields the exported state as JSON; see {@link stateChunks}. */
  exportChunks(sandbox?: string, indent?: number): Generator<string> {
    return stateChunks(this.#store, this.#sources.now(sandbox), { orgId: sandbox, indent })
  }

  /**
   * Replaces the state or one sandbox with a document atomically.
   *
   * @throws {StateError} with the JSON pointer of the error in the document
   */
  import(document: unknown, sandbox?: string): void {
    const { organizations, stubs = [] } = readState(document)
    if (sandbox !== undefined) checkOnly(organizations, sandbox)
    this.#checkBaselines(organizations, sandbox)
    const { snapshots } = this.#store
    const insert = (list: readonly OrganizationState[]) => {
      importOrganizations(this.#store, this.#registry, list)
      importStubs(this.#store, stubs, sandbox)
    }
    // A sandbox without an initial state gets this one.
    const initial = () => organizations.map(one => ({ ...one, baseline: one.baseline ?? one }))
    this.#replace(() => {
      if (sandbox === undefined) snapshots.replaceAll(() => insert(organizations))
      else snapshots.replaceOne(sandbox, () => insert(initial()))
    })
  }

  /** Creates a snapshot. @throws {ControlProblem} 409 if the name is taken */
  capture(name: string, sandbox?: string): void {
    if (this.#store.snapshots.has(name, sandbox)) {
      throw new ControlProblem(409, `snapshot '${name}' already exists`)
    }
    this.#store.snapshots.capture(name, sandbox)
  }

  /** @throws {ControlProblem} 404 */
  restore(name: string, sandbox?: string): void {
    this.#replace(() => {
      if (name === SEED || !this.#store.snapshots.restore(name, sandbox)) throw unknownSnapshot(name)
    })
  }

  /** Returns the names of snapshots in creation order. */
  snapshots(sandbox?: string): string[] {
    return this.#store.snapshots.list(sandbox).filter(name => name !== SEED)
  }

  /** @throws {ControlProblem} 404 */
  removeSnapshot(name: string, sandbox?: string): void {
    if (name === SEED || !this.#store.snapshots.remove(name, sandbox)) throw unknownSnapshot(name)
  }

  /** Runs a replacement of state and cleans up after the organizations that it removed. */
  #replace(replace: () => void): void {
    const before = this.#store.sandboxes.list()
    replace()
    this.forgetOrphans()
    const after = new Set(this.#store.sandboxes.list())
    for (const id of before) if (!after.has(id)) this.#forgetSandbox(id)
  }

  /**
   * Checks by a trial import that later resets of sandboxes can restore their baselines.
   *
   * @throws {StateError}
   */
  #checkBaselines(organizations: readonly OrganizationState[], sandbox: string | undefined): void {
    if (!organizations.some(({ baseline }) => baseline)) return
    this.#store.withRollback(() => {
      if (sandbox === undefined) {
        for (const { id } of this.#store.organizations.list()) this.#store.organizations.remove(id)
        importOrganizations(this.#store, this.#registry, organizations)
      }
      for (const [at, organization] of organizations.entries()) {
        const { id, baseline } = organization
        if (!baseline) continue
        this.#store.organizations.remove(id)
        importOrganization(this.#store, this.#registry, baseline, `/organizations/${at}/baseline`)
        this.#store.organizations.remove(id)
        importOrganization(this.#store, this.#registry, organization, `/organizations/${at}`)
      }
    })
  }
}

/** @throws {StateError} */
function checkOnly([organization, ...more]: readonly OrganizationState[], sandbox: string): void {
  if (organization?.id === sandbox && more.length === 0) return
  throw new StateError('/organizations', `must contain only the organization ${sandbox}`)
}

function unknownSnapshot(name: string): ControlProblem {
  return new ControlProblem(404, `unknown snapshot '${name}'`)
}

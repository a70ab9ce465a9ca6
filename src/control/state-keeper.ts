import type { Registry } from '../integrations/registry.ts'
import type { Sources } from '../sources.ts'
import { type OrganizationState, type StateDocument, StateFault } from '../state/document.ts'
import { exportState } from '../state/export.ts'
import { importOrganization, importOrganizations } from '../state/import.ts'
import { readState } from '../state/read.ts'
import type { Store } from '../store/store.ts'
import { Problem } from './problem.ts'

/** Name of the copy that a reset puts back; no snapshot of a user can be called so. */
const SEED = '(seed)'

/** Puts the seed back, and exports, imports, copies and restores the state or one sandbox of it. */
export class StateKeeper {
  readonly #store: Store
  readonly #registry: Registry
  readonly #sources: Sources
  readonly #seed: readonly OrganizationState[]
  readonly #forgetSandbox: (id: string) => void

  /** @param forgetSandbox called for each sandbox that went with the state that was replaced */
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

  /** Remembers the present state as the seed's. */
  captureSeed(): void {
    this.#store.snapshots.capture(SEED)
  }

  /** Puts the seed back in place of all that there is. */
  restoreSeed(): void {
    this.#replace(() => {
      if (this.#store.snapshots.restore(SEED)) return
      // A database that was there before the start: the seed was never in it.
      this.#replaceAll(this.#seed)
      this.captureSeed()
    })
  }

  /** Forgets what belongs to organizations that are gone: their snapshots, and their tokens once expired. */
  forgetOrphans(): void {
    this.#store.snapshots.forgetOrphans()
    this.#store.tokens.forgetOrphans(this.#sources.now())
  }

  export(sandbox?: string): StateDocument {
    return exportState(this.#store, this.#sources.now(sandbox), sandbox)
  }

  /**
   * Puts a document in place of the state, or of one sandbox; wholly or not at all.
   *
   * @throws {StateFault} with the place of what is wrong in the document
   */
  import(document: unknown, sandbox?: string): void {
    const { organizations } = readState(document)
    if (sandbox !== undefined) checkOnly(organizations, sandbox)
    this.#checkBaselines(organizations, sandbox)
    this.#replace(() => {
      if (sandbox === undefined) this.#replaceAll(organizations)
      else this.#replaceSandbox(organizations, sandbox)
    })
  }

  /** Copies the state under a name. @throws {Problem} 409 where there is such a copy */
  capture(name: string, sandbox?: string): void {
    if (this.#store.snapshots.has(name, sandbox)) {
      throw new Problem(409, `there is a snapshot ${name} already`)
    }
    this.#store.snapshots.capture(name, sandbox)
  }

  /** @throws {Problem} 404 */
  restore(name: string, sandbox?: string): void {
    this.#replace(() => {
      if (name === SEED || !this.#store.snapshots.restore(name, sandbox)) throw unknownSnapshot(name)
    })
  }

  /** Names in the order of their making. */
  snapshots(sandbox?: string): string[] {
    return this.#store.snapshots.list(sandbox).filter(name => name !== SEED)
  }

  /** @throws {Problem} 404 */
  removeSnapshot(name: string, sandbox?: string): void {
    if (name === SEED || !this.#store.snapshots.remove(name, sandbox)) throw unknownSnapshot(name)
  }

  /** Replaces the state, or a part, and forgets what belongs to organizations that went with it. */
  #replace(work: () => void): void {
    const before = this.#store.sandboxes.list()
    work()
    this.forgetOrphans()
    const after = new Set(this.#store.sandboxes.list())
    for (const id of before) if (!after.has(id)) this.#forgetSandbox(id)
  }

  #replaceAll(organizations: readonly OrganizationState[]): void {
    this.#store.snapshots.replaceAll(() => importOrganizations(this.#store, this.#registry, organizations))
  }

  #replaceSandbox(organizations: readonly OrganizationState[], sandbox: string): void {
    const [organization] = organizations as [OrganizationState]
    const baseline = organization.baseline ?? organization
    this.#store.snapshots.replaceOne(sandbox, () => {
      importOrganizations(this.#store, this.#registry, [{ ...organization, baseline }])
    })
  }

  /**
   * What resets will put back must fit together with all else: it is tried now.
   *
   * @throws {StateFault}
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

/** @throws {StateFault} */
function checkOnly([organization, ...more]: readonly OrganizationState[], sandbox: string): void {
  if (organization?.id === sandbox && more.length === 0) return
  throw new StateFault('/organizations', `must hold the organization ${sandbox} and no other`)
}

function unknownSnapshot(name: string): Problem {
  return new Problem(404, `there is no snapshot ${name}`)
}

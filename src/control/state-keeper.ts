import type { ServiceContext } from '../integrations/registry.ts'
import { type OrganizationState, readState, type StateDocument, StateError } from '../state/document.ts'
import { exportState } from '../state/export.ts'
import { importOrganization, importOrganizations } from '../state/import.ts'
import { ControlProblem } from './problem.ts'

interface Snapshot {
  name: string
  sandbox: string | undefined
  organizations: readonly OrganizationState[]
}

export class StateKeeper {
  readonly #context: ServiceContext
  readonly #seed: readonly OrganizationState[]
  readonly #forgetSandbox: (id: string) => void
  /** In creation order. */
  #snapshots: Snapshot[] = []

  /** @param forgetSandbox called for each sandbox that a replaced state removed */
  constructor(
    context: ServiceContext,
    seed: readonly OrganizationState[],
    forgetSandbox: (id: string) => void
  ) {
    this.#forgetSandbox = forgetSandbox
    this.#context = context
    this.#seed = seed
  }

  restoreSeed(): void {
    this.#replaceAll(this.#seed)
  }

  restoreBaseline(sandbox: string): void {
    const baseline = this.#context.store.sandboxes.find(sandbox) as string
    const organization = JSON.parse(baseline) as OrganizationState
    this.#replaceOne(sandbox, { ...organization, baseline: organization })
  }

  /** Removes the snapshots and expired tokens of removed organizations. */
  forgetOrphans(): void {
    const { organizations, tokens } = this.#context.store
    this.#snapshots = this.#snapshots.filter(
      ({ sandbox }) => sandbox === undefined || organizations.find(sandbox)
    )
    tokens.forgetOrphans(this.#context.sources.now())
  }

  export(sandbox?: string): StateDocument {
    const { store, sources } = this.#context
    return exportState(store, sources.now(sandbox), sandbox)
  }

  /**
   * Replaces the state or one sandbox with a document atomically.
   *
   * @throws {StateError} with the JSON pointer of the error in the document
   */
  import(document: unknown, sandbox?: string): void {
    const { organizations } = readState(document)
    const [organization, ...more] = organizations
    if (sandbox !== undefined && (organization?.id !== sandbox || more.length > 0)) {
      throw new StateError('/organizations', `must contain only the organization ${sandbox}`)
    }
    this.#tryBaselines(organizations, sandbox)
    if (sandbox === undefined) this.#replaceAll(organizations)
    // A sandbox without an initial state gets this one.
    else this.#replaceOne(sandbox, { baseline: organization, ...organization } as OrganizationState)
  }

  /** Checks by an import, which is rolled back, that resets of sandboxes can restore their baselines. */
  #tryBaselines(rows: readonly OrganizationState[], sandbox: string | undefined): void {
    const { organizations, withRollback } = this.#context.store
    withRollback(() => {
      if (sandbox === undefined) organizations.removeAll()
      else organizations.remove(sandbox)
      for (const [at, { baseline }] of rows.entries()) {
        if (baseline) importOrganization(this.#context, baseline, `/organizations/${at}/baseline`)
      }
    })
  }

  /** Creates a snapshot. @throws {ControlProblem} 409 if the name is taken */
  capture(name: string, sandbox?: string): void {
    if (this.snapshots(sandbox).includes(name))
      throw new ControlProblem(409, `snapshot '${name}' already exists`)
    this.#snapshots.push({ name, sandbox, organizations: this.export(sandbox).organizations })
  }

  /** @throws {ControlProblem} 404 */
  restore(name: string, sandbox?: string): void {
    const { organizations } = this.#find(name, sandbox)
    if (sandbox === undefined) this.#replaceAll(organizations)
    else this.#replaceOne(sandbox, organizations[0] as OrganizationState)
  }

  /** Returns the names of snapshots in creation order. */
  snapshots(sandbox?: string): string[] {
    return this.#snapshots.filter(snapshot => snapshot.sandbox === sandbox).map(({ name }) => name)
  }

  /** @throws {ControlProblem} 404 */
  removeSnapshot(name: string, sandbox?: string): void {
    const snapshot = this.#find(name, sandbox)
    this.#snapshots = this.#snapshots.filter(other => other !== snapshot)
  }

  #find(name: string, sandbox: string | undefined): Snapshot {
    const found = this.#snapshots.find(snapshot => snapshot.name === name && snapshot.sandbox === sandbox)
    if (found) return found
    throw new ControlProblem(404, `unknown snapshot '${name}'`)
  }

  /** Replaces the whole state in one transaction and cleans up after the organizations that it removes. */
  #replaceAll(rows: readonly OrganizationState[]): void {
    const { organizations, sandboxes, transaction } = this.#context.store
    const before = sandboxes.list()
    transaction(() => {
      organizations.removeAll()
      importOrganizations(this.#context, rows)
    })
    this.forgetOrphans()
    const after = new Set(sandboxes.list())
    for (const id of before) if (!after.has(id)) this.#forgetSandbox(id)
  }

  #replaceOne(sandbox: string, row: OrganizationState): void {
    const { organizations, transaction } = this.#context.store
    transaction(() => organizations.replace(sandbox, () => importOrganizations(this.#context, [row])))
  }
}

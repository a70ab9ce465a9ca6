import type { PageState } from '../../types/calls.d.ts'
import type { Entry } from '../journal/entry.ts'
import type { OrganizationState } from '../state/document.ts'
import { exportState } from '../state/export.ts'
import type { Store } from '../store/store.ts'

/** Operations of the control plane that change the contents of organizations, or the roles of their callers. */
const STATE_CHANGES = ['reset', 'putState', 'restoreSnapshot', 'patchPrincipal']

/** The calls on one organization between two changes of its state by the control plane. */
export interface Page {
  id: string
  orgId: string | undefined
  title: string
  /** ISO 8601. */
  started: string
  state: PageState | null
  /** In the order of their responses. */
  calls: Entry[]
}

/** Assigns calls to pages. */
export class Pages {
  readonly all: Page[] = []
  readonly #store: Store
  /** By organization. */
  readonly #open = new Map<string | undefined, Page>()
  /** Organizations as they are when their next page begins. Missing: a sandbox in its initial state. */
  readonly #states = new Map<string, PageState>()

  constructor(store: Store) {
    this.#store = store
    this.captureAll()
  }

  /** Returns the page of a call. */
  pageOf({ orgId, time }: Entry): Page {
    const open = this.#open.get(orgId)
    if (open) return open
    const isSandbox = orgId !== undefined && this.#store.sandboxes.find(orgId) !== undefined
    const page: Page = {
      id: `page_${this.all.length + 1}`,
      orgId,
      // The name of another organization is a user's value.
      title: (isSandbox && this.#store.organizations.find(orgId)?.name) || 'no sandbox',
      started: new Date(time).toISOString(),
      state: orgId === undefined ? null : (this.#states.get(orgId) ?? this.#initialState(orgId)),
      calls: []
    }
    this.all.push(page)
    this.#open.set(orgId, page)
    return page
  }

  /** Ends the pages whose organization an operation of the control plane has changed. @param sandbox null: all */
  change({ operation, sandbox }: { operation: string; sandbox: string | null }): void {
    if (!STATE_CHANGES.includes(operation)) return
    if (sandbox !== null) this.#capture(sandbox)
    else if (operation === 'patchPrincipal') for (const id of [...this.#open.keys()]) this.#capture(id)
    else this.captureAll()
  }

  /** Begins new pages with the present state of all organizations. */
  captureAll(): void {
    this.#open.clear()
    this.#states.clear()
    for (const { id } of this.#store.organizations.list()) this.#capture(id)
  }

  #capture(orgId: string | undefined): void {
    this.#open.delete(orgId)
    // A sandbox may be removed.
    if (orgId === undefined || !this.#store.organizations.find(orgId)) return
    const [organization] = exportState(this.#store, 0, orgId).organizations
    if (organization) this.#states.set(orgId, stateOf(organization))
  }

  #initialState(orgId: string): PageState | null {
    const sandbox = this.#store.sandboxes.find(orgId)
    return sandbox ? stateOf(JSON.parse(sandbox.baseline) as OrganizationState) : null
  }
}

function stateOf({ id, name, projects = [], logIntegrations }: OrganizationState): PageState {
  return { id, name, projects, ...(logIntegrations && { logIntegrations }) }
}

import type { Settings } from '../config/config.ts'
import { type Entry, isUnmocked } from '../journal/entry.ts'

type Policy = Settings['unknownPaths']

/** Whether requests outside the mocked paths fail verifications, for the mock and for its sandboxes. */
export class UnknownPaths {
  readonly #default: Policy
  /** By sandbox; the others use the default. */
  readonly #policies = new Map<string, Policy>()

  constructor(policy: Policy) {
    this.#default = policy
  }

  set(sandbox: string, policy: Policy): void {
    this.#policies.set(sandbox, policy)
  }

  forget(sandbox: string): void {
    this.#policies.delete(sandbox)
  }

  /** Returns whether a request fails the verifications of a sandbox, or of the mock; undefined: none does. */
  failing(sandbox?: string): ((entry: Entry) => boolean) | undefined {
    if (this.#policyOf(sandbox) === 'allow') return undefined
    return entry => isUnmocked(entry) && this.#policyOf(entry.orgId) === 'fail'
  }

  /** @param sandbox or another organization; undefined: unknown */
  #policyOf(sandbox: string | undefined): Policy {
    return (sandbox !== undefined && this.#policies.get(sandbox)) || this.#default
  }
}

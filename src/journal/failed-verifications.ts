import type {
  AskedMatcher,
  AskedVerification,
  FailedVerification,
  Matcher,
  Verification,
  VerifyBody
} from '../../types/wire.d.ts'

type Failed = NonNullable<FailedVerification['failed']>

/** The last failed verification of each sandbox, and the last without a sandbox. */
export class FailedVerifications {
  /** In insertion order, the newest last. */
  readonly #last = new Map<string | undefined, Failed>()

  /**
   * Stores a failed verification in place of the previous one of its sandbox.
   *
   * @param time milliseconds since the epoch
   */
  keep(
    asked: AskedVerification,
    sandbox: string | undefined,
    verification: Verification,
    time: number
  ): void {
    this.#last.delete(sandbox)
    this.#last.set(sandbox, {
      time: new Date(time).toISOString(),
      sandbox: sandbox ?? null,
      asked,
      // The caller may modify its object.
      verification: structuredClone(verification)
    })
  }

  /** Returns the last failed verification of a sandbox, or of all. */
  last(sandbox?: string): Failed | undefined {
    return sandbox === undefined ? [...this.#last.values()].at(-1) : this.#last.get(sandbox)
  }

  clear(sandbox?: string): void {
    if (sandbox === undefined) this.#last.clear()
    else this.#last.delete(sandbox)
  }
}

/** Returns a request without values that may be secret: only the names of headers, query and body fields. */
export function requestedOf({ match, count, inOrder, since }: VerifyBody): AskedVerification {
  return {
    ...(match && { match: withoutValues(match) }),
    ...(inOrder && { inOrder: inOrder.map(withoutValues) }),
    ...(count !== undefined && { count }),
    ...(since !== undefined && { since })
  }
}

function withoutValues({ headers, query, body, ...facts }: Matcher): AskedMatcher {
  return {
    ...facts,
    ...(headers && { headers: Object.keys(headers) }),
    ...(query && { query: Object.keys(query) }),
    ...(body && { body: Object.keys(body) })
  }
}

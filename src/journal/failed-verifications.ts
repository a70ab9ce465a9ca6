import type { Matcher } from '../../types/wire.d.ts'
import type { Count, Verification, VerifyCount, VerifyOrder } from './verify.ts'

/** A matcher without values that may be secret: only the names of headers, query parameters and body fields. */
type RequestedMatcher = Omit<Matcher, 'headers' | 'query' | 'body'> & {
  headers?: string[]
  query?: string[]
  body?: string[]
}

/** The request of a verification: `AskedVerification` of `schemas/control/catalogue.json`. */
export type RequestedVerification = { since?: number } & (
  | { match: RequestedMatcher; count?: Count }
  | { inOrder: RequestedMatcher[] }
)

/** A failed verification. */
export interface FailedVerification {
  /** By the mock's clock. */
  time: string
  /** The sandbox that it was limited to; null: all requests. */
  sandbox: string | null
  asked: RequestedVerification
  verification: Extract<Verification, { pass: false }>
}

/** The last failed verification of each sandbox, and the last without a sandbox. */
export class FailedVerifications {
  /** In insertion order, the newest last. */
  readonly #last = new Map<string | undefined, FailedVerification>()

  /**
   * Stores a failed verification in place of the previous one of its sandbox.
   *
   * @param time milliseconds since the epoch
   */
  keep(
    body: VerifyCount | VerifyOrder,
    verification: FailedVerification['verification'],
    time: number
  ): void {
    const { sandbox } = body
    this.#last.delete(sandbox)
    this.#last.set(sandbox, {
      time: new Date(time).toISOString(),
      sandbox: sandbox ?? null,
      asked: requestedOf(body),
      // The caller may modify its object.
      verification: structuredClone(verification)
    })
  }

  /** Returns the last failed verification of a sandbox, or of all. */
  last(sandbox?: string): FailedVerification | undefined {
    const failed = sandbox === undefined ? [...this.#last.values()].at(-1) : this.#last.get(sandbox)
    return structuredClone(failed)
  }

  clear(sandbox?: string): void {
    if (sandbox === undefined) this.#last.clear()
    else this.#last.delete(sandbox)
  }
}

function requestedOf(body: VerifyCount | VerifyOrder): RequestedVerification {
  const since = body.since === undefined ? {} : { since: body.since }
  if ('inOrder' in body) return { inOrder: body.inOrder.map(withoutValues), ...since }
  const { match, count } = body
  return { match: withoutValues(match), ...(count !== undefined && { count }), ...since }
}

function withoutValues({ headers, query, body, ...facts }: Matcher): RequestedMatcher {
  return {
    ...facts,
    ...(headers && { headers: Object.keys(headers) }),
    ...(query && { query: Object.keys(query) }),
    ...(body && { body: Object.keys(body) })
  }
}

import type { Matcher } from '../../types/wire.d.ts'
import type { Count, Verification, VerifyCount, VerifyOrder } from './verify.ts'

/** A matcher without the values that may be secret: of headers, query and body the names only. */
type AskedMatcher = Omit<Matcher, 'headers' | 'query' | 'body'> & {
  headers?: string[]
  query?: string[]
  body?: string[]
}

/** What a verification asked for: `AskedVerification` of `schemas/control/catalogue.json`. */
export type Asked = { since?: number } & (
  | { match: AskedMatcher; count?: Count }
  | { inOrder: AskedMatcher[] }
)

/** A verification that did not pass. */
export interface FailedVerification {
  /** When, by the clock in force. */
  time: string
  /** The sandbox that it was narrowed to; null: it was about everything. */
  sandbox: string | null
  asked: Asked
  verification: Extract<Verification, { pass: false }>
}

/** The last verification that did not pass, of each sandbox and of those about everything. */
export class FailedVerifications {
  /** The newest last. */
  readonly #last = new Map<string | undefined, FailedVerification>()

  /**
   * @param body with the sandbox that it was narrowed to
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
      asked: askedOf(body),
      // Its caller may go on with the object.
      verification: structuredClone(verification)
    })
  }

  /** The newest of a sandbox, or of all. */
  last(sandbox?: string): FailedVerification | undefined {
    const failed = sandbox === undefined ? [...this.#last.values()].at(-1) : this.#last.get(sandbox)
    return structuredClone(failed)
  }

  clear(sandbox?: string): void {
    if (sandbox === undefined) this.#last.clear()
    else this.#last.delete(sandbox)
  }
}

function askedOf(body: VerifyCount | VerifyOrder): Asked {
  const since = body.since === undefined ? {} : { since: body.since }
  if ('inOrder' in body) return { inOrder: body.inOrder.map(withoutValues), ...since }
  const { match, count } = body
  return { match: withoutValues(match), ...(count !== undefined && { count }), ...since }
}

function withoutValues({ headers, query, body, ...facts }: Matcher): AskedMatcher {
  return {
    ...facts,
    ...(headers && { headers: Object.keys(headers) }),
    ...(query && { query: Object.keys(query) }),
    ...(body && { body: Object.keys(body) })
  }
}

import type { Reason } from '../catalogue/errors.ts'

/** An error of RFC 6749 §5.2. */
export class OAuthError extends Error {
  readonly status: 400 | 401
  /** The response body, its keys in Atlas's order. */
  readonly body: { error_description: string; error: string }
  readonly reason: Reason

  constructor(status: 400 | 401, error: string, description: string, reason: Reason) {
    super(description)
    this.status = status
    this.body = { error_description: description, error }
    this.reason = reason
  }
}

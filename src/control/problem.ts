import { STATUS_CODES } from 'node:http'
import type { Problem } from '../../types/wire.d.ts'

/** One error in a request: `path` is a JSON pointer within the body or the name of a query parameter. */
export type ProblemDetail = NonNullable<Problem['errors']>[number]

/** Returns the problem of a body with one error. */
export function invalidBody(path: string, detail: string): ControlProblem {
  return new ControlProblem(400, 'invalid body', [{ path, detail }])
}

/** An error of the control plane (RFC 9457), not of Atlas. */
export class ControlProblem extends Error {
  override readonly name = 'ControlProblem'
  /** Status code of the response. */
  readonly status: number
  /** Description of the problem. */
  readonly detail: string
  /** Errors of the request. */
  readonly errors: readonly ProblemDetail[]
  /** Headers of the response. */
  readonly headers: Readonly<Record<string, string>>
  /** Extension members of RFC 9457 §3.2. */
  readonly members: Pick<Problem, 'verification'>

  constructor(
    status: number,
    detail: string,
    errors: readonly ProblemDetail[] = [],
    headers: Readonly<Record<string, string>> = {},
    members: Pick<Problem, 'verification'> = {}
  ) {
    // Include all texts: programs print only the message.
    const text = [detail, ...errors.map(error => `${error.path || '/'}: ${error.detail}`)].join('; ')
    super([text, members.verification?.message ?? []].flat().join('\n'))
    this.detail = detail
    this.status = status
    this.errors = errors
    this.headers = headers
    this.members = members
  }

  get body(): Problem {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] as string,
      status: this.status,
      detail: this.detail,
      ...(this.errors.length > 0 && { errors: [...this.errors] }),
      ...this.members
    }
  }
}

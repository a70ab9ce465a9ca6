import { STATUS_CODES } from 'node:http'

/** One fault of a request, with the place where it is. */
export interface ProblemPlace {
  /** JSON pointer within the body, or the name of a query parameter. */
  path: string
  detail: string
}

/** The body of a control plane's error (RFC 9457). */
export interface ProblemBody {
  type: 'about:blank'
  title: string
  status: number
  detail: string
  errors?: ProblemPlace[]
}

/** What the control plane refuses; its errors are the mock's own, not Atlas's. */
export class Problem extends Error {
  readonly status: number
  readonly detail: string
  readonly errors: readonly ProblemPlace[]
  readonly headers: Readonly<Record<string, string>>
  /** Members beside those of RFC 9457. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    detail: string,
    errors: readonly ProblemPlace[] = [],
    headers: Readonly<Record<string, string>> = {},
    members: Readonly<Record<string, unknown>> = {}
  ) {
    // In a program the places are part of the message: what prints an error prints no more than that.
    super([detail, ...errors.map(place => `${place.path} ${place.detail}`)].join('; '))
    this.name = 'ControlProblem'
    this.detail = detail
    this.status = status
    this.errors = errors
    this.headers = headers
    this.members = members
  }

  get body(): ProblemBody & Record<string, unknown> {
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

import type { Problem } from '../../../../types/wire.d.ts'
import { asBytes } from './send.ts'

const BASE = '/_mock/v1'

/** Reports an error of the control plane; status 0: no response. */
export class ControlFailure extends Error {
  readonly status: number
  readonly problem: Partial<Problem>

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? '')
    this.name = 'ControlFailure'
    this.status = status
    this.problem = problem
  }
}

interface Options {
  token?: string | undefined
  body?: unknown
  signal?: AbortSignal
  headers?: Record<string, string>
}

/**
 * Calls the control plane.
 *
 * @param call such as `GET /clock`
 * @throws {ControlFailure}
 */
export async function askControl<Result>(call: string, options: Options = {}): Promise<Result> {
  const response = await reachControl(call, options)
  try {
    const text = await response.text()
    return (text === '' ? undefined : JSON.parse(text)) as Result
  } catch {
    // The body is incomplete, or from another server.
    throw new ControlFailure(0, {})
  }
}

/** Calls the control plane and returns the response unread. @throws {ControlFailure} */
export async function reachControl(
  call: string,
  { token, body, signal, headers }: Options
): Promise<Response> {
  const [method = '', path = ''] = call.split(' ')
  const response = await fetch(BASE + path, {
    method,
    credentials: 'omit',
    cache: 'no-store',
    headers: { ...headers, ...(token !== undefined && { authorization: asBytes(`Bearer ${token}`) }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal })
  }).catch(() => undefined)
  if (!response) throw new ControlFailure(0, {})
  if (response.ok) return response
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  throw new ControlFailure(response.status, problem)
}

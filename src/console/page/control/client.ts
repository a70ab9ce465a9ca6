import type { Problem } from '../../../../types/wire.d.ts'

const BASE = '/_mock/v1'

/** What the control plane refused, or that it could not be reached (status 0). */
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

/**
 * Calls the control plane.
 *
 * @param call such as `GET /clock`
 * @throws {ControlFailure}
 */
export async function askControl<Answer>(
  call: string,
  { token, body, signal }: { token?: string | undefined; body?: unknown; signal?: AbortSignal } = {}
): Promise<Answer> {
  const answer = await reachControl(call, { token, body, signal })
  try {
    const text = await answer.text()
    return (text === '' ? undefined : JSON.parse(text)) as Answer
  } catch {
    // It broke off, or something that is no mock answered.
    throw new ControlFailure(0, {})
  }
}

/** The same, without reading the answer. @throws {ControlFailure} */
export async function reachControl(
  call: string,
  {
    token,
    body,
    signal,
    headers = {}
  }: {
    token?: string | undefined
    body?: unknown
    signal?: AbortSignal | undefined
    headers?: Record<string, string>
  }
): Promise<Response> {
  const [method = '', path = ''] = call.split(' ')
  const answer = await fetch(BASE + path, {
    method,
    credentials: 'omit',
    cache: 'no-store',
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal })
  }).catch(() => undefined)
  if (!answer) throw new ControlFailure(0, {})
  if (answer.ok) return answer
  const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>
  throw new ControlFailure(answer.status, problem)
}

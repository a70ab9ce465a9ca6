import type { Verification, VerifyBody, WaitBody } from '../../../types/wire.d.ts'
import { ControlProblem } from '../../control/problem.ts'
import { describeFailure } from '../../journal/describe.ts'
import { presentEntry } from '../../journal/present-entry.ts'
import { verify, waitFor } from '../../journal/verify.ts'
import type { Services } from '../../services.ts'
import type { ControlOperation, ControlRequest } from '../operation.ts'

/** Verification of the journal against a test's expectations. */
export const VERIFICATION_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'verifyRequests',
    method: 'POST',
    path: '/requests/verify',
    summary: 'Verify Requests',
    description:
      'Checks the number of matching requests, or the order of requests. `message` of a failure says what is needed to fix the test. Secrets are compared by value and never shown.',
    acceptsSandbox: true,
    body: 'VerifyBody',
    success: { status: 200, schema: 'Verification' },
    handle({ body, sandbox }: ControlRequest<VerifyBody>, { services }) {
      const { control, registry } = services
      const fails = control.unknownPaths.failing(sandbox)
      return explain(body, verify({ ...body, sandbox }, control.journal, registry, fails), services)
    }
  },
  {
    operationId: 'waitForRequests',
    method: 'POST',
    path: '/requests/wait',
    summary: 'Wait for Requests',
    description: 'Returns as soon as enough requests match; 408 with the verification after the timeout.',
    acceptsSandbox: true,
    body: 'WaitBody',
    success: { status: 200, schema: 'Verification' },
    problems: [408, 503],
    async handle({ body, sandbox, signal }: ControlRequest<WaitBody>, { services }) {
      const { control, registry } = services
      const waited = await waitFor(control.journal, { ...body, sandbox }, registry, signal())
      const verification = explain(body, waited, services)
      if (verification.pass) return verification
      throw new ControlProblem(408, timeoutDetail(verification), [], {}, { verification })
    }
  }
]

/** Adds the text to a verification that failed. */
function explain(
  body: VerifyBody,
  verification: Verification,
  { control, registry }: Services
): Verification {
  if (verification.pass) return verification
  const find = (id: number) => {
    const entry = control.journal.find(id)
    return entry && presentEntry(entry, registry)
  }
  return { ...verification, message: describeFailure(verification, body, find) }
}

function timeoutDetail({ code }: Verification): string {
  switch (code) {
    case 'too-many':
      return 'too many requests match'
    case 'too-few':
      return 'timed out waiting for requests'
    default:
      return 'the journal dropped requests: the number of matching requests is unknown'
  }
}

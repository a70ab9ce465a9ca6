import type { Verification, VerifyBody, WaitBody } from '../../../types/wire.d.ts'
import { runInSlices, runToCompletion } from '../../base/time-slices.ts'
import { ControlProblem } from '../../control/problem.ts'
import { describeFailure } from '../../journal/describe-verification.ts'
import { requestedOf } from '../../journal/failed-verifications.ts'
import { presentEntry } from '../../journal/present-entry.ts'
import { type InSandbox, verify } from '../../journal/verify.ts'
import { waitFor } from '../../journal/wait.ts'
import type { Services } from '../../services.ts'
import { checkPatterns } from '../check-patterns.ts'
import type { ControlOperation, ControlRequest } from '../operation.ts'

/** Maximum number of open waits: each compares every request. */
const MAX_WAITS = 100

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
    handle({ body, sandbox, signal }: ControlRequest<VerifyBody>, context, reply) {
      checkMatchers(body)
      const { control, registry } = context.services
      const expectation = { ...body, sandbox }
      const steps = verify(expectation, control.journal, registry, control.unknownPaths.failing(sandbox))
      const finish = (verification: Verification) =>
        verification.pass ? verification : explain(expectation, verification, context.services)
      return reply ? runInSlices(steps, signal()).then(finish) : finish(runToCompletion(steps))
    }
  },
  {
    operationId: 'getFailedVerification',
    method: 'GET',
    path: '/requests/verify',
    summary: 'Return the Last Failed Verification',
    description:
      'The newest failed call of verify or wait, of a sandbox or of everything, until the journal is cleared. Headers, query and body contain names only.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'FailedVerification' },
    handle: ({ sandbox }, { services }) => ({
      failed: services.control.journal.failures.last(sandbox) ?? null
    })
  },
  {
    operationId: 'waitForRequests',
    method: 'POST',
    path: '/requests/wait',
    summary: 'Wait for Requests',
    description:
      'Returns as soon as enough requests match; 408 with the verification after the timeout. At most 100 calls can wait at the same time.',
    acceptsSandbox: true,
    body: 'WaitBody',
    success: { status: 200, schema: 'Verification' },
    problems: [408, 409, 503],
    async handle({ body, sandbox, signal }: ControlRequest<WaitBody>, context) {
      checkMatchers(body)
      const { control, registry } = context.services
      const expectation = { ...body, sandbox }
      if (control.openWaits >= MAX_WAITS) {
        throw new ControlProblem(409, `the maximum of ${MAX_WAITS} open waits is reached; end some first`)
      }
      control.openWaits++
      const verification = await waitFor(control.journal, expectation, registry, signal()).finally(() => {
        control.openWaits--
      })
      if (verification.pass) return verification
      const explained = explain(expectation, verification, context.services)
      throw new ControlProblem(408, timeoutDetail(explained), [], {}, { verification: explained })
    }
  }
]

/** Adds the text to a failed verification, and stores it as the last one. */
function explain(
  body: VerifyBody & InSandbox,
  verification: Verification,
  { control, sources, store, registry }: Services
): Verification {
  const { sandbox } = body
  const { journal } = control
  const asked = requestedOf(body)
  const find = (id: number) => {
    const entry = journal.find(id)
    return entry && presentEntry(entry, registry)
  }
  const explained = { ...verification, message: describeFailure(verification, body, find) }
  // The sandbox may have been removed during a wait.
  if (sandbox === undefined || store.sandboxes.find(sandbox)) {
    journal.failures.keep(asked, sandbox, explained, sources.now(sandbox))
  }
  return explained
}

function checkMatchers({ match = {}, inOrder = [] }: VerifyBody): void {
  const steps = inOrder.map((matcher, at) => [`/inOrder/${at}`, matcher])
  checkPatterns({ '/match': match, ...Object.fromEntries(steps) })
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

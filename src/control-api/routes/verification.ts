import type { Verification, VerifyBody, WaitBody } from '../../../types/wire.d.ts'
import { runInSlices, runToCompletion } from '../../base/time-slices.ts'
import { ControlProblem } from '../../control/problem.ts'
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
      'Checks the number of matching requests, or the order of requests. A failure lists the nearest misses and their differences. Secrets are compared by value and never shown.',
    acceptsSandbox: true,
    body: 'VerifyBody',
    success: { status: 200, schema: 'Verification' },
    handle({ body, sandbox, signal }: ControlRequest<VerifyBody>, context, reply) {
      checkMatchers(body)
      const { control, registry } = context.services
      const expectation = { ...body, sandbox }
      const steps = verify(expectation, control.journal, registry)
      const finish = (verification: Verification) => {
        if (!verification.pass) remember(expectation, verification, context.services)
        return verification
      }
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
      remember(expectation, verification, context.services)
      throw new ControlProblem(408, describeFailure(verification), [], {}, { verification })
    }
  }
]

function remember(
  body: VerifyBody & InSandbox,
  verification: Verification,
  { control, sources, store }: Services
): void {
  const { sandbox } = body
  // The sandbox may have been removed during a wait.
  if (sandbox !== undefined && !store.sandboxes.find(sandbox)) return
  control.journal.failures.keep(body, sandbox, verification, sources.now(sandbox))
}

function checkMatchers({ match = {}, inOrder = [] }: VerifyBody): void {
  const steps = inOrder.map((matcher, at) => [`/inOrder/${at}`, matcher])
  checkPatterns({ '/match': match, ...Object.fromEntries(steps) })
}

function describeFailure(verification: Verification): string {
  const { expected, matched, offending, nearest } = verification
  if (offending) return `too many requests: expected ${expected}, found ${matched}`
  return nearest
    ? `timed out waiting for requests: expected ${expected}, found ${matched}`
    : 'the journal dropped requests: the number of matching requests is unknown'
}

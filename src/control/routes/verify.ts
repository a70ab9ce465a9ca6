import { type Verification, type VerifyCount, type VerifyOrder, verify } from '../../journal/verify.ts'
import { type WaitBody, waitFor } from '../../journal/wait.ts'
import type { Services } from '../../services.ts'
import { runAtOnce, runInSlices } from '../../time-slices.ts'
import { checkNames } from '../names.ts'
import { type ControlContext, type ControlOperation, operation } from '../operation.ts'
import { Problem } from '../problem.ts'

/** The journal held against what a test expects. */
export const VERIFY_OPERATIONS: readonly ControlOperation[] = [
  operation<VerifyCount | VerifyOrder>({
    operationId: 'verifyRequests',
    method: 'POST',
    path: '/requests/verify',
    summary: 'Verify What Was Sent',
    description:
      'Whether so many requests match, or whether requests came in an order; if not, the nearest misses and why they missed. Secrets are compared by value and never shown.',
    isScoped: true,
    body: 'VerifyBody',
    success: { status: 200, schema: 'Verification' },
    problems: [404],
    handle({ body, sandbox }, context, reply) {
      checkMatchers(body, context)
      const { control, registry } = context.services
      const expectation = { ...body, sandbox }
      const steps = verify(expectation, control.journal, registry)
      const finish = (verification: Verification) => {
        if (!verification.pass) remember(expectation, verification, context.services)
        return verification
      }
      return reply ? runInSlices(steps).then(finish) : finish(runAtOnce(steps))
    }
  }),
  operation({
    operationId: 'getFailedVerification',
    method: 'GET',
    path: '/requests/verify',
    summary: 'Return the Last Failed Verification',
    description:
      'The newest call of verify or wait that did not pass, of a sandbox or of all, until the journal is emptied. Of the headers, query and body that it asked for it has the names only.',
    isScoped: true,
    success: { status: 200, schema: 'FailedVerification' },
    problems: [404],
    handle: ({ sandbox }, { services }) => ({
      failed: services.control.journal.failures.last(sandbox) ?? null
    })
  }),
  operation<WaitBody>({
    operationId: 'waitForRequests',
    method: 'POST',
    path: '/requests/wait',
    summary: 'Wait for Requests',
    description:
      'Answers as soon as so many requests match; 408 with the verification when the time is over.',
    isScoped: true,
    body: 'WaitBody',
    success: { status: 200, schema: 'Verification' },
    problems: [404, 408, 503],
    async handle({ body, sandbox, signal }, context) {
      checkMatchers(body, context)
      const { control, registry } = context.services
      const expectation = { ...body, sandbox }
      const verification = await waitFor(control.journal, expectation, registry, signal())
      if (verification.pass) return verification
      remember(expectation, verification, context.services)
      throw new Problem(408, tellWhy(verification), [], {}, { verification })
    }
  })
]

type Failed = Extract<Verification, { pass: false }>

function remember(
  body: VerifyCount | VerifyOrder,
  verification: Failed,
  { control, sources, store }: Services
): void {
  const { sandbox } = body
  // A sandbox may be removed while somebody waits: nothing of it is to stay.
  if (sandbox !== undefined && !store.sandboxes.find(sandbox)) return
  control.journal.failures.keep(body, verification, sources.now(sandbox))
}

function checkMatchers(body: VerifyCount | VerifyOrder | WaitBody, context: ControlContext): void {
  if ('match' in body) {
    checkNames(body.match, context, '/match')
    return
  }
  for (const [at, matcher] of body.inOrder.entries()) checkNames(matcher, context, `/inOrder/${at}`)
}

function tellWhy(verification: Failed): string {
  const { expected, matched, offending, nearest } = verification
  if (offending) return `more requests came than were waited for: expected ${expected}, found ${matched}`
  return nearest
    ? `the requests did not come in time: expected ${expected}, found ${matched}`
    : 'the journal had no room for all requests: nobody knows how many came'
}

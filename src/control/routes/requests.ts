import type { FastifyReply } from 'fastify'
import { PACKAGE } from '../../assets.ts'
import type { Entry } from '../../journal/entry.ts'
import { filterEntries, isKept, type RequestFilter } from '../../journal/filter.ts'
import { toHar } from '../../journal/har.ts'
import { leastPrivilege } from '../../journal/least-privilege.ts'
import { presentEntry } from '../../journal/present-entry.ts'
import { type Verification, type VerifyCount, type VerifyOrder, verify } from '../../journal/verify.ts'
import { type WaitBody, waitFor } from '../../journal/wait.ts'
import { type ControlContext, type ControlOperation, type ControlRequest, operation } from '../operation.ts'
import { checkOperations } from '../operation-names.ts'
import { Problem } from '../problem.ts'
import { sendEvents } from '../stream.ts'

const FILTER = {
  operation: { type: 'string', description: 'An operationId.' },
  method: { type: 'string', description: 'HTTP method.' },
  path: { type: 'string', description: 'Path without query; `*` stands for any run of characters.' },
  principal: { type: 'string', description: 'Public key or client id of the caller.' },
  status: { type: 'integer', description: 'Status of the answer.' },
  errorCode: { type: 'string', description: 'Error code of the answer.' },
  fault: { type: 'string', description: 'Id of the fault that fired.' },
  since: { type: 'integer', minimum: 0, description: 'Only requests with a higher id.' },
  challenges: {
    type: 'boolean',
    description:
      'false leaves out the first halves of Digest calls: requests without credentials that a challenge answered.'
  }
} as const

const LIMIT = { type: 'integer', minimum: 1, maximum: 10_000, description: 'The newest so many.' }

/** The journal. */
export const REQUEST_OPERATIONS: readonly ControlOperation[] = [
  operation({
    operationId: 'listRequests',
    method: 'GET',
    path: '/requests',
    summary: 'Return the Journal',
    description:
      'Requests on the Atlas surface, the oldest first: what was asked, by whom, what was needed and had, what was answered. Secrets are redacted.',
    isScoped: true,
    query: { ...FILTER, limit: LIMIT },
    success: { status: 200, schema: 'RequestList' },
    problems: [404],
    handle(request, context) {
      const { services } = context
      const { journal } = services.control
      const results = entriesOf(request, context).map(entry => presentEntry(entry, services.registry))
      return { results, totalCount: results.length, dropped: journal.dropped }
    }
  }),
  operation({
    operationId: 'streamRequests',
    method: 'GET',
    path: '/requests/stream',
    summary: 'Stream the Journal',
    description:
      'Requests as they come, as server-sent events: `event: request`, the id of the request, and what the list shows of it. Last-Event-ID takes up where a stream was left.',
    isScoped: true,
    query: FILTER,
    success: { status: 200, contentType: 'text/event-stream' },
    problems: [404],
    handle(request, context, reply) {
      const { services } = context
      const filter = filterOf(request, context)
      const present = (entry: Entry) => presentEntry(entry, services.registry)
      const keep = (entry: Entry) => isKept(filter, entry)
      return sendEvents(reply as FastifyReply, services.control, keep, present)
    }
  }),
  operation({
    operationId: 'exportRequests',
    method: 'GET',
    path: '/requests.har',
    summary: 'Export the Journal as HAR',
    description: 'An HTTP archive (HAR 1.2) for browsers and proxies. Secrets are redacted.',
    isScoped: true,
    query: { ...FILTER, limit: LIMIT },
    success: { status: 200, schema: 'Har' },
    problems: [404],
    handle(request, context) {
      const { services } = context
      const requests = entriesOf(request, context).map(entry => presentEntry(entry, services.registry))
      return toHar(requests, request.origin, PACKAGE)
    }
  }),
  operation({
    operationId: 'deleteRequests',
    method: 'DELETE',
    path: '/requests',
    summary: 'Empty the Journal',
    description: "Forgets all requests, or a sandbox's.",
    isScoped: true,
    success: { status: 204 },
    problems: [404],
    handle({ sandbox }, { services }) {
      services.control.journal.clear(sandbox)
    }
  }),
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
    handle({ body, sandbox }, context) {
      checkMatchers(body, context)
      const { control, registry } = context.services
      return verify({ ...body, sandbox }, control.journal, registry)
    }
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
      const verification = await waitFor(control.journal, { ...body, sandbox }, registry, signal())
      if (verification.pass) return verification
      throw new Problem(408, tellWhy(verification), [], {}, { verification })
    }
  }),
  operation({
    operationId: 'getLeastPrivilege',
    method: 'GET',
    path: '/least-privilege',
    summary: 'Return the Smallest Sets of Roles',
    description:
      'For each caller in the journal the smallest set of roles that would have done, against those it had.',
    isScoped: true,
    query: { principal: FILTER.principal, since: FILTER.since },
    success: { status: 200, schema: 'LeastPrivilege' },
    problems: [404],
    handle: (request, context) => ({ results: leastPrivilege(entriesOf(request, context)) })
  })
]

function filterOf({ query, sandbox }: ControlRequest, { operationIds }: ControlContext): RequestFilter {
  checkOperations(query['operation'] as string | undefined, operationIds, 'operation')
  return { ...query, sandbox }
}

function entriesOf(request: ControlRequest, context: ControlContext): Entry[] {
  return filterEntries(context.services.control.journal, filterOf(request, context))
}

function checkMatchers(body: VerifyCount | VerifyOrder | WaitBody, { operationIds }: ControlContext): void {
  if ('match' in body) {
    checkOperations(body.match.operation, operationIds, '/match/operation')
    return
  }
  if ('count' in body)
    throw new Problem(400, 'the body is wrong', [{ path: '/count', detail: 'an order has none' }])
  for (const [at, { operation }] of body.inOrder.entries()) {
    checkOperations(operation, operationIds, `/inOrder/${at}/operation`)
  }
}

function tellWhy(verification: Extract<Verification, { pass: false }>): string {
  if (verification.offending) return 'more requests came than were waited for'
  return verification.nearest
    ? 'the requests did not come in time'
    : 'the journal had no room for all requests: nobody knows how many came'
}

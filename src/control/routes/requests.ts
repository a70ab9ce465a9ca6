import type { FastifyReply } from 'fastify'
import { PACKAGE } from '../../assets.ts'
import type { Entry } from '../../journal/entry.ts'
import { filterEntries, isKept, type RequestFilter } from '../../journal/filter.ts'
import { harOf, toHarEntry } from '../../journal/har.ts'
import { leastPrivilege } from '../../journal/least-privilege.ts'
import { presentEntry } from '../../journal/present-entry.ts'
import { checkName } from '../names.ts'
import { type ControlContext, type ControlOperation, type ControlRequest, operation } from '../operation.ts'
import { sendEvents } from '../stream.ts'
import { streamJsonArray } from '../stream-json-array.ts'

const FILTER = {
  operation: { type: 'string', 'x-checked': 'operation', description: 'An operationId.' },
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
    handle(request, context, reply) {
      const { dropped } = context.services.control.journal
      const entries = entriesOf(request, context)
      return streamJsonArray(reply, entries, presenter(context), results => ({
        results,
        totalCount: entries.length,
        dropped
      }))
    }
  }),
  operation({
    operationId: 'streamRequests',
    method: 'GET',
    path: '/requests/stream',
    summary: 'Stream the Journal',
    description:
      'Requests as they come, as server-sent events: `event: request`, the id of the request, and what the list shows of it. Last-Event-ID takes up where a stream was left. `event: change` tells of each call of the control plane that was no question: its operationId and the sandbox that it was narrowed to.',
    isScoped: true,
    query: FILTER,
    success: { status: 200, contentType: 'text/event-stream' },
    problems: [404],
    handle(request, context, reply) {
      const { services } = context
      const filter = filterOf(request, context)
      const keep = (entry: Entry) => isKept(filter, entry)
      return sendEvents(reply as FastifyReply, services.control, request.sandbox, keep, presenter(context))
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
    handle(request, context, reply) {
      const present = presenter(context)
      const toHar = (entry: Entry) => toHarEntry(present(entry), request.origin)
      return streamJsonArray(reply, entriesOf(request, context), toHar, entries => harOf(entries, PACKAGE))
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
    handle(request, context) {
      const { principals } = context.services.store
      return { results: leastPrivilege(entriesOf(request, context), id => principals.find(id)?.roles ?? []) }
    }
  })
]

function filterOf({ query, sandbox }: ControlRequest, { operationIds }: ControlContext): RequestFilter {
  checkName('operation', query['operation'] as string | undefined, operationIds, 'operation')
  return { ...query, sandbox }
}

function entriesOf(request: ControlRequest, context: ControlContext): Entry[] {
  return filterEntries(context.services.control.journal, filterOf(request, context))
}

function presenter({ services }: ControlContext) {
  return (entry: Entry) => presentEntry(entry, services.registry)
}

import type { FastifyReply } from 'fastify'
import type { RequestFilter } from '../../../types/wire.d.ts'
import { PACKAGE, readAsset } from '../../assets.ts'
import { runInSlices, runToCompletion, type Steps } from '../../base/time-slices.ts'
import type { Entry } from '../../journal/entry.ts'
import { filterEntries, isKept } from '../../journal/filter.ts'
import { toHarEntry } from '../../journal/har.ts'
import type { Journal } from '../../journal/journal.ts'
import { type LeastPrivilege, leastPrivilege } from '../../journal/least-privilege.ts'
import { presentEntry } from '../../journal/present-entry.ts'
import { formatRequests } from '../../journal/request-table.ts'
import type { EntryFormat } from '../entry-reader.ts'
import type { ControlContext, ControlOperation, ControlRequest } from '../operation.ts'
import { sendEvents, streamEntries } from '../stream.ts'

const SCHEMAS = readAsset<{ RequestFilter: { properties: Record<keyof RequestFilter, object> } }>(
  'schemas/control/requests.json'
)
const { limit, ...FILTER } = SCHEMAS.RequestFilter.properties

/** The journal. */
export const REQUEST_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'listRequests',
    method: 'GET',
    path: '/requests',
    summary: 'Return the Journal',
    description:
      'Requests to the Atlas API, the oldest first: request, caller, required and assigned roles, response. Secrets are redacted.',
    acceptsSandbox: true,
    query: { ...FILTER, limit },
    success: { status: 200, schema: 'RequestList' },
    handle: (request, context, reply) =>
      withIds(request, context, reply, ids => {
        const { journal } = context.services.control
        return streamEntries(reply !== undefined, journal, ids, formatOf(context), {
          head: '{"results":[',
          tail: count => `],"totalCount":${count},"dropped":${journal.droppedSince(0, request.sandbox)}}`
        })
      })
  },
  {
    operationId: 'streamRequests',
    method: 'GET',
    path: '/requests/stream',
    summary: 'Stream the Journal',
    description:
      'New requests as server-sent events: `event: request` with the id of the request and its journal entry. Last-Event-ID resumes a stream; an unknown id starts at the oldest request. `event: change` reports each call of the control plane except GET with its operationId and sandbox.',
    acceptsSandbox: true,
    query: FILTER,
    success: { status: 200, contentType: 'text/event-stream' },
    handle(request, context, reply) {
      const { services } = context
      const filter = filterOf(request)
      const matches = (entry: Entry) => isKept(filter, entry)
      return sendEvents(reply as FastifyReply, services.control, request.sandbox, matches, formatOf(context))
    }
  },
  {
    operationId: 'exportRequests',
    method: 'GET',
    path: '/requests.har',
    summary: 'Export the Journal as HAR',
    description: 'An HTTP archive (HAR 1.2) for browsers and proxies. Secrets are redacted.',
    acceptsSandbox: true,
    query: { ...FILTER, limit },
    success: { status: 200, schema: 'Har' },
    handle(request, context, reply) {
      const { services } = context
      const present = (entry: Entry) => toHarEntry(presentEntry(entry, services.registry), request.origin)
      const format = { name: `HAR ${request.origin}`, present }
      const { name, version } = PACKAGE
      const creator = JSON.stringify({ name, version })
      return withIds(request, context, reply, ids =>
        streamEntries(reply !== undefined, services.control.journal, ids, format, {
          head: `{"log":{"version":"1.2","creator":${creator},"entries":[`,
          tail: () => ']}}'
        })
      )
    }
  },
  {
    operationId: 'printRequests',
    method: 'GET',
    path: '/requests.txt',
    summary: 'Return the Journal as Text',
    description:
      'A table for people: time, method, path, status and reason of each request, the oldest first.',
    acceptsSandbox: true,
    query: { ...FILTER, limit },
    success: { status: 200, contentType: 'text/plain' },
    handle: (request, context, reply) => run(request, reply, printRequests(request, context))
  },
  {
    operationId: 'deleteRequests',
    method: 'DELETE',
    path: '/requests',
    summary: 'Clear the Journal',
    description: 'Removes all requests or those of a sandbox.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ sandbox }, { services }) => services.control.journal.clear(sandbox)
  },
  {
    operationId: 'getLeastPrivilege',
    method: 'GET',
    path: '/least-privilege',
    summary: 'Return the Minimal Roles of All Callers',
    description:
      'The smallest sufficient set of roles for each caller in the journal, compared with its assigned roles.',
    acceptsSandbox: true,
    query: { principal: FILTER.principal, since: FILTER.since },
    success: { status: 200, schema: 'LeastPrivilege' },
    handle(request, context, reply) {
      return run(request, reply, reviewCallers(request, context))
    }
  }
]

function filterOf({ query, sandbox }: ControlRequest) {
  const filter: RequestFilter = query
  return { ...filter, sandbox }
}

/** Runs work in slices over HTTP, else synchronously. */
function run<Result>(
  request: ControlRequest,
  reply: FastifyReply | undefined,
  steps: Steps<Result>
): Result | Promise<Result> {
  return reply ? runInSlices(steps, request.signal()) : runToCompletion(steps)
}

function idsOf(request: ControlRequest, context: ControlContext): Steps<number[]> {
  return filterEntries(context.services.control.journal, filterOf(request))
}

/** Calls `use` with the ids of the requested entries. */
function withIds<Result>(
  request: ControlRequest,
  context: ControlContext,
  reply: FastifyReply | undefined,
  use: (ids: number[]) => Result
): Result | Promise<Result> {
  function* steps(): Steps<Result> {
    return use(yield* idsOf(request, context))
  }
  return run(request, reply, steps())
}

function* reviewCallers(
  request: ControlRequest,
  context: ControlContext
): Steps<{ results: LeastPrivilege[] }> {
  const { control, store } = context.services
  const entries = findEach(control.journal, yield* idsOf(request, context))
  return { results: yield* leastPrivilege(entries, id => store.principals.find(id)?.roles ?? []) }
}

function* printRequests(request: ControlRequest, context: ControlContext): Steps<string> {
  const { control, registry } = context.services
  const entries = findEach(control.journal, yield* idsOf(request, context))
  return yield* formatRequests([...entries].map(entry => presentEntry(entry, registry)))
}

/** Yields the entries that the journal still has. */
function* findEach(journal: Journal, ids: readonly number[]): Generator<Entry> {
  for (const id of ids) {
    const entry = journal.find(id)
    if (entry) yield entry
  }
}

function formatOf({ services }: ControlContext): EntryFormat {
  return { name: 'entry', present: (entry: Entry) => presentEntry(entry, services.registry) }
}

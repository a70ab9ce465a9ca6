import type { FastifyReply } from 'fastify'
import type {
  Advice,
  RecordedRequest,
  RequestFilter,
  Verification,
  VerifyBody,
  WaitBody
} from '../../../types/wire.d.ts'
import { PACKAGE, readAsset } from '../../assets.ts'
import { faultName } from '../../control/faults.ts'
import { ControlProblem } from '../../control/problem.ts'
import { adviseOn } from '../../journal/advice.ts'
import { describeFailure, formatRequests } from '../../journal/describe.ts'
import type { Entry } from '../../journal/entry.ts'
import { createFilter, type FoundEntries, findEntries, type SearchSources } from '../../journal/filter.ts'
import { toHarEntry } from '../../journal/har.ts'
import { permittedPrincipals } from '../../journal/permitted.ts'
import { presentEntry } from '../../journal/present-entry.ts'
import { type InSandbox, verify, waitFor } from '../../journal/verify.ts'
import { evidenceOf } from '../../proof-hooks.ts'
import type { Services } from '../../services.ts'
import type { ControlOperation, ControlRequest } from '../control-operation.ts'
import { sendEvents } from '../stream.ts'

const { properties: FILTER } = readAsset<{
  RequestFilter: { properties: Record<keyof RequestFilter, object> }
}>('schemas/control/requests.json').RequestFilter
/** A stream sends a challenge before the call that follows it. */
const { limit, before, folded, ...OF_STREAM } = FILTER

/** The journal, recorded calls, and verification. */
export const REQUEST_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'listRequests',
    method: 'GET',
    path: '/requests',
    summary: 'Return the Journal',
    description:
      'Requests to the Atlas API, the oldest first: request, caller, required and assigned roles, response. Secrets are redacted.',
    acceptsSandbox: true,
    query: FILTER,
    success: { status: 200, schema: 'RequestList' },
    returnsCopy: true,
    handle(request, { services }) {
      const { entries, ...found } = find(request, services)
      const dropped = services.journal.droppedSince(0, request.sandbox)
      return { results: entries.map(presenter(services)), ...found, dropped }
    }
  },
  {
    operationId: 'streamRequests',
    method: 'GET',
    path: '/requests/stream',
    summary: 'Stream the Journal',
    description:
      'New requests as server-sent events: `event: request` with the id of the request and its journal entry. Last-Event-ID resumes a stream; an unknown id starts at the oldest request. `event: change` reports each call of the control plane except GET with its operationId and sandbox.',
    acceptsSandbox: true,
    query: OF_STREAM,
    success: { status: 200, contentType: 'text/event-stream' },
    handle({ query, sandbox }, { services }, reply) {
      const matches = createFilter(query as RequestFilter, searchSources(services))
      return sendEvents(reply as FastifyReply, services, {
        sandbox,
        isKept: entry => entry.id > Number(query['since'] ?? 0) && matches(entry),
        present: presenter(services)
      })
    }
  },
  {
    operationId: 'exportRequests',
    method: 'GET',
    path: '/requests.har',
    summary: 'Export the Journal as HAR',
    description: 'An HTTP archive (HAR 1.2) for browsers and proxies. Secrets are redacted.',
    acceptsSandbox: true,
    query: FILTER,
    success: { status: 200, schema: 'Har' },
    returnsCopy: true,
    handle(request, { services }) {
      const present = presenter(services)
      const { name, version } = PACKAGE
      const entries = find(request, services).entries.map(entry => toHarEntry(present(entry), request.origin))
      return { log: { version: '1.2', creator: { name, version }, entries } }
    }
  },
  {
    operationId: 'printRequests',
    method: 'GET',
    path: '/requests.txt',
    summary: 'Return the Journal as Text',
    description:
      'A table for people: time, method, path, status and reason of each request, the oldest first. Names the label of a response that is a guess or contradicted. Then a table of the alerts in the inbox; of the filters, only `limit` applies to them. Then the advice of `GET /advice`.',
    acceptsSandbox: true,
    query: FILTER,
    success: { status: 200, contentType: 'text/plain' },
    handle(request, { services }) {
      const { query, sandbox } = request
      const { inbox } = services.control.alerts
      const requests = find(request, services).entries.map(labeller(services))
      const deliveries = inbox.list(sandbox, query['limit'] as number | undefined)
      return formatRequests(requests, deliveries, advise(services, sandbox))
    }
  },
  {
    operationId: 'listAdvice',
    method: 'GET',
    path: '/advice',
    summary: 'Return Advice',
    description:
      'What clients did that will hurt on Atlas, although the mock accepted it: of all requests in the journal except those of the console.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'AdviceList' },
    returnsCopy: true,
    handle: ({ sandbox }, { services }) => ({ results: advise(services, sandbox) })
  },
  {
    operationId: 'getRequest',
    method: 'GET',
    path: '/requests/{id}',
    summary: 'Return a Request of the Journal',
    description:
      "Also returns the evidence that Atlas responds in this way; if it was rejected because of the caller's roles, organization or access list, also the principals that may send it.",
    acceptsSandbox: true,
    success: { status: 200, schema: 'RecordedRequest' },
    problems: [404],
    returnsCopy: true,
    handle({ params: { id }, sandbox }, { services }) {
      const entry = /^\d+$/.test(String(id)) ? services.journal.find(Number(id)) : undefined
      if (!entry || (sandbox !== undefined && sandbox !== entry.orgId)) {
        throw new ControlProblem(404, `no request '${id}' in the journal`)
      }
      return { ...labeller(services)(entry), permitted: permittedPrincipals(entry, services.store) }
    }
  },
  {
    operationId: 'deleteRequests',
    method: 'DELETE',
    path: '/requests',
    summary: 'Clear the Journal',
    description: 'Removes all requests or those of a sandbox.',
    acceptsSandbox: true,
    success: { status: 204 },
    handle: ({ sandbox }, { services }) => services.journal.clear(sandbox)
  },
  {
    operationId: 'exportCalls',
    method: 'GET',
    path: '/calls.har',
    summary: 'Export the Recorded Calls',
    description:
      'The calls that the mock has recorded so far, as the file that it writes when it closes: an HTTP archive (HAR 1.2) as sent, secrets included, but without the credentials of callers. Requires the setting `calls`.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'Har' },
    problems: [409],
    handle({ sandbox }, { services: { control } }) {
      if (!control.recorder)
        throw new ControlProblem(409, 'calls are not recorded: start the mock with --calls')
      return control.recorder.export(sandbox)
    }
  },
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
      const { control, journal, registry } = services
      const expectation = { ...body, sandbox }
      const verification = verify(expectation, journal, registry, control.failing(sandbox))
      return explain(expectation, verification, services)
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
      const { journal, registry } = services
      const waited = await waitFor(journal, { ...body, sandbox }, registry, signal())
      const verification = explain({ ...body, sandbox }, waited, services)
      if (verification.pass) return verification
      throw new ControlProblem(408, timeoutDetail(verification), [], {}, { verification })
    }
  }
]

function find({ query, sandbox }: ControlRequest, services: Services): FoundEntries {
  return findEntries(services.journal, { ...(query as RequestFilter), sandbox }, searchSources(services))
}

function searchSources({ registry, store: { organizations, projects } }: Services): SearchSources {
  return { registry, nameOf: id => (projects.find(id) ?? organizations.find(id))?.name }
}

function presenter({ registry }: Services): (entry: Entry) => RecordedRequest {
  return entry => presentEntry(entry, registry)
}

/** Returns a function that presents an entry with its evidence, which takes longer. */
function labeller({ registry }: Services): (entry: Entry) => RecordedRequest {
  return entry => ({ ...presentEntry(entry, registry), evidence: evidenceOf(entry, registry) })
}

function advise({ journal, registry }: Services, sandbox: string | undefined): Advice[] {
  return adviseOn(journal.entries(sandbox), registry, entry => evidenceOf(entry, registry)?.label)
}

function explain(body: VerifyBody & InSandbox, verification: Verification, services: Services): Verification {
  if (verification.pass) return verification
  const { journal, faults } = services
  const find = (id: number) => {
    const entry = journal.find(id)
    return entry && labeller(services)(entry)
  }
  const idle = faults.list(body.sandbox).filter(({ fired }) => !fired)
  return { ...verification, message: describeFailure(verification, body, find, idle.map(faultName)) }
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

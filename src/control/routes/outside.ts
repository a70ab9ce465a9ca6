import { type ControlOperation, operation } from '../operation.ts'

/** What is seen from outside: health, metrics, the error catalogue. */
export const OUTSIDE_OPERATIONS: readonly ControlOperation[] = [
  operation({
    operationId: 'getHealth',
    method: 'GET',
    path: '/health',
    summary: 'Say Whether the Mock Is Live and Ready',
    description:
      'Answers once the mock is ready. Needs no token, and answers with the control plane off too.',
    isOpen: true,
    success: { status: 200, schema: 'Health' },
    handle: (_request, { services }) => {
      // A database that cannot be read is no health.
      services.store.organizations.isEmpty()
      return { status: 'ok' }
    }
  }),
  operation({
    operationId: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    summary: 'Return Prometheus Metrics',
    description:
      'Requests by operation, status and error code, their duration, faults that fired, and sandboxes. Needs no token.',
    isOpen: true,
    success: { status: 200, contentType: 'text/plain' },
    async handle(_request, { services }, reply) {
      const { contentType, text } = await services.control.metrics.render()
      reply?.header('content-type', contentType)
      return text
    }
  }),
  operation({
    operationId: 'listErrors',
    method: 'GET',
    path: '/errors',
    summary: 'Return All Rows of the Error Catalogue',
    description:
      'Every error with its text, how it is known, and the operations that can raise it, so that a client can be tried with each by `Prefer: errorCode=…` or a fault.',
    success: { status: 200, schema: 'ErrorList' },
    handle: (_request, { services, raisedBy }) => {
      const operations = raisedBy()
      const results = services.catalogue.rows.map(row => ({
        id: row.id,
        errorCode: row.errorCode,
        status: row.status,
        detail: row.detail,
        parameters: (row.parameters ?? []).map(({ name }) => name),
        evidence: row.evidence,
        source: row.source,
        date: row.date,
        operations: operations.get(row.id) ?? []
      }))
      return { results }
    }
  })
]

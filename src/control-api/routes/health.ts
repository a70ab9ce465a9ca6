import type { ControlOperation } from '../operation.ts'

/** Health and metrics. */
export const HEALTH_OPERATIONS: readonly ControlOperation[] = [
  {
    operationId: 'getHealth',
    method: 'GET',
    path: '/health',
    summary: 'Return the Health of the Mock',
    description: 'Succeeds when the mock is ready. Public, and available with the control plane off.',
    isOpen: true,
    success: { status: 200, schema: 'Health' },
    handle: (_request, { services }) => {
      // Fails if the database cannot be read.
      services.store.organizations.isEmpty()
      return { status: 'ok' }
    }
  },
  {
    operationId: 'getMetrics',
    method: 'GET',
    path: '/metrics',
    summary: 'Return Prometheus Metrics',
    description:
      'Requests by operation, status and error code, request durations, fired faults and the number of sandboxes. Public.',
    isOpen: true,
    success: { status: 200, contentType: 'text/plain' },
    async handle(_request, { services }, reply) {
      const { contentType, text } = await services.control.metrics.render()
      reply?.header('content-type', contentType)
      return text
    }
  }
]

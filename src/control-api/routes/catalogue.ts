import { describeTypes } from '../integration-types.ts'
import type { ControlOperation } from '../operation.ts'

/** Health, errors, integration types and organizations. */
export const CATALOGUE_OPERATIONS: readonly ControlOperation[] = [
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
    operationId: 'listErrors',
    method: 'GET',
    path: '/errors',
    summary: 'Return All Rows of the Error Catalogue',
    description:
      'Every error with its text, its evidence and the operations that can raise it. Trigger an error with `Prefer: errorCode=…` or a fault.',
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
  },
  {
    operationId: 'listIntegrationTypes',
    method: 'GET',
    path: '/types',
    summary: 'Return All Integration Types',
    description:
      'Every type of third-party, log and metric integrations with fields, translations and examples. Public, and available with the control plane off.',
    isOpen: true,
    success: { status: 200, schema: 'IntegrationTypeList' },
    handle: (_request, { services }) => ({ results: describeTypes(services.registry) })
  },
  {
    operationId: 'listAllOrganizations',
    method: 'GET',
    path: '/organizations',
    summary: 'Return All Organizations With Their Projects',
    description:
      'All organizations, including sandboxes, with their projects in creation order, regardless of roles.',
    acceptsSandbox: true,
    success: { status: 200, schema: 'OrganizationList' },
    handle: ({ sandbox }, { services: { store } }) => {
      const sandboxes = new Set(store.sandboxes.list())
      const all = store.organizations.list().filter(({ id }) => sandbox === undefined || id === sandbox)
      const results = all.map(({ id, name }) => ({
        id,
        name,
        isSandbox: sandboxes.has(id),
        projects: store.projects.namesByOrganization(id).map(({ id, name }) => ({ id, name }))
      }))
      return { results }
    }
  }
]

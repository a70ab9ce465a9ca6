import { describeTypes } from '../integration-types.ts'
import type { ControlOperation } from '../operation.ts'

/** Errors, integration types and organizations. */
export const CATALOGUE_OPERATIONS: readonly ControlOperation[] = [
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
      "Every integration type in Atlas's order with fields, translations and examples. Public, and available with the control plane off.",
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
    isScoped: true,
    success: { status: 200, schema: 'OrganizationList' },
    handle: ({ sandbox }, { services: { store } }) => {
      const sandboxes = new Set(store.sandboxes.list())
      const all = store.organizations.list().filter(({ id }) => sandbox === undefined || id === sandbox)
      const results = all.map(({ id, name }) => ({
        id,
        name,
        isSandbox: sandboxes.has(id),
        projects: store.projects.listByOrganization(id).map(({ id, name }) => ({ id, name }))
      }))
      return { results }
    }
  }
]

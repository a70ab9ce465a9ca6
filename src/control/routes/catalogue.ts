import { describeTypes } from '../integration-types.ts'
import { type ControlOperation, operation } from '../operation.ts'

/** What there is to choose from: integration types, organizations with their projects. */
export const CATALOGUE_OPERATIONS: readonly ControlOperation[] = [
  operation({
    operationId: 'listIntegrationTypes',
    method: 'GET',
    path: '/types',
    summary: 'Return All Integration Types',
    description:
      'Every integration type in the order of Atlas, with the fields, words and examples of its file. Needs no token, and answers with the control plane off too.',
    isOpen: true,
    success: { status: 200, schema: 'IntegrationTypeList' },
    handle: (_request, { services }) => ({ results: describeTypes(services.registry) })
  }),
  operation({
    operationId: 'listAllOrganizations',
    method: 'GET',
    path: '/organizations',
    summary: 'Return All Organizations With Their Projects',
    description:
      'Organizations in the order of their creation, sandboxes among them, each with its projects; whoever may see them.',
    isScoped: true,
    success: { status: 200, schema: 'OrganizationList' },
    problems: [404],
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
  })
]

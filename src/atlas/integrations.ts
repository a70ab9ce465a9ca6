import { presentIntegration } from '../integrations/presenter.ts'
import type { Call, Operation } from './operation.ts'
import { pageOf } from './page.ts'
import { readProject, writeProject } from './project-operation.ts'
import { PAGING } from './query.ts'
import { type IntegrationScope, integrationScope, type ProjectScope } from './scopes.ts'

const LIST_PATH = '/groups/:groupId/integrations'
const ITEM_PATH = `${LIST_PATH}/:integrationType`
const PAGE = { query: PAGING, success: { status: 200, schema: 'PaginatedIntegrationView' } } as const
const SHARED = {
  content: 'integrations',
  rateGroup: 'integrations',
  tag: 'Third-Party Integrations'
} as const
const ITEM = { ...SHARED, path: ITEM_PATH, scope: integrationScope } as const

/**
 * The operations on third-party integrations. POST and PUT return the list of all integrations of the project.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-third-party-integrations
 */
export const INTEGRATION_OPERATIONS: readonly Operation[] = [
  readProject({
    ...SHARED,
    ...PAGE,
    operationId: 'listGroupIntegrations',
    path: LIST_PATH,
    javaMethod: 'ApiGroupIntegrationsResource::getIntegrations',
    summary: 'Return All Active Third-Party Service Integrations',
    description: 'Returns all integrations of a project, in a fixed order of types.',
    handle: page
  }),
  writeProject({
    ...ITEM,
    ...PAGE,
    operationId: 'createGroupIntegration',
    method: 'POST',
    javaMethod: 'ApiGroupIntegrationsResource::createIntegration',
    body: 'ThirdPartyIntegration',
    raises: ['INTEGRATION_ALREADY_CONFIGURED'],
    summary: 'Create One Third-Party Service Integration',
    description:
      'Configures one third-party service for a project and returns all of its integrations. A project has at most one integration of each type.',
    read: (body, { type }: IntegrationScope, { services }) => services.integrations.read(type, body),
    handle(scope, call, settings) {
      call.services.integrations.create(scope.project, scope.type, settings)
      return page(scope, call)
    }
  }),
  readProject({
    ...ITEM,
    operationId: 'getGroupIntegration',
    javaMethod: 'ApiGroupIntegrationsResource::getIntegration',
    success: { status: 200, schema: 'ThirdPartyIntegration' },
    raises: ['INTEGRATION_NOT_CONFIGURED'],
    summary: 'Return One Third-Party Service Integration',
    description: 'Returns one integration of a project, with its secrets redacted.',
    handle({ project, type }, { services: { integrations, registry } }) {
      return { status: 200, body: presentIntegration(registry, integrations.find(project.id, type)) }
    }
  }),
  writeProject({
    ...ITEM,
    ...PAGE,
    operationId: 'updateGroupIntegration',
    method: 'PUT',
    javaMethod: 'ApiGroupIntegrationsResource::updateIntegration',
    body: 'ThirdPartyIntegration',
    summary: 'Update One Third-Party Service Integration',
    description:
      'Changes the fields in the body, assigns a new id, and returns all integrations of the project. Configures the type if the project does not have it yet.',
    read: (body, { project, type }: IntegrationScope, { services }) =>
      services.integrations.merge(project, type, body),
    handle(scope, call, settings) {
      call.services.integrations.replace(scope.project, scope.type, settings)
      return page(scope, call)
    }
  }),
  writeProject({
    ...ITEM,
    operationId: 'deleteGroupIntegration',
    method: 'DELETE',
    javaMethod: 'ApiGroupIntegrationsResource::deleteIntegration',
    success: { status: 204 },
    raises: ['INTEGRATION_NOT_CONFIGURED'],
    summary: 'Remove One Third-Party Service Integration',
    description: 'Removes one integration from a project.',
    handle({ project, type }, { services }) {
      services.integrations.remove(project.id, type)
      return { status: 204 }
    }
  })
]

function page(scope: ProjectScope, call: Call) {
  const { integrations, registry } = call.services
  return pageOf(call, scope, integrations.list(scope.project.id), row => presentIntegration(registry, row))
}

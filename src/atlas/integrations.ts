import { READ, WRITE } from '../auth/roles.ts'
import { presentIntegration } from '../integrations/presenter.ts'
import { parseJson } from './body.ts'
import { type Call, defineOperation, type Operation } from './operation.ts'
import { PROJECT_ERRORS } from './operation-errors.ts'
import { pageOf } from './page.ts'
import { FLAGS, PAGING } from './query.ts'
import { integrationScope, type ProjectScope, projectScope, recheckProject } from './scopes.ts'

const LIST_PATH = '/groups/:groupId/integrations'
const ITEM_PATH = `${LIST_PATH}/:integrationType`
const READS = { permission: READ, roles: ['Project Read Only'] }
const WRITES = { permission: WRITE, roles: ['Project Owner'] }
const PAGE = { status: 200, schema: 'PaginatedIntegrationView' }
const SHARED = {
  content: 'integrations',
  rateGroup: 'integrations',
  tag: 'Third-Party Integrations'
} as const

/**
 * The operations on third-party integrations. POST and PUT return the list of all integrations of the project.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-third-party-integrations
 */
export const INTEGRATION_OPERATIONS: readonly Operation[] = [
  defineOperation({
    ...SHARED,
    operationId: 'listGroupIntegrations',
    ...READS,
    method: 'GET',
    path: LIST_PATH,
    javaMethod: 'ApiGroupIntegrationsResource::getIntegrations',
    query: PAGING,
    success: PAGE,
    raises: PROJECT_ERRORS,
    summary: 'Return All Active Third-Party Service Integrations',
    description: 'Returns all integrations of a project, in a fixed order of types.',
    scope: projectScope,
    handle: page
  }),
  defineOperation({
    ...SHARED,
    operationId: 'createGroupIntegration',
    ...WRITES,
    method: 'POST',
    path: ITEM_PATH,
    javaMethod: 'ApiGroupIntegrationsResource::createIntegration',
    query: PAGING,
    body: 'ThirdPartyIntegration',
    success: PAGE,
    raises: [...PROJECT_ERRORS, 'INTEGRATION_ALREADY_CONFIGURED'],
    summary: 'Create One Third-Party Service Integration',
    description:
      'Configures one third-party service for a project and returns all of its integrations. A project has at most one integration of each type.',
    scope: integrationScope,
    handle(scope, call) {
      const { request, services } = call
      const project = recheckProject(call, scope)
      const settings = services.integrations.read(scope.type, parseJson(request))
      request.record.enter('state')
      services.integrations.create(project, scope.type, settings)
      return page(scope, call)
    }
  }),
  defineOperation({
    ...SHARED,
    operationId: 'getGroupIntegration',
    ...READS,
    method: 'GET',
    path: ITEM_PATH,
    javaMethod: 'ApiGroupIntegrationsResource::getIntegration',
    query: FLAGS,
    success: { status: 200, schema: 'ThirdPartyIntegration' },
    raises: [...PROJECT_ERRORS, 'INTEGRATION_NOT_CONFIGURED'],
    summary: 'Return One Third-Party Service Integration',
    description: 'Returns one integration of a project, with its secrets redacted.',
    scope: integrationScope,
    handle({ project, type }, { services: { integrations, registry } }) {
      return { status: 200, body: presentIntegration(registry, integrations.find(project.id, type)) }
    }
  }),
  defineOperation({
    ...SHARED,
    operationId: 'updateGroupIntegration',
    ...WRITES,
    method: 'PUT',
    path: ITEM_PATH,
    javaMethod: 'ApiGroupIntegrationsResource::updateIntegration',
    query: PAGING,
    body: 'ThirdPartyIntegration',
    success: PAGE,
    raises: PROJECT_ERRORS,
    summary: 'Update One Third-Party Service Integration',
    description:
      'Changes the fields in the body, assigns a new id, and returns all integrations of the project. Configures the type if the project does not have it yet.',
    scope: integrationScope,
    handle(scope, call) {
      const { request, services } = call
      const project = recheckProject(call, scope)
      const settings = services.integrations.merge(project, scope.type, parseJson(request))
      request.record.enter('state')
      services.integrations.replace(project, scope.type, settings)
      return page(scope, call)
    }
  }),
  defineOperation({
    ...SHARED,
    operationId: 'deleteGroupIntegration',
    ...WRITES,
    method: 'DELETE',
    path: ITEM_PATH,
    javaMethod: 'ApiGroupIntegrationsResource::deleteIntegration',
    query: FLAGS,
    success: { status: 204 },
    raises: [...PROJECT_ERRORS, 'INTEGRATION_NOT_CONFIGURED'],
    summary: 'Remove One Third-Party Service Integration',
    description: 'Removes one integration from a project.',
    scope: integrationScope,
    handle(scope, call) {
      const { request, services } = call
      const project = recheckProject(call, scope)
      request.record.enter('state')
      services.integrations.remove(project.id, scope.type)
      return { status: 204 }
    }
  })
]

function page(scope: ProjectScope, call: Call) {
  const { integrations, registry } = call.services
  return pageOf(call, scope, integrations.list(scope.project.id), row => presentIntegration(registry, row))
}

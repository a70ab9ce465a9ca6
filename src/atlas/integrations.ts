import type { FastifyRequest } from 'fastify'
import { presentIntegration } from '../integrations/presenter.ts'
import type { Services } from '../services.ts'
import type { Answer, Checked, Operation } from './operation.ts'
import { answerPage } from './page.ts'
import { FLAGS, PAGING } from './query.ts'

const LIST = '/groups/:groupId/integrations'
const ONE = `${LIST}/:integrationType`
const ERRORS = [400, 401, 403, 404, 429, 500]
const SHARED = { scope: 'project', rateGroup: 'integrations', tag: 'Third-Party Integrations' } as const
const READ = ['Project Read Only']
const WRITE = ['Project Owner']
const PAGE = { status: 200, schema: 'PaginatedIntegrationView' }

/**
 * The operations of the resource. POST and PUT answer with the list of all integrations of the project.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-third-party-integrations
 */
export const INTEGRATION_OPERATIONS: readonly Operation[] = [
  {
    ...SHARED,
    operationId: 'listGroupIntegrations',
    method: 'GET',
    path: LIST,
    javaMethod: 'ApiGroupIntegrationsResource::getIntegrations',
    query: PAGING,
    success: PAGE,
    raises: [],
    errors: ERRORS,
    summary: 'Return All Active Third-Party Service Integrations',
    description: 'All integrations of a project, in a fixed order of types.',
    roles: READ,
    handle: page
  },
  {
    ...SHARED,
    operationId: 'createGroupIntegration',
    method: 'POST',
    path: ONE,
    javaMethod: 'ApiGroupIntegrationsResource::createIntegration',
    query: PAGING,
    body: 'ThirdPartyIntegration',
    success: PAGE,
    raises: ['INTEGRATION_ALREADY_CONFIGURED'],
    errors: [400, 401, 403, 404, 409, 429, 500],
    summary: 'Create One Third-Party Service Integration',
    description:
      'Configures one third-party service for a project and answers with all of its integrations. A project has at most one of each type.',
    roles: WRITE,
    handle(request, checked, services) {
      services.integrations.create(checked.project, checked.integrationType, request.body)
      return page(request, checked, services)
    }
  },
  {
    ...SHARED,
    operationId: 'getGroupIntegration',
    method: 'GET',
    path: ONE,
    javaMethod: 'ApiGroupIntegrationsResource::getIntegration',
    query: FLAGS,
    success: { status: 200, schema: 'ThirdPartyIntegration' },
    raises: ['INTEGRATION_NOT_CONFIGURED'],
    errors: ERRORS,
    summary: 'Return One Third-Party Service Integration',
    description: 'One integration of a project, secrets redacted.',
    roles: READ,
    handle(_request, { project, integrationType }, { integrations, registry }) {
      const row = integrations.find(project.id, integrationType)
      return { status: 200, body: presentIntegration(registry, row) }
    }
  },
  {
    ...SHARED,
    operationId: 'updateGroupIntegration',
    method: 'PUT',
    path: ONE,
    javaMethod: 'ApiGroupIntegrationsResource::updateIntegration',
    query: PAGING,
    body: 'ThirdPartyIntegration',
    success: PAGE,
    raises: [],
    errors: ERRORS,
    summary: 'Update One Third-Party Service Integration',
    description:
      'Changes the fields that are sent, under a new id, and answers with all integrations of the project. A type that is not configured is configured.',
    roles: WRITE,
    handle(request, checked, services) {
      services.integrations.update(checked.project, checked.integrationType, request.body)
      return page(request, checked, services)
    }
  },
  {
    ...SHARED,
    operationId: 'deleteGroupIntegration',
    method: 'DELETE',
    path: ONE,
    javaMethod: 'ApiGroupIntegrationsResource::deleteIntegration',
    query: FLAGS,
    success: { status: 204 },
    raises: ['INTEGRATION_NOT_CONFIGURED'],
    errors: ERRORS,
    summary: 'Remove One Third-Party Service Integration',
    description: 'Removes one integration from a project.',
    roles: WRITE,
    handle(_request, { project, integrationType }, { integrations }) {
      integrations.remove(project.id, integrationType)
      return { status: 204 }
    }
  }
]

function page(request: FastifyRequest, checked: Checked, services: Services): Answer {
  const all = services.integrations.list(checked.project.id)
  return answerPage(request, checked, services, all, row => presentIntegration(services.registry, row))
}

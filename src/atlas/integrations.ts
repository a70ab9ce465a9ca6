import type { FastifyRequest } from 'fastify'
import { presentIntegration, type WireIntegration } from '../integrations/presenter.ts'
import type { Services } from '../services.ts'
import { publicAddress } from './address.ts'
import { type Link, pageLinks } from './links.ts'
import type { Answer, Checked, Operation } from './operation.ts'

/** A page of a project's integrations, its keys in Atlas's order. */
interface IntegrationPage {
  links: Link[]
  results: WireIntegration[]
  totalCount?: number
}

/**
 * The operations of the resource.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-third-party-integrations
 */
export const INTEGRATION_OPERATIONS: readonly Operation[] = [
  {
    operationId: 'createGroupIntegration',
    method: 'POST',
    path: '/groups/:groupId/integrations/:integrationType',
    javaMethod: 'ApiGroupIntegrationsResource::createIntegration',
    rateGroup: 'integrations',
    query: ['envelope', 'includeCount', 'itemsPerPage', 'pageNum', 'pretty'],
    hasBody: true,
    success: { status: 200, schema: 'PaginatedIntegrationView' },
    errors: [400, 401, 403, 404, 409, 429, 500],
    tag: 'Third-Party Integrations',
    summary: 'Create One Third-Party Service Integration',
    description:
      'Configures one third-party service for a project and answers with all of its integrations. A project has at most one of each type.',
    roles: ['Project Owner'],
    handle(request, checked, services) {
      services.integrations.create(checked.project.id, checked.integrationType, request.body)
      return page(request, checked, services)
    }
  }
]

function page(request: FastifyRequest, { project, query }: Checked, services: Services): Answer {
  const all = services.integrations.list(project.id)
  const start = (query.pageNum - 1) * query.itemsPerPage
  const body: IntegrationPage = {
    links: pageLinks(publicAddress(request, services.settings.publicUrl), query, all.length),
    results: all
      .slice(start, start + query.itemsPerPage)
      .map(row => presentIntegration(services.registry, row))
  }
  if (query.includeCount) body.totalCount = all.length
  return { status: 200, body }
}

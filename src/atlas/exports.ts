import { WRITE } from '../auth/roles.ts'
import { AtlasError } from '../errors.ts'
import type { ExportResource } from '../integrations/exports.ts'
import type { StoredDocument } from '../store/documents.ts'
import { parseJson } from './body.ts'
import type { MediaTypes } from './media-type.ts'
import { type Call, defineOperation, type Operation, type OperationResponse } from './operation.ts'
import { PROJECT_ERRORS } from './operation-errors.ts'
import { pageOf } from './page.ts'
import { FLAGS, PAGING, type Query } from './query.ts'
import { projectScope, recheckProject } from './scopes.ts'

interface ResourceFacts extends Omit<MediaTypes, 'mediaType'> {
  resource: ExportResource
  /** Name of the id in the path. */
  idParameter: string
  /** Part of each operationId and of the schemas' names. */
  name: string
  /** In texts. */
  noun: string
  tag: string
  filters: readonly ('integrationType' | 'providerType')[]
}

/**
 * The operations on log and metric integrations. No response of them is recorded, so X-Java-Method is unknown.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-push-based-log-export
 */
export const EXPORT_OPERATIONS: readonly Operation[] = [
  ...operationsOf({
    resource: 'logIntegrations',
    idParameter: 'id',
    name: 'LogIntegration',
    noun: 'log integration',
    tag: 'Push-Based Log Export',
    version: '2025-03-12',
    filters: ['integrationType']
  }),
  ...operationsOf({
    resource: 'metricIntegrations',
    idParameter: 'metricIntegrationId',
    name: 'MetricIntegration',
    noun: 'metric integration',
    tag: 'Metric Integrations',
    version: '2025-03-12',
    // The Atlas CLI of August 2026 sends it by default.
    hasPreview: true,
    filters: ['integrationType', 'providerType']
  })
]

function operationsOf(facts: ResourceFacts): readonly Operation[] {
  const { resource, idParameter, name, noun, filters, resource: content, ...rest } = facts
  const list = `/groups/:groupId/${resource}`
  const item = `${list}/:${idParameter}`
  const shared = {
    ...rest,
    content,
    rateGroup: resource,
    // Reads too (documented).
    permission: WRITE,
    roles: ['Project Owner'],
    scope: projectScope
  } as const
  const writes = { body: `${name}Request`, schema: `${name}Response` }
  const present = (call: Call, status: number, document: StoredDocument): OperationResponse => ({
    status,
    body: call.services[resource].present(document)
  })
  const idOf = ({ request }: Call) => request.record.received.params[idParameter] ?? ''
  return [
    defineOperation({
      ...shared,
      operationId: `listGroup${name}s`,
      method: 'GET',
      path: list,
      query: [...PAGING, ...filters],
      success: { status: 200, schema: `Paginated${name}Response` },
      raises: [...PROJECT_ERRORS, ...(filters.includes('providerType') ? ['MISSING_QUERY_PARAMETER'] : [])],
      summary: `Return All ${name}s of One Project`,
      description: `Returns the ${noun}s of a project in creation order, with their secrets redacted.`,
      handle(scope, call) {
        const service = call.services[resource]
        const matches = filterOf(call, scope.query, resource)
        return pageOf(call, scope, service.list(scope.project.id).filter(matches), row =>
          service.present(row)
        )
      }
    }),
    defineOperation({
      ...shared,
      operationId: `createGroup${name}`,
      method: 'POST',
      path: list,
      query: FLAGS,
      body: writes.body,
      success: { status: 201, schema: writes.schema },
      raises: [...PROJECT_ERRORS, 'INTEGRATION_LIMIT_REACHED'],
      summary: `Create One ${name}`,
      description: `Adds one ${noun} to a project. A project can have several of one type.`,
      handle(scope, call) {
        const { request, services } = call
        const project = recheckProject(call, scope)
        const service = services[resource]
        const settings = service.read(parseJson(request))
        request.record.enter('state')
        service.checkLimits(project.id, settings)
        return present(call, 201, service.create(project, settings))
      }
    }),
    defineOperation({
      ...shared,
      operationId: `getGroup${name}`,
      method: 'GET',
      path: item,
      query: FLAGS,
      success: { status: 200, schema: writes.schema },
      raises: [...PROJECT_ERRORS, 'RESOURCE_NOT_FOUND'],
      summary: `Return One ${name}`,
      description: `Returns one ${noun}, with its secrets redacted.`,
      handle: ({ project }, call) => present(call, 200, call.services[resource].find(project.id, idOf(call)))
    }),
    defineOperation({
      ...shared,
      operationId: `updateGroup${name}`,
      method: 'PUT',
      path: item,
      query: FLAGS,
      body: writes.body,
      success: { status: 200, schema: writes.schema },
      raises: [...PROJECT_ERRORS, 'RESOURCE_NOT_FOUND', 'ATTRIBUTE_READ_ONLY', 'INTEGRATION_LIMIT_REACHED'],
      summary: `Update One ${name}`,
      description: `Replaces one ${noun}; the id stays. A secret that is sent as responses show it keeps its value.`,
      handle(scope, call) {
        const { request, services } = call
        const project = recheckProject(call, scope)
        const service = services[resource]
        const body = parseJson(request)
        const current = service.find(project.id, idOf(call))
        const settings = service.read(body, current)
        request.record.enter('state')
        service.checkLimits(project.id, settings, current)
        return present(call, 200, service.replace(project, current, settings))
      }
    }),
    defineOperation({
      ...shared,
      operationId: `deleteGroup${name}`,
      method: 'DELETE',
      path: item,
      query: FLAGS,
      success: { status: 204 },
      raises: [...PROJECT_ERRORS, 'RESOURCE_NOT_FOUND'],
      summary: `Remove One ${name}`,
      description: `Removes one ${noun} from a project.`,
      handle(scope, call) {
        const { request, services } = call
        const project = recheckProject(call, scope)
        request.record.enter('state')
        services[resource].remove(project.id, idOf(call))
        return { status: 204 }
      }
    })
  ]
}

/**
 * Returns whether a document matches the filters of a query.
 *
 * @throws {AtlasError} MISSING_QUERY_PARAMETER or INVALID_QUERY_PARAMETER
 */
function filterOf({ services }: Call, query: Query, resource: ExportResource) {
  const { integrationType, providerType } = query
  if (providerType !== '' && integrationType === '') {
    throw new AtlasError('MISSING_QUERY_PARAMETER', ['integrationType'], {
      code: 'query-parameter-missing',
      attribute: 'integrationType'
    })
  }
  const types = services.registry.of(resource)
  const typeField = types[0]?.typeField ?? 'type'
  const filters = Object.entries({ integrationType, providerType }).filter(([, value]) => value !== '')
  const wanted = filters.map(([parameter, value]) => {
    const field = parameter === 'integrationType' ? typeField : parameter
    if (types.some(({ body }) => body.properties[field]?.enum?.includes(value)))
      return [field, value] as const
    throw new AtlasError('INVALID_QUERY_PARAMETER', [parameter], {
      code: 'query-parameter',
      attribute: parameter
    })
  })
  return ({ settings }: StoredDocument) => wanted.every(([field, value]) => settings[field] === value)
}

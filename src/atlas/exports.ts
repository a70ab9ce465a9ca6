import { AtlasError } from '../errors.ts'
import type { ExportResource } from '../integrations/exports.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { Call, Operation, OperationResponse } from './operation.ts'
import { listProject, readProject, writeProject } from './project-operation.ts'
import type { Query } from './query.ts'

/**
 * The operations on log and metric integrations. Their responses are not recorded, so X-Java-Method is unknown.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-push-based-log-export
 */
export const EXPORT_OPERATIONS: readonly Operation[] = [
  ...operationsOf('logIntegrations', 'LogIntegration', 'id'),
  ...operationsOf('metricIntegrations', 'MetricIntegration', 'metricIntegrationId')
]

/**
 * @param name part of each operationId
 * @param idParameter of the path
 */
function operationsOf(resource: ExportResource, name: string, idParameter: string): Operation[] {
  const respond = (call: Call, status: number, document: StoredDocument): OperationResponse => ({
    status,
    body: call.services[resource].present(document)
  })
  const idOf = ({ request }: Call) => request.record.received.params[idParameter] ?? ''
  return [
    listProject(
      `listGroup${name}s`,
      (project, { services }, query) =>
        services[resource].list(project.id).filter(filterOf(services, query, resource)),
      (row, { services }) => services[resource].present(row)
    ),
    writeProject(`createGroup${name}`, {
      read: (body, _scope, { services }) => services[resource].read(body),
      handle({ project }, call, settings) {
        const service = call.services[resource]
        service.checkLimits(project.id, settings)
        return respond(call, 201, service.create(project, settings))
      }
    }),
    readProject(`getGroup${name}`, ({ project }, call) =>
      respond(call, 200, call.services[resource].find(project.id, idOf(call)))
    ),
    writeProject(`updateGroup${name}`, {
      read: (body, _scope, { services }) => services[resource].read(body),
      handle({ project }, call, input) {
        const service = call.services[resource]
        const current = service.find(project.id, idOf(call))
        const settings = service.merge(current, input)
        service.checkLimits(project.id, settings, current)
        return respond(call, 200, service.replace(project, current, settings))
      }
    }),
    writeProject(`deleteGroup${name}`, {
      handle({ project }, call) {
        call.services[resource].remove(project.id, idOf(call))
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
function filterOf({ registry }: Call['services'], query: Query, resource: ExportResource) {
  const { integrationType, providerType } = query
  if (providerType !== '' && integrationType === '') {
    throw new AtlasError('MISSING_QUERY_PARAMETER', ['integrationType'], {
      code: 'query-parameter-missing',
      attribute: 'integrationType'
    })
  }
  const types = registry.of(resource)
  const typeField = registry.typeField(resource)
  const filters = Object.entries({ integrationType, providerType }).filter(([, value]) => value !== '')
  const wanted = filters.map(([parameter, value]) => {
    const field = parameter === 'integrationType' ? typeField : parameter
    if (types.some(({ body }) => body.properties[field]?.enum?.includes(value))) {
      return [field, value] as const
    }
    throw new AtlasError('INVALID_QUERY_PARAMETER', [parameter], {
      code: 'query-parameter',
      attribute: parameter
    })
  })
  return ({ settings }: StoredDocument) => wanted.every(([field, value]) => settings[field] === value)
}

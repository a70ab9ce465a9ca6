import { WRITE } from '../auth/roles.ts'
import { AtlasError } from '../errors.ts'
import type { ExportResource } from '../integrations/exports.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { MediaTypes } from './media-type.ts'
import type { Call, Operation, OperationResponse } from './operation.ts'
import { listProject, readProject, writeProject } from './project-operation.ts'
import { PAGING, type Query } from './query.ts'

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

function operationsOf({ resource, idParameter, name, noun, filters, ...rest }: ResourceFacts): Operation[] {
  const path = `/groups/:groupId/${resource}`
  // Reads need the owner too (documented).
  const owner = { permission: WRITE, roles: ['Project Owner'] }
  const shared = { ...rest, ...owner, content: resource, rateGroup: resource }
  const item = { ...shared, path: `${path}/:${idParameter}` }
  const [body, schema] = [`${name}Request`, `${name}Response`]
  const respond = (call: Call, status: number, document: StoredDocument): OperationResponse => ({
    status,
    body: call.services[resource].present(document)
  })
  const idOf = ({ request }: Call) => request.record.received.params[idParameter] ?? ''
  return [
    listProject({
      ...shared,
      operationId: `listGroup${name}s`,
      path,
      query: [...PAGING, ...filters],
      schema: `Paginated${name}Response`,
      raises: filters.includes('providerType') ? ['MISSING_QUERY_PARAMETER'] : [],
      summary: `Return All ${name}s of One Project`,
      description: `Returns the ${noun}s of a project in creation order, with their secrets redacted.`,
      rows: (project, { services }, query) =>
        services[resource].list(project.id).filter(filterOf(services, query, resource)),
      present: (row, { services }) => services[resource].present(row)
    }),
    writeProject({
      ...shared,
      operationId: `createGroup${name}`,
      method: 'POST',
      path,
      body,
      success: { status: 201, schema },
      raises: ['INTEGRATION_LIMIT_REACHED'],
      summary: `Create One ${name}`,
      description: `Adds one ${noun} to a project. A project can have several of one type.`,
      read: (json, _scope, { services }) => services[resource].read(json),
      handle({ project }, call, settings) {
        const service = call.services[resource]
        service.checkLimits(project.id, settings)
        return respond(call, 201, service.create(project, settings))
      }
    }),
    readProject({
      ...item,
      operationId: `getGroup${name}`,
      success: { status: 200, schema },
      raises: ['RESOURCE_NOT_FOUND'],
      summary: `Return One ${name}`,
      description: `Returns one ${noun}, with its secrets redacted.`,
      handle: ({ project }, call) => respond(call, 200, call.services[resource].find(project.id, idOf(call)))
    }),
    writeProject({
      ...item,
      operationId: `updateGroup${name}`,
      method: 'PUT',
      body,
      success: { status: 200, schema },
      raises: ['RESOURCE_NOT_FOUND', 'ATTRIBUTE_READ_ONLY', 'INTEGRATION_LIMIT_REACHED'],
      summary: `Update One ${name}`,
      description: `Replaces one ${noun}; the id stays. A secret that is sent as responses show it keeps its value.`,
      read(json, { project }, call) {
        const service = call.services[resource]
        const current = service.find(project.id, idOf(call))
        return { current, settings: service.read(json, current) }
      },
      handle({ project }, call, { current, settings }) {
        const service = call.services[resource]
        service.checkLimits(project.id, settings, current)
        return respond(call, 200, service.replace(project, current, settings))
      }
    }),
    writeProject({
      ...item,
      operationId: `deleteGroup${name}`,
      method: 'DELETE',
      success: { status: 204 },
      raises: ['RESOURCE_NOT_FOUND'],
      summary: `Remove One ${name}`,
      description: `Removes one ${noun} from a project.`,
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
  const typeField = types[0]?.typeField ?? 'type'
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

import { AtlasError } from '../../catalogue/errors.ts'
import type { StreamResource } from '../../catalogue/vocabulary.ts'
import type { Owner } from '../../integrations/integrations.ts'
import type { DocumentFilter, StoredDocument } from '../../store/documents.ts'
import {
  type Call,
  type CallerAccess,
  defineOperation,
  type Operation,
  type OperationResponse
} from '../atlas-operation.ts'
import {
  type Checks,
  INTEGRATION,
  ORGANIZATION,
  type OrganizationAccess,
  PROJECT,
  type ProjectAccess
} from '../checks.ts'
import { pageOf } from '../paging.ts'
import type { Query } from '../query.ts'

/**
 * The operations on third-party integrations. POST and PUT return the list of all integrations of the project.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-third-party-integrations
 */
export const INTEGRATION_OPERATIONS: readonly Operation[] = [
  defineOperation('listGroupIntegrations', PROJECT, page),
  defineOperation(
    'createGroupIntegration',
    INTEGRATION.withBody((body, { type }, { services }) => services.integrations.read(type, body)),
    (proved, call) => {
      const conflict = call.services.integrations.create(proved.project, proved.type, proved.input)
      return conflict ?? page(proved, call)
    }
  ),
  defineOperation('getGroupIntegration', INTEGRATION, ({ project, type }, { services }) => {
    const { integrations } = services
    return { status: 200, body: integrations.present(integrations.find(project.id, type)) }
  }),
  defineOperation(
    'updateGroupIntegration',
    INTEGRATION.withBody((body, { project, type }, { services }) =>
      services.integrations.merge(project, type, body)
    ),
    (proved, call) => {
      const { request, services } = call
      const existed = services.integrations.replace(proved.project, proved.type, proved.input)
      if (!existed) request.record.isCreation = true
      return page(proved, call)
    }
  ),
  defineOperation('deleteGroupIntegration', INTEGRATION, ({ project, type }, { services }) => {
    services.integrations.remove(project.id, type)
    return { status: 204 }
  })
]

function page(proved: ProjectAccess, call: Call): OperationResponse {
  const { integrations } = call.services
  return pageOf(call, proved, integrations.list(proved.project.id))
}

/** How operations reach the documents of a project or of an organization. */
interface Level<Access extends CallerAccess> {
  /** Part of each operationId. */
  name: string
  checks: Checks<Call, Access>
  ownerOf(proved: Access): Owner
}

const OF_PROJECT: Level<ProjectAccess> = {
  name: 'Group',
  checks: PROJECT,
  ownerOf: ({ project }) => project
}

const OF_ORGANIZATION: Level<OrganizationAccess> = {
  name: 'Org',
  checks: ORGANIZATION,
  ownerOf: ({ organization: { id } }) => ({ id, orgId: id })
}

/**
 * The operations on log and metric integrations. Their responses are not recorded, so X-Java-Method is unknown.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-push-based-log-export
 */
export const EXPORT_OPERATIONS: readonly Operation[] = [
  ...operationsOf(OF_PROJECT, 'logIntegrations', 'LogIntegration', 'id'),
  ...operationsOf(OF_PROJECT, 'metricIntegrations', 'MetricIntegration', 'metricIntegrationId'),
  ...operationsOf(OF_ORGANIZATION, 'orgLogIntegrations', 'LogIntegration', 'logIntegrationId')
]

/**
 * @param noun part of each operationId
 * @param idParameter of the path
 */
function operationsOf<Access extends CallerAccess>(
  { name, checks, ownerOf }: Level<Access>,
  resource: StreamResource,
  noun: string,
  idParameter: string
): Operation[] {
  const respond = (call: Call, status: number, document: StoredDocument): OperationResponse => ({
    status,
    body: call.services[resource].present(document)
  })
  const idOf = ({ request }: Call) => request.record.received.params[idParameter] ?? ''
  const withBody = checks.withBody((body, _proved, { services }) => services[resource].read(body))
  return [
    defineOperation(`list${name}${noun}s`, checks, (proved, call) => {
      const { services } = call
      const filter = filterOf(services, proved.query, resource)
      const listing = services[resource].listing(ownerOf(proved).id, filter)
      return pageOf(call, proved, listing, row => services[resource].present(row))
    }),
    defineOperation(`create${name}${noun}`, withBody, (proved, call) => {
      const service = call.services[resource]
      const owner = ownerOf(proved)
      service.checkLimits(owner.id, proved.input)
      return respond(call, 201, service.create(owner, proved.input))
    }),
    defineOperation(`get${name}${noun}`, checks, (proved, call) =>
      respond(call, 200, call.services[resource].find(ownerOf(proved).id, idOf(call)))
    ),
    defineOperation(`update${name}${noun}`, withBody, (proved, call) => {
      const service = call.services[resource]
      const owner = ownerOf(proved)
      const current = service.find(owner.id, idOf(call))
      const settings = service.merge(current, proved.input)
      service.checkLimits(owner.id, settings, current)
      return respond(call, 200, service.replace(owner, current, settings))
    }),
    defineOperation(`delete${name}${noun}`, checks, (proved, call) => {
      call.services[resource].remove(ownerOf(proved).id, idOf(call))
      return { status: 204 }
    })
  ]
}

/**
 * Returns the values that the filters of a query require.
 *
 * @throws {AtlasError} MISSING_QUERY_PARAMETER or INVALID_QUERY_PARAMETER
 */
function filterOf({ registry }: Call['services'], query: Query, resource: StreamResource): DocumentFilter {
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
  return Object.fromEntries(wanted)
}

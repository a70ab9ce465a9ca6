import { AtlasError } from '../catalogue/errors.ts'
import type { DocumentOwner } from '../integrations/documents.ts'
import type { StreamResource } from '../integrations/exports.ts'
import type { StoredDocument } from '../store/documents.ts'
import type { Call, CallerScope, Operation, OperationResponse } from './operation.ts'
import { pageOf } from './page.ts'
import {
  readOrganization,
  readProject,
  type Write,
  writeOrganization,
  writeProject
} from './project-operation.ts'
import type { Query } from './query.ts'
import type { OrganizationScope, ProjectScope } from './scopes.ts'

/** How operations reach the documents of a project or of an organization. */
interface Level<Scope extends CallerScope> {
  /** Part of each operationId. */
  name: string
  read(operationId: string, handle: (scope: Scope, call: Call) => OperationResponse): Operation
  write<Input = undefined>(operationId: string, write: Write<Scope, Input>): Operation
  ownerOf(scope: Scope): DocumentOwner
}

const PROJECT: Level<ProjectScope> = {
  name: 'Group',
  read: readProject,
  write: writeProject,
  ownerOf: ({ project }) => project
}

const ORGANIZATION: Level<OrganizationScope> = {
  name: 'Org',
  read: readOrganization,
  write: writeOrganization,
  ownerOf: ({ organization: { id } }) => ({ id, orgId: id })
}

/**
 * The operations on log and metric integrations. Their responses are not recorded, so X-Java-Method is unknown.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-push-based-log-export
 */
export const EXPORT_OPERATIONS: readonly Operation[] = [
  ...operationsOf(PROJECT, 'logIntegrations', 'LogIntegration', 'id'),
  ...operationsOf(PROJECT, 'metricIntegrations', 'MetricIntegration', 'metricIntegrationId'),
  ...operationsOf(ORGANIZATION, 'orgLogIntegrations', 'LogIntegration', 'logIntegrationId')
]

/**
 * @param noun part of each operationId
 * @param idParameter of the path
 */
function operationsOf<Scope extends CallerScope>(
  { name, read, write, ownerOf }: Level<Scope>,
  resource: StreamResource,
  noun: string,
  idParameter: string
): Operation[] {
  const respond = (call: Call, status: number, document: StoredDocument): OperationResponse => ({
    status,
    body: call.services[resource].present(document)
  })
  const idOf = ({ request }: Call) => request.record.received.params[idParameter] ?? ''
  const readSettings = (body: unknown, _scope: Scope, { services }: Call) => services[resource].read(body)
  return [
    read(`list${name}${noun}s`, (scope, call) => {
      const { services } = call
      const matches = filterOf(services, scope.query, resource)
      const all = services[resource].list(ownerOf(scope).id).filter(matches)
      return pageOf(call, scope, all, row => services[resource].present(row))
    }),
    write(`create${name}${noun}`, {
      read: readSettings,
      handle(scope, call, settings) {
        const service = call.services[resource]
        const owner = ownerOf(scope)
        service.checkLimits(owner.id, settings)
        return respond(call, 201, service.create(owner, settings))
      }
    }),
    read(`get${name}${noun}`, (scope, call) =>
      respond(call, 200, call.services[resource].find(ownerOf(scope).id, idOf(call)))
    ),
    write(`update${name}${noun}`, {
      read: readSettings,
      handle(scope, call, input) {
        const service = call.services[resource]
        const owner = ownerOf(scope)
        const current = service.find(owner.id, idOf(call))
        const settings = service.merge(current, input)
        service.checkLimits(owner.id, settings, current)
        return respond(call, 200, service.replace(owner, current, settings))
      }
    }),
    write(`delete${name}${noun}`, {
      handle(scope, call) {
        call.services[resource].remove(ownerOf(scope).id, idOf(call))
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
function filterOf({ registry }: Call['services'], query: Query, resource: StreamResource) {
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

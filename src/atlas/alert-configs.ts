import { presentAlertConfig } from '../alerts/alert-configs.ts'
import { MEMBER, READ, WRITE } from '../auth/roles.ts'
import { originOf } from '../request-target.ts'
import type { StoredDocument } from '../store/documents.ts'
import { parseJson } from './body.ts'
import { type Call, defineOperation, type Operation } from './operation.ts'
import { PROJECT_ERRORS } from './operation-errors.ts'
import { pageOf, resourceAddress } from './page.ts'
import { FLAGS, PAGING } from './query.ts'
import { callerScope, projectScope, recheckProject } from './scopes.ts'

const LIST_PATH = '/groups/:groupId/alertConfigs'
const ITEM_PATH = `${LIST_PATH}/:alertConfigId`
const SHARED = { content: 'alertConfigs', rateGroup: 'alertConfigs', tag: 'Alert Configurations' } as const
const READS = { ...SHARED, permission: READ, roles: ['Project Read Only'] }
const WRITES = { ...SHARED, permission: WRITE, roles: ['Project Owner'] }
const SCHEMA = 'GroupAlertsConfig'
const ITEM_ERRORS = [...PROJECT_ERRORS, 'ALERT_CONFIG_NOT_FOUND']

/** Values of `matchers.fieldName` (documented). */
const FIELD_NAMES = [
  'APPLICATION_ID',
  'ATLAS_NODE_TYPE',
  'CLUSTER_NAME',
  'HOSTNAME',
  'HOSTNAME_AND_PORT',
  'INSTANCE_NAME',
  'PORT',
  'PROCESSOR_NAME',
  'REPLICA_SET_NAME',
  'RULE_ID',
  'SHARD_NAME',
  'SOFTWARE_TYPE',
  'TYPE_NAME'
]

/** The operations on alert configurations, whose notifications can refer to third-party integrations. */
export const ALERT_CONFIG_OPERATIONS: readonly Operation[] = [
  defineOperation({
    ...READS,
    operationId: 'listGroupAlertConfigs',
    method: 'GET',
    path: LIST_PATH,
    javaMethod: 'ApiAlertConfigsResource::getAllAlertConfigs',
    query: PAGING,
    success: { status: 200, schema: 'PaginatedAlertConfigView' },
    raises: PROJECT_ERRORS,
    summary: 'Return All Alert Configurations in One Project',
    description: 'Returns the alert configurations of a project in creation order.',
    scope: projectScope,
    handle: (scope, call) =>
      pageOf(call, scope, call.services.alertConfigs.list(scope.project.id), row => present(call, row))
  }),
  defineOperation({
    ...WRITES,
    operationId: 'createGroupAlertConfig',
    method: 'POST',
    path: LIST_PATH,
    javaMethod: 'ApiAlertConfigsResource::addAlertConfig',
    query: FLAGS,
    body: SCHEMA,
    success: { status: 201, schema: SCHEMA },
    raises: [...PROJECT_ERRORS, 'INVALID_ENUM_VALUE', 'VALIDATION_ERROR'],
    summary: 'Create One Alert Configuration in One Project',
    description: 'Adds an alert configuration to a project.',
    scope: projectScope,
    handle(scope, call) {
      const { request, services } = call
      const project = recheckProject(call, scope)
      const settings = services.alertConfigs.read(project, parseJson(request))
      request.record.enter('state')
      const document = services.alertConfigs.create(project, settings)
      return { status: 201, body: present(call, document), headers: { location: addressOf(call, document) } }
    }
  }),
  defineOperation({
    ...READS,
    operationId: 'getGroupAlertConfig',
    method: 'GET',
    path: ITEM_PATH,
    javaMethod: 'ApiAlertConfigsResource::getAlertConfig',
    query: FLAGS,
    success: { status: 200, schema: SCHEMA },
    raises: ITEM_ERRORS,
    summary: 'Return One Alert Configuration from One Project',
    description: 'Returns one alert configuration, with its secrets redacted.',
    scope: projectScope,
    handle: ({ project }, call) => ({
      status: 200,
      body: present(call, call.services.alertConfigs.find(project.id, idOf(call)))
    })
  }),
  defineOperation({
    ...WRITES,
    operationId: 'updateGroupAlertConfig',
    method: 'PUT',
    path: ITEM_PATH,
    javaMethod: 'ApiAlertConfigsResource::putAlertConfig',
    query: FLAGS,
    body: SCHEMA,
    success: { status: 200, schema: SCHEMA },
    raises: [...ITEM_ERRORS, 'INVALID_ENUM_VALUE', 'VALIDATION_ERROR'],
    summary: 'Update One Alert Configuration in One Project',
    description: 'Replaces an alert configuration; id and creation time stay.',
    scope: projectScope,
    handle(scope, call) {
      const { request, services } = call
      const project = recheckProject(call, scope)
      const body = parseJson(request)
      const current = services.alertConfigs.find(project.id, idOf(call))
      const settings = services.alertConfigs.read(project, body, current)
      request.record.enter('state')
      return { status: 200, body: present(call, services.alertConfigs.replace(project, current, settings)) }
    }
  }),
  defineOperation({
    ...WRITES,
    operationId: 'toggleGroupAlertConfig',
    method: 'PATCH',
    path: ITEM_PATH,
    query: FLAGS,
    body: 'AlertsToggle',
    success: { status: 200, schema: SCHEMA },
    raises: ITEM_ERRORS,
    summary: 'Toggle State of One Alert Configuration in One Project',
    description: 'Turns an alert configuration on or off.',
    scope: projectScope,
    handle(scope, call) {
      const { request, services } = call
      const project = recheckProject(call, scope)
      const body = parseJson(request)
      const current = services.alertConfigs.find(project.id, idOf(call))
      const settings = { ...current.settings, ...services.alertConfigs.readToggle(body) }
      request.record.enter('state')
      return { status: 200, body: present(call, services.alertConfigs.replace(project, current, settings)) }
    }
  }),
  defineOperation({
    ...WRITES,
    operationId: 'deleteGroupAlertConfig',
    method: 'DELETE',
    path: ITEM_PATH,
    javaMethod: 'ApiAlertConfigsResource::deleteAlertConfig',
    query: FLAGS,
    success: { status: 204 },
    raises: ITEM_ERRORS,
    summary: 'Remove One Alert Configuration from One Project',
    description: 'Removes one alert configuration from a project.',
    scope: projectScope,
    handle(scope, call) {
      const { request, services } = call
      const project = recheckProject(call, scope)
      request.record.enter('state')
      services.alertConfigs.remove(project.id, idOf(call))
      return { status: 204 }
    }
  }),
  defineOperation({
    ...SHARED,
    operationId: 'listAlertConfigMatcherFieldNames',
    permission: MEMBER,
    roles: [],
    method: 'GET',
    path: '/alertConfigs/matchers/fieldNames',
    query: FLAGS,
    success: { status: 200, schema: 'MatcherFieldNames' },
    raises: [],
    summary: 'Return All Alert Configuration Matchers Field Names',
    description: 'Returns the names that matchers.fieldName accepts.',
    scope: callerScope,
    handle: () => ({ status: 200, body: FIELD_NAMES })
  })
]

function idOf({ request }: Call): string {
  return request.record.received.params['alertConfigId'] ?? ''
}

function addressOf(call: Call, { id, projectId }: StoredDocument): string {
  return `${resourceAddress(call, 'groups')}/${projectId}/alertConfigs/${id}`
}

function present(call: Call, document: StoredDocument): object {
  const origin = originOf(call.request, call.services.settings.publicUrl)
  return presentAlertConfig(document, addressOf(call, document), origin)
}

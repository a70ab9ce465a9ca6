import { presentAlertConfig } from '../alerts/alert-configs.ts'
import { MEMBER } from '../auth/roles.ts'
import { originOf } from '../request-target.ts'
import type { StoredDocument } from '../store/documents.ts'
import { type Call, defineOperation, type Operation } from './operation.ts'
import { resourceAddress } from './page.ts'
import { listProject, readProject, writeProject } from './project-operation.ts'
import { FLAGS } from './query.ts'
import { callerScope, type ProjectScope } from './scopes.ts'

const LIST_PATH = '/groups/:groupId/alertConfigs'
const SHARED = { content: 'alertConfigs', rateGroup: 'alertConfigs', tag: 'Alert Configurations' } as const
const SCHEMA = 'GroupAlertsConfig'
const ITEM = {
  ...SHARED,
  path: `${LIST_PATH}/:alertConfigId`,
  success: { status: 200, schema: SCHEMA },
  raises: ['ALERT_CONFIG_NOT_FOUND']
}
const BODY_ERRORS = ['INVALID_ENUM_VALUE', 'VALIDATION_ERROR']

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
  listProject({
    ...SHARED,
    operationId: 'listGroupAlertConfigs',
    path: LIST_PATH,
    javaMethod: 'ApiAlertConfigsResource::getAllAlertConfigs',
    schema: 'PaginatedAlertConfig',
    summary: 'Return All Alert Configurations in One Project',
    description: 'Returns the alert configurations of a project in creation order.',
    rows: ({ id }, { services }) => services.alertConfigs.list(id),
    present
  }),
  writeProject({
    ...SHARED,
    operationId: 'createGroupAlertConfig',
    method: 'POST',
    path: LIST_PATH,
    javaMethod: 'ApiAlertConfigsResource::addAlertConfig',
    body: SCHEMA,
    success: { status: 201, schema: SCHEMA },
    raises: BODY_ERRORS,
    summary: 'Create One Alert Configuration in One Project',
    description: 'Adds an alert configuration to a project.',
    read: (body, { project }, { services }) => services.alertConfigs.read(project, body),
    handle({ project }, call, settings) {
      const document = call.services.alertConfigs.create(project, settings)
      return { status: 201, body: present(document, call), headers: { location: addressOf(call, document) } }
    }
  }),
  readProject({
    ...ITEM,
    operationId: 'getGroupAlertConfig',
    javaMethod: 'ApiAlertConfigsResource::getAlertConfig',
    summary: 'Return One Alert Configuration from One Project',
    description: 'Returns one alert configuration, with its secrets redacted.',
    handle: (scope, call) => ({ status: 200, body: present(find(scope, call), call) })
  }),
  writeProject({
    ...ITEM,
    operationId: 'updateGroupAlertConfig',
    method: 'PUT',
    javaMethod: 'ApiAlertConfigsResource::putAlertConfig',
    body: SCHEMA,
    raises: [...ITEM.raises, ...BODY_ERRORS],
    summary: 'Update One Alert Configuration in One Project',
    description: 'Replaces an alert configuration; id and creation time stay.',
    read(body, scope, call) {
      const current = find(scope, call)
      return { current, settings: call.services.alertConfigs.read(scope.project, body, current) }
    },
    handle: replace
  }),
  writeProject({
    ...ITEM,
    operationId: 'toggleGroupAlertConfig',
    method: 'PATCH',
    body: 'AlertsToggle',
    summary: 'Toggle State of One Alert Configuration in One Project',
    description: 'Turns an alert configuration on or off.',
    read(body, scope, call) {
      const current = find(scope, call)
      return { current, settings: { ...current.settings, ...call.services.alertConfigs.readToggle(body) } }
    },
    handle: replace
  }),
  writeProject({
    ...ITEM,
    operationId: 'deleteGroupAlertConfig',
    method: 'DELETE',
    javaMethod: 'ApiAlertConfigsResource::deleteAlertConfig',
    success: { status: 204 },
    summary: 'Remove One Alert Configuration from One Project',
    description: 'Removes one alert configuration from a project.',
    handle(scope, call) {
      call.services.alertConfigs.remove(scope.project.id, find(scope, call).id)
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

/** @throws {AtlasError} ALERT_CONFIG_NOT_FOUND */
function find({ project }: ProjectScope, { request, services }: Call): StoredDocument {
  return services.alertConfigs.find(project.id, request.record.received.params['alertConfigId'] ?? '')
}

interface Replacement {
  current: StoredDocument
  settings: StoredDocument['settings']
}

function replace({ project }: ProjectScope, call: Call, { current, settings }: Replacement) {
  const document = call.services.alertConfigs.replace(project, current, settings)
  return { status: 200, body: present(document, call) }
}

function addressOf(call: Call, { id, projectId }: StoredDocument): string {
  return `${resourceAddress(call, 'groups')}/${projectId}/alertConfigs/${id}`
}

function present(document: StoredDocument, call: Call): object {
  const origin = originOf(call.request, call.services.settings.publicUrl)
  return presentAlertConfig(document, addressOf(call, document), origin)
}

import { presentAlertConfig } from '../alerts/presenter.ts'
import { originOf } from '../base/request-target.ts'
import type { StoredDocument } from '../store/documents.ts'
import { type Call, defineOperation, type Operation } from './operation.ts'
import { resourceAddress } from './page.ts'
import { listProject, readProject, writeProject } from './project-operation.ts'
import { type ProjectScope, VISIBLE } from './scopes.ts'

/** Values of `matchers.fieldName` in the order recorded 2026-08-10. */
const FIELD_NAMES = [
  'ATLAS_NODE_TYPE',
  'CLUSTER_NAME',
  'HOSTNAME',
  'PORT',
  'HOSTNAME_AND_PORT',
  'APPLICATION_ID',
  'REPLICA_SET_NAME',
  'TYPE_NAME',
  'SHARD_NAME'
]

/** The operations on alert configurations, whose notifications can refer to third-party integrations. */
export const ALERT_CONFIG_OPERATIONS: readonly Operation[] = [
  listProject(
    'listGroupAlertConfigs',
    ({ id }, { services }) => services.alertConfigs.list(id),
    (document, call) => presentRead(document, call, 'list')
  ),
  writeProject('createGroupAlertConfig', {
    read: (body, _scope, { services }) => services.alertConfigs.read(body),
    handle({ project }, call, input) {
      const { alertConfigs } = call.services
      const document = alertConfigs.create(project, alertConfigs.complete(project, input))
      return { status: 201, body: present(document, call), headers: { location: addressOf(call, document) } }
    }
  }),
  readProject('getGroupAlertConfig', (scope, call) => ({
    status: 200,
    body: presentRead(find(scope, call), call, 'alone')
  })),
  writeProject('updateGroupAlertConfig', {
    read: (body, _scope, { services }) => services.alertConfigs.read(body),
    handle(scope, call, input) {
      const current = find(scope, call)
      return replace(scope, call, current, call.services.alertConfigs.complete(scope.project, input, current))
    }
  }),
  writeProject('toggleGroupAlertConfig', {
    read: (body, _scope, { services }) => services.alertConfigs.readToggle(body),
    handle(scope, call, toggle) {
      const current = find(scope, call)
      return replace(scope, call, current, { ...current.settings, ...toggle })
    }
  }),
  writeProject('deleteGroupAlertConfig', {
    handle(scope, call) {
      call.services.alertConfigs.remove(scope.project.id, find(scope, call).id)
      return { status: 204 }
    }
  }),
  defineOperation('listAlertConfigMatcherFieldNames', VISIBLE, () => ({ status: 200, body: FIELD_NAMES }))
]

/** @throws {AtlasError} ALERT_CONFIG_NOT_FOUND */
function find({ project }: ProjectScope, { request, services }: Call): StoredDocument {
  return services.alertConfigs.find(project.id, request.record.received.params['alertConfigId'] ?? '')
}

function replace(
  { project }: ProjectScope,
  call: Call,
  current: StoredDocument,
  settings: StoredDocument['settings']
) {
  const document = call.services.alertConfigs.replace(project, current, settings)
  return { status: 200, body: present(document, call) }
}

function addressOf(call: Call, { id, projectId }: StoredDocument): string {
  return `${resourceAddress(call, 'groups')}/${projectId}/alertConfigs/${id}`
}

/** Returns a configuration as responses to GET have it. */
function presentRead(document: StoredDocument, call: Call, place: 'alone' | 'list'): object {
  return present(call.services.alertConfigs.withIntegrationIds(document), call, place)
}

function present(document: StoredDocument, call: Call, place: 'alone' | 'list' = 'alone'): object {
  const origin = originOf(call.request, call.services.settings.publicUrl)
  return presentAlertConfig(document, addressOf(call, document), origin, place)
}

import { MATCHER_FIELD_NAMES } from '../../alerts/alert-configs.ts'
import { presentAlertConfig } from '../../alerts/presenter.ts'
import { originOf } from '../../base/request-target.ts'
import type { StoredDocument } from '../../store/documents.ts'
import { PROJECT, type ProjectAccess, VISIBLE } from '../check-lists.ts'
import { type Call, defineOperation, type Operation } from '../operation.ts'
import { pageOf, resourceAddress } from '../page.ts'

const COMPLETE = PROJECT.withBody((body, _proved, { services }) => services.alertConfigs.read(body))

/** The operations on alert configurations, whose notifications can refer to third-party integrations. */
export const ALERT_CONFIG_OPERATIONS: readonly Operation[] = [
  defineOperation('listGroupAlertConfigs', PROJECT, (proved, call) => {
    const all = call.services.alertConfigs.list(proved.project.id)
    return pageOf(call, proved, all, document => presentRead(document, call, 'list'))
  }),
  defineOperation('createGroupAlertConfig', COMPLETE, ({ project, input }, call) => {
    const { alertConfigs } = call.services
    const document = alertConfigs.create(project, alertConfigs.complete(project, input))
    return { status: 201, body: present(document, call), headers: { location: addressOf(call, document) } }
  }),
  defineOperation('getGroupAlertConfig', PROJECT, (proved, call) => ({
    status: 200,
    body: presentRead(find(proved, call), call, 'alone')
  })),
  defineOperation('updateGroupAlertConfig', COMPLETE, (proved, call) => {
    const { project, input } = proved
    const current = find(proved, call)
    return replace(proved, call, current, call.services.alertConfigs.complete(project, input, current))
  }),
  defineOperation(
    'toggleGroupAlertConfig',
    PROJECT.withBody((body, _proved, { services }) => services.alertConfigs.readToggle(body)),
    (proved, call) => {
      const current = find(proved, call)
      return replace(proved, call, current, { ...current.settings, ...proved.input })
    }
  ),
  defineOperation('deleteGroupAlertConfig', PROJECT, (proved, call) => {
    call.services.alertConfigs.remove(proved.project.id, find(proved, call).id)
    return { status: 204 }
  }),
  defineOperation('listAlertConfigMatcherFieldNames', VISIBLE, () => ({
    status: 200,
    body: MATCHER_FIELD_NAMES
  }))
]

/** @throws {AtlasError} ALERT_CONFIG_NOT_FOUND */
function find({ project }: ProjectAccess, { request, services }: Call): StoredDocument {
  return services.alertConfigs.find(project.id, request.record.received.params['alertConfigId'] ?? '')
}

function replace(
  { project }: ProjectAccess,
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

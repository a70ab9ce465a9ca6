import { MATCHER_FIELD_NAMES, presentAlertConfig } from '../../alert-configs/alert-configs.ts'
import { originOf } from '../../base/request-target.ts'
import { AtlasError } from '../../catalogue/errors.ts'
import type { StoredDocument } from '../../store/documents.ts'
import { type Call, defineOperation, type Operation } from '../atlas-operation.ts'
import { PROJECT, type ProjectAccess, VISIBLE } from '../checks.ts'
import { pageOf, resourceAddress } from '../paging.ts'
import { OBJECT_ID } from '../query.ts'

const COMPLETE = PROJECT.withBody((body, { project }, { request, services }) => {
  const current = services.alertConfigs.get(project.id, idOf(request))
  return { current, settings: services.alertConfigs.read(project, body, current) }
})

/** The operations on alert configurations, whose notifications can refer to third-party integrations. */
export const ALERT_CONFIG_OPERATIONS: readonly Operation[] = [
  defineOperation('listGroupAlertConfigs', PROJECT, (proved, call) => {
    const { alertConfigs, store } = call.services
    const { id } = proved.project
    const integrations = store.integrations.listByProject(id)
    return pageOf(call, proved, alertConfigs.listing(id), document =>
      present(alertConfigs.withIntegrationIds(document, integrations), call, 'list')
    )
  }),
  defineOperation('createGroupAlertConfig', COMPLETE, ({ project, input }, call) => {
    const document = call.services.alertConfigs.create(project, input.settings)
    return {
      status: 201,
      body: presentWritten(document, call),
      headers: { location: addressOf(call, document) }
    }
  }),
  defineOperation('getGroupAlertConfig', PROJECT, (proved, call) => ({
    status: 200,
    body: present(call.services.alertConfigs.withIntegrationIds(find(proved, call)), call, 'alone')
  })),
  defineOperation('updateGroupAlertConfig', COMPLETE, (proved, call) =>
    replace(proved, call, proved.input.current ?? find(proved, call), proved.input.settings)
  ),
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

/** @throws {AtlasError} INVALID_ALERT_CONFIG_ID or ALERT_CONFIG_NOT_FOUND */
function find({ project }: ProjectAccess, { request, services }: Call): StoredDocument {
  const id = idOf(request)
  if (OBJECT_ID.test(id)) return services.alertConfigs.find(project.id, id)
  throw new AtlasError('INVALID_ALERT_CONFIG_ID', [id], { code: 'alert-config-id-invalid' })
}

/** Returns the id in the path; that of a creation is empty. */
function idOf({ record }: Call['request']): string {
  return record.received.params['alertConfigId'] ?? ''
}

function replace(
  { project }: ProjectAccess,
  call: Call,
  current: StoredDocument,
  settings: StoredDocument['settings']
) {
  const document = call.services.alertConfigs.replace(project, current, settings)
  return { status: 200, body: presentWritten(document, call) }
}

function addressOf(call: Call, { id, projectId }: StoredDocument): string {
  return `${resourceAddress(call, 'groups')}/${projectId}/alertConfigs/${id}`
}

function presentWritten(document: StoredDocument, call: Call): object {
  return present(call.services.alertConfigs.resolve(document), call, 'alone')
}

function present(document: StoredDocument, call: Call, place: 'alone' | 'list'): object {
  const origin = originOf(call.request, call.services.settings.publicUrl)
  return presentAlertConfig(document, addressOf(call, document), origin, place)
}

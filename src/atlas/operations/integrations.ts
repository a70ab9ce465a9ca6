import { INTEGRATION, PROJECT, type ProjectAccess } from '../checks.ts'
import { type Call, defineOperation, type Operation, type OperationResponse } from '../operation.ts'
import { pageOf } from '../responses.ts'

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
      call.services.integrations.create(proved.project, proved.type, proved.input)
      return page(proved, call)
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
      if (!existed) request.record.addCreation()
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
  return pageOf(call, proved, integrations.list(proved.project.id), row => integrations.present(row))
}

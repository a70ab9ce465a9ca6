import { presentIntegration } from '../integrations/presenter.ts'
import { type Call, defineOperation, type Operation } from './operation.ts'
import { pageOf } from './page.ts'
import { readProject, writeProject } from './project-operation.ts'
import { INTEGRATION, type ProjectScope } from './scopes.ts'

/**
 * The operations on third-party integrations. POST and PUT return the list of all integrations of the project.
 *
 * https://www.mongodb.com/docs/api/doc/atlas-admin-api-v2/group/endpoint-third-party-integrations
 */
export const INTEGRATION_OPERATIONS: readonly Operation[] = [
  readProject('listGroupIntegrations', page),
  writeProject('createGroupIntegration', {
    checks: INTEGRATION,
    read: (body, { type }, { services }) => services.integrations.read(type, body),
    handle(scope, call, settings) {
      call.services.integrations.create(scope.project, scope.type, settings)
      return page(scope, call)
    }
  }),
  defineOperation('getGroupIntegration', INTEGRATION, ({ project, type }, { services }) => {
    const { integrations, registry } = services
    return { status: 200, body: presentIntegration(registry, integrations.find(project.id, type)) }
  }),
  writeProject('updateGroupIntegration', {
    checks: INTEGRATION,
    read: (body, { project, type }, { services }) => services.integrations.merge(project, type, body),
    handle(scope, call, settings) {
      call.services.integrations.replace(scope.project, scope.type, settings)
      return page(scope, call)
    }
  }),
  writeProject('deleteGroupIntegration', {
    checks: INTEGRATION,
    handle({ project, type }, { services }) {
      services.integrations.remove(project.id, type)
      return { status: 204 }
    }
  })
]

function page(scope: ProjectScope, call: Call) {
  const { integrations, registry } = call.services
  return pageOf(call, scope, integrations.list(scope.project.id), row => presentIntegration(registry, row))
}

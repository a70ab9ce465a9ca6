import { presentProject } from '../tenancy/presenter.ts'
import { type Call, defineOperation, type Operation } from './operation.ts'
import { pageOf, recordedLocation, resourceAddress } from './page.ts'
import { readProject, writeProject } from './project-operation.ts'
import { CREATOR, PROJECT_NAME, type ProjectScope, VISIBLE } from './scopes.ts'

/** The operations on projects, which the API calls groups. */
export const GROUP_OPERATIONS: readonly Operation[] = [
  defineOperation('listGroups', VISIBLE, (scope, call) => {
    const address = resourceAddress(call, 'groups')
    const all = call.services.projects.visible(scope.caller)
    return pageOf(call, scope, all, row => presentProject(row, address, 'list'))
  }),
  defineOperation('createGroup', CREATOR, ({ caller, input }, call) => {
    const { services } = call
    const project = services.projects.create(input, caller)
    if (project.withDefaultAlertsSettings) services.alertConfigs.createDefaults(project)
    return {
      status: 201,
      body: presentProject(project, resourceAddress(call, 'groups'), 'alone'),
      headers: { location: recordedLocation(call) }
    }
  }),
  readProject('getGroup', presentOne),
  defineOperation('getGroupByName', PROJECT_NAME, presentOne),
  writeProject('deleteGroup', {
    handle({ project }, { services }) {
      services.projects.remove(project.id)
      return { status: 202, body: {} }
    }
  })
]

function presentOne({ project }: ProjectScope, call: Call) {
  return { status: 200, body: presentProject(project, resourceAddress(call, 'groups'), 'alone') }
}

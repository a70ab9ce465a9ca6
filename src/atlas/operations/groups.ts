import { presentProject } from '../../tenancy/projects.ts'
import { CREATOR, DELETION, PROJECT, PROJECT_NAME, type ProjectAccess, VISIBLE } from '../checks.ts'
import { type Call, defineOperation, type Operation } from '../operation.ts'
import { pageOf, recordedLocation, resourceAddress } from '../responses.ts'

/** The operations on projects, which the API calls groups. */
export const GROUP_OPERATIONS: readonly Operation[] = [
  defineOperation('listGroups', VISIBLE, (proved, call) => {
    const address = resourceAddress(call, 'groups')
    const projects = call.services.projects.visible(proved.caller)
    return pageOf(call, proved, projects, project => presentProject(project, address, 'list'))
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
  defineOperation('getGroup', PROJECT, presentOne),
  defineOperation('getGroupByName', PROJECT_NAME, presentOne),
  defineOperation('deleteGroup', DELETION, ({ project }, { services }) => {
    services.projects.remove(project)
    return { status: 202, body: {} }
  })
]

function presentOne({ project }: ProjectAccess, call: Call) {
  return { status: 200, body: presentProject(project, resourceAddress(call, 'groups'), 'alone') }
}

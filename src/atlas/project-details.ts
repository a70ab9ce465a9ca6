import { presentProject } from '../tenancy/presenter.ts'
import type { ChangeSchema } from '../tenancy/projects.ts'
import { bodySchema } from '../validation/body-schemas.ts'
import type { Call, Operation, OperationResponse } from './operation.ts'
import { recordedLocation, resourceAddress } from './page.ts'
import { listProject, readProject, writeProject } from './project-operation.ts'
import { LIMIT } from './scopes.ts'

/** The operations on settings, limits and other details of a project, which Terraform's `mongodbatlas_project` calls. */
export const PROJECT_DETAIL_OPERATIONS: readonly Operation[] = [
  writeProject('updateGroup', {
    read: reader('GroupUpdate'),
    handle(scope, call, change) {
      const project = call.services.projects.update(scope.project, change)
      return { status: 200, body: presentProject(project, resourceAddress(call, 'groups'), 'alone') }
    }
  }),
  readProject('getGroupSettings', ({ project }, call) => presentSettings(project.settings, call)),
  writeProject('updateGroupSettings', {
    read: reader('GroupSettings'),
    handle({ project }, call, change) {
      const settings = { ...project.settings, ...change } as Record<string, boolean>
      call.services.projects.update(project, { settings })
      return presentSettings(settings, call)
    }
  }),
  emptyList('listGroupTeams'),
  emptyList('listGroupClusters'),
  emptyList('listGroupUsers'),
  readProject('getGroupIpAddresses', ({ project }) => ({
    status: 200,
    body: { groupId: project.id, services: { clusters: [] } }
  })),
  readProject('listGroupLimits', ({ project: { limits = {} } }) => ({
    status: 200,
    body: Object.entries(limits).map(presentLimit)
  })),
  writeProject('setGroupLimit', {
    checks: LIMIT,
    read: (body, _scope, { services }) => services.projects.readChange('DataFederationLimit', body)['value'],
    handle({ project, limitName }, { services }, input) {
      const value = input as number
      services.projects.update(project, { limits: { ...project.limits, [limitName]: value } })
      return { status: 200, body: presentLimit([limitName, value]) }
    }
  }),
  writeProject('deleteGroupLimit', {
    checks: LIMIT,
    handle({ project, limitName }, { services }) {
      const { [limitName]: _removed, ...limits } = project.limits ?? {}
      services.projects.update(project, { limits })
      return { status: 204 }
    }
  }),
  readProject('getGroupManagedSlowMs', ({ project }) => ({
    status: 200,
    body: project.managedSlowMs ?? true
  })),
  writeProject('enableGroupManagedSlowMs', {
    handle({ project }, { services }) {
      services.projects.update(project, { managedSlowMs: true })
      // As recorded; the other responses without a body have neither header.
      return { status: 204, headers: { 'content-length': '0', vary: 'Accept-Encoding' } }
    }
  }),
  writeProject('disableGroupManagedSlowMs', {
    handle({ project }, { services }) {
      services.projects.update(project, { managedSlowMs: false })
      return { status: 204 }
    }
  })
]

/** Returns an operation on a list that is always empty: the mock has no such resources. */
function emptyList(operationId: string): Operation {
  return listProject(
    operationId,
    () => [],
    row => row
  )
}

/** Returns the `read` of an operation whose body changes a project. */
function reader(schema: ChangeSchema) {
  return (body: unknown, _scope: unknown, { services }: Call) => services.projects.readChange(schema, body)
}

function presentSettings(changed: Record<string, boolean> = {}, call: Call): OperationResponse {
  const { properties } = bodySchema('GroupSettings')
  const settings = Object.entries(properties).map(([name, schema]) => [name, changed[name] ?? schema.default])
  return {
    status: 200,
    body: Object.fromEntries(settings),
    headers: { location: recordedLocation(call) }
  }
}

function presentLimit([name, value]: [string, number]): object {
  return { currentUsage: 0, name, value }
}

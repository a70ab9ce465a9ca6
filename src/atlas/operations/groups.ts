import { pathOf } from '../../base/request-target.ts'
import { AtlasError } from '../../catalogue/errors.ts'
import { type ChangeSchema, PROJECT_LIMITS, presentProject } from '../../tenancy/projects.ts'
import { bodySchema } from '../../validation/body-schemas.ts'
import { type Call, defineOperation, type Operation, type OperationResponse } from '../atlas-operation.ts'
import { CREATOR, DELETION, LIMIT, PROJECT, PROJECT_NAME, type ProjectAccess, VISIBLE } from '../checks.ts'
import { pageOf, recordedLocation, resourceAddress } from '../paging.ts'

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
  }),
  // Terraform's `mongodbatlas_project` calls those on settings, limits and other details.
  defineOperation('updateGroup', withChange('GroupUpdate'), (proved, call) => {
    const project = call.services.projects.update(proved.project, proved.input)
    return { status: 200, body: presentProject(project, resourceAddress(call, 'groups'), 'alone') }
  }),
  defineOperation('getGroupSettings', PROJECT, ({ project }, call) =>
    presentSettings(project.settings, call)
  ),
  defineOperation('updateGroupSettings', withChange('GroupSettings'), ({ project, input }, call) => {
    const settings = { ...project.settings, ...input } as Record<string, boolean>
    call.services.projects.update(project, { settings })
    return presentSettings(settings, call)
  }),
  emptyList('listGroupTeams'),
  emptyList('listGroupClusters'),
  emptyList('listGroupUsers'),
  defineOperation('getGroupIpAddresses', PROJECT, ({ project }) => ({
    status: 200,
    body: { groupId: project.id, services: { clusters: [] } }
  })),
  defineOperation('listGroupLimits', PROJECT, ({ project: { limits = {} } }) => ({
    status: 200,
    body: Object.entries(limits).map(presentLimit)
  })),
  defineOperation('getGroupLimit', LIMIT, ({ project, limitName }, { request }) => {
    const value = project.limits?.[limitName] ?? PROJECT_LIMITS[limitName]?.default
    if (value !== undefined) return { status: 200, body: presentLimit([limitName, value]) }
    throw new AtlasError('RESOURCE_NOT_FOUND', [pathOf(request)], { code: 'limit-unknown' })
  }),
  defineOperation(
    'setGroupLimit',
    LIMIT.withBody((body, _proved, { services }) =>
      services.projects.readChange('DataFederationLimit', body)
    ),
    ({ project, limitName, input }, { services }) => {
      const value = input['value'] as number
      services.projects.update(project, { limits: { ...project.limits, [limitName]: value } })
      return { status: 200, body: presentLimit([limitName, value]) }
    }
  ),
  defineOperation('deleteGroupLimit', LIMIT, ({ project, limitName }, { services }) => {
    const { [limitName]: _removed, ...limits } = project.limits ?? {}
    services.projects.update(project, { limits })
    return { status: 204 }
  }),
  defineOperation('getGroupManagedSlowMs', PROJECT, ({ project }) => ({
    status: 200,
    body: project.managedSlowMs ?? true
  })),
  defineOperation('enableGroupManagedSlowMs', PROJECT, ({ project }, { services }) => {
    services.projects.update(project, { managedSlowMs: true })
    // As recorded; the other responses without a body have neither header.
    return { status: 204, headers: { 'content-length': '0', vary: 'Accept-Encoding' } }
  }),
  defineOperation('disableGroupManagedSlowMs', PROJECT, ({ project }, { services }) => {
    services.projects.update(project, { managedSlowMs: false })
    return { status: 204 }
  })
]

function presentOne({ project }: ProjectAccess, call: Call) {
  return { status: 200, body: presentProject(project, resourceAddress(call, 'groups'), 'alone') }
}

/** Returns an operation on a list that is always empty: the mock has no such resources. */
function emptyList(operationId: string): Operation {
  return defineOperation(operationId, PROJECT, (proved, call) => pageOf(call, proved, [], row => row))
}

/** Returns the checks of an operation whose body changes a project. */
function withChange(schema: ChangeSchema) {
  return PROJECT.withBody((body, _proved, { services }) => services.projects.readChange(schema, body))
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

/** Returns a limit as Atlas represents it; the mock has no usage. */
function presentLimit([name, value]: [string, number]): object {
  const documented = PROJECT_LIMITS[name]
  return {
    currentUsage: 0,
    ...(documented && { defaultLimit: documented.default, maximumLimit: documented.maximum }),
    name,
    value
  }
}

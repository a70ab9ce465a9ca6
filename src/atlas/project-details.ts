import { bodySchema } from '../body-schemas.ts'
import { AtlasError } from '../errors.ts'
import { originOf } from '../request-target.ts'
import { presentProject } from '../tenancy/presenter.ts'
import type { ChangeSchema } from '../tenancy/projects.ts'
import type { Call, Operation, OperationResponse } from './operation.ts'
import { resourceAddress } from './page.ts'
import { listProject, readProject, writeProject } from './project-operation.ts'
import { parameterOf } from './query.ts'

/** For a list that is always empty: the mock has no such resources. */
const EMPTY = {
  rows: () => [],
  present: () => ({}),
  description: 'Returns an empty list: the mock has none.'
}

const SETTINGS = {
  content: 'tenancy',
  path: '/groups/:groupId/settings',
  rateGroup: 'settings',
  tag: 'Projects',
  success: { status: 200, schema: 'GroupSettings' }
} as const

const SLOW_MS = { content: 'tenancy', rateGroup: 'managedSlowMs', tag: 'Performance Advisor' } as const
const SLOW_MS_PATH = '/groups/:groupId/managedSlowMs'

const PROJECTS = { content: 'tenancy', tag: 'Projects' } as const
const LIMIT = { ...PROJECTS, path: '/groups/:groupId/limits/:limitName', rateGroup: 'limits' } as const

/** The operations on what belongs to a project besides its integrations, as Terraform's `mongodbatlas_project` uses it. */
export const PROJECT_DETAIL_OPERATIONS: readonly Operation[] = [
  writeProject({
    operationId: 'updateGroup',
    method: 'PATCH',
    path: '/groups/:groupId',
    javaMethod: 'ApiAtlasGroupsResource::patchGroup',
    rateGroup: 'group',
    content: 'tenancy',
    tag: 'Projects',
    body: 'GroupUpdate',
    success: { status: 200, schema: 'Group' },
    raises: ['GROUP_ALREADY_EXISTS', 'VALIDATION_ERROR'],
    summary: 'Update One Project',
    description: 'Changes the fields in the body.',
    read: reader('GroupUpdate'),
    handle(scope, call, change) {
      const project = call.services.projects.update(scope.project, change)
      return { status: 200, body: presentProject(project, resourceAddress(call, 'groups'), 'alone') }
    }
  }),
  readProject({
    ...SETTINGS,
    operationId: 'getGroupSettings',
    javaMethod: 'ApiAtlasGroupsResource::getGroupSettings',
    summary: 'Return Project Settings',
    description: 'Returns the settings of a project.',
    handle: ({ project }, call) => presentSettings(project.settings, call)
  }),
  writeProject({
    ...SETTINGS,
    operationId: 'updateGroupSettings',
    method: 'PATCH',
    javaMethod: 'ApiAtlasGroupsResource::patchGroupSettings',
    body: 'GroupSettings',
    summary: 'Update Project Settings',
    description: 'Changes the settings in the body and returns all.',
    read: reader('GroupSettings'),
    handle({ project }, call, change) {
      const settings = { ...project.settings, ...change } as Record<string, boolean>
      call.services.projects.update(project, { settings })
      return presentSettings(settings, call)
    }
  }),
  listProject({
    ...EMPTY,
    content: 'tenancy',
    operationId: 'listGroupTeams',
    path: '/groups/:groupId/teams',
    javaMethod: 'ApiGroupTeamsResource::getTeams',
    rateGroup: 'teams',
    tag: 'Teams',
    schema: 'PaginatedTeamRoleView',
    summary: 'Return All Teams in One Project'
  }),
  listProject({
    ...EMPTY,
    content: 'tenancy',
    operationId: 'listGroupClusters',
    path: '/groups/:groupId/clusters',
    version: '2024-08-05',
    rateGroup: 'clusters',
    tag: 'Clusters',
    schema: 'PaginatedClusterDescription20240805',
    summary: 'Return All Clusters in One Project'
  }),
  listProject({
    ...EMPTY,
    content: 'tenancy',
    operationId: 'listGroupUsers',
    path: '/groups/:groupId/users',
    version: '2025-02-19',
    rateGroup: 'users',
    tag: 'MongoDB Cloud Users',
    schema: 'PaginatedGroupUserView',
    summary: 'Return All MongoDB Cloud Users in One Project'
  }),
  readProject({
    ...PROJECTS,
    operationId: 'getGroupIpAddresses',
    path: '/groups/:groupId/ipAddresses',
    rateGroup: 'ipAddresses',
    success: { status: 200, schema: 'GroupIPAddresses' },
    summary: 'Return All IP Addresses for One Project',
    description: 'Returns the addresses of a project, which has no clusters.',
    handle: ({ project }) => ({ status: 200, body: { groupId: project.id, services: { clusters: [] } } })
  }),
  readProject({
    ...PROJECTS,
    operationId: 'listGroupLimits',
    path: '/groups/:groupId/limits',
    rateGroup: 'limits',
    success: { status: 200, schema: 'Limits' },
    summary: 'Return All Limits for One Project',
    description: 'Returns the limits that were set.',
    handle: ({ project: { limits = {} } }) => ({
      status: 200,
      body: Object.entries(limits).map(presentLimit)
    })
  }),
  writeProject({
    ...LIMIT,
    operationId: 'setGroupLimit',
    method: 'PATCH',
    body: 'DataFederationLimit',
    success: { status: 200, schema: 'DataFederationLimit' },
    raises: ['RESOURCE_NOT_FOUND'],
    summary: 'Set One Project Limit',
    description: 'Sets one limit of a project.',
    read: (body, _scope, { services }) => services.projects.readChange('DataFederationLimit', body)['value'],
    handle({ project }, call, input) {
      const [name, value] = [limitName(call), input as number]
      call.services.projects.update(project, { limits: { ...project.limits, [name]: value } })
      return { status: 200, body: presentLimit([name, value]) }
    }
  }),
  writeProject({
    ...LIMIT,
    operationId: 'deleteGroupLimit',
    method: 'DELETE',
    success: { status: 204 },
    raises: ['RESOURCE_NOT_FOUND'],
    summary: 'Remove One Project Limit',
    description: 'Restores the default of one limit.',
    handle({ project }, call) {
      const { [limitName(call)]: _removed, ...limits } = project.limits ?? {}
      call.services.projects.update(project, { limits })
      return { status: 204 }
    }
  }),
  readProject({
    ...SLOW_MS,
    operationId: 'getGroupManagedSlowMs',
    path: SLOW_MS_PATH,
    success: { status: 200, schema: 'ManagedSlowMs' },
    summary: 'Return Whether Atlas Manages the Threshold of Slow Operations',
    description: 'Returns true or false.',
    handle: ({ project }) => ({ status: 200, body: project.managedSlowMs ?? true })
  }),
  writeProject({
    ...SLOW_MS,
    operationId: 'enableGroupManagedSlowMs',
    method: 'POST',
    path: `${SLOW_MS_PATH}/enable`,
    javaMethod: 'ApiManagedSlowMsResource::enableManageSlowMs',
    success: { status: 204 },
    summary: 'Enable Managed Slow Operation Threshold',
    description: 'Lets Atlas manage the threshold of slow operations.',
    handle({ project }, { services }) {
      services.projects.update(project, { managedSlowMs: true })
      // As recorded; the other responses without a body have neither header.
      return { status: 204, headers: { 'content-length': '0', vary: 'Accept-Encoding' } }
    }
  }),
  writeProject({
    ...SLOW_MS,
    operationId: 'disableGroupManagedSlowMs',
    method: 'DELETE',
    path: `${SLOW_MS_PATH}/disable`,
    javaMethod: 'ApiManagedSlowMsResource::disableManageSlowMs',
    success: { status: 204 },
    summary: 'Disable Managed Slow Operation Threshold',
    description: 'Stops Atlas from managing the threshold of slow operations.',
    handle({ project }, { services }) {
      services.projects.update(project, { managedSlowMs: false })
      return { status: 204 }
    }
  })
]

/** Returns the `read` of an operation whose body is a change of a project. */
function reader(schema: ChangeSchema) {
  return (body: unknown, _scope: unknown, { services }: Call) => services.projects.readChange(schema, body)
}

function presentSettings(
  changed: Record<string, boolean> = {},
  { request, services }: Call
): OperationResponse {
  const { properties } = bodySchema('GroupSettings')
  const settings = Object.entries(properties).map(([name, schema]) => [name, changed[name] ?? schema.default])
  return {
    status: 200,
    body: Object.fromEntries(settings),
    // As recorded, double slash included.
    headers: { location: `${originOf(request, services.settings.publicUrl)}//api/atlas/v1.0` }
  }
}

function presentLimit([name, value]: [string, number]): object {
  return { currentUsage: 0, name, value }
}

/** @throws {AtlasError} RESOURCE_NOT_FOUND for a name that Atlas does not document */
function limitName({ request: { record } }: Call): string {
  const name = record.received.params['limitName'] ?? ''
  if (parameterOf('limitName').schema.enum?.includes(name)) return name
  throw new AtlasError('RESOURCE_NOT_FOUND', [name], { code: 'document-unknown' })
}

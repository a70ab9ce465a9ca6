import { READ, WRITE } from '../auth/roles.ts'
import { bodySchema } from '../body-schemas.ts'
import { AtlasError } from '../errors.ts'
import { originOf } from '../request-target.ts'
import { presentProject } from '../tenancy/presenter.ts'
import { parseJson } from './body.ts'
import type { Call, Operation, OperationResponse } from './operation.ts'
import { defineOperation } from './operation.ts'
import { PROJECT_ERRORS } from './operation-errors.ts'
import { pageOf, resourceAddress } from './page.ts'
import { FLAGS, PAGING, parameterOf } from './query.ts'
import { type ProjectScope, projectScope, recheckProject } from './scopes.ts'

type Facts = Parameters<typeof defineOperation<ProjectScope>>[0]
type GivenFacts = Pick<Facts, 'operationId' | 'path' | 'rateGroup' | 'tag' | 'summary' | 'handle'> &
  Partial<Facts>

const PROJECT = { content: 'tenancy', scope: projectScope, query: FLAGS, raises: PROJECT_ERRORS } as const

/** Returns an operation that reads a project; the summary is also its description. */
function read(facts: GivenFacts & Pick<Facts, 'success'>): Operation {
  const role = { permission: READ, roles: ['Project Read Only'] }
  return defineOperation({ ...PROJECT, ...role, method: 'GET', description: `${facts.summary}.`, ...facts })
}

/** Returns an operation that changes a project. */
function write(facts: GivenFacts & Pick<Facts, 'method' | 'success'>): Operation {
  const role = { permission: WRITE, roles: ['Project Owner'] }
  return defineOperation({
    ...PROJECT,
    ...role,
    description: `${facts.summary}.`,
    ...facts,
    handle(scope, call) {
      const project = recheckProject(call, scope)
      return facts.handle({ ...scope, project }, call)
    }
  })
}

/** Returns an operation on a list that is always empty: the mock has no such resources. */
function emptyList(
  facts: Omit<GivenFacts, 'handle' | 'path'> & { schema: string; segment: string }
): Operation {
  const { schema, segment, ...rest } = facts
  return read({
    ...rest,
    path: `/groups/:groupId/${segment}`,
    query: PAGING,
    success: { status: 200, schema },
    description: 'Returns an empty list: the mock has none.',
    handle: (scope, call) => pageOf(call, scope, [], row => row)
  })
}

const SETTINGS = {
  path: '/groups/:groupId/settings',
  rateGroup: 'settings',
  tag: 'Projects',
  success: { status: 200, schema: 'GroupSettings' }
} as const

const SLOW_MS = { rateGroup: 'managedSlowMs', tag: 'Performance Advisor' } as const
const SLOW_MS_PATH = '/groups/:groupId/managedSlowMs'

const LIMIT = { path: '/groups/:groupId/limits/:limitName', rateGroup: 'limits', tag: 'Projects' } as const

/** The operations on what belongs to a project besides its integrations, as Terraform's `mongodbatlas_project` uses it. */
export const PROJECT_DETAIL_OPERATIONS: readonly Operation[] = [
  write({
    operationId: 'updateGroup',
    method: 'PATCH',
    path: '/groups/:groupId',
    javaMethod: 'ApiAtlasGroupsResource::patchGroup',
    rateGroup: 'group',
    tag: 'Projects',
    body: 'GroupUpdate',
    success: { status: 200, schema: 'Group' },
    raises: [...PROJECT_ERRORS, 'GROUP_ALREADY_EXISTS', 'VALIDATION_ERROR'],
    summary: 'Update One Project',
    handle(scope, call) {
      const change = readBody(call, 'GroupUpdate')
      const project = call.services.projects.update(scope.project, change)
      return { status: 200, body: presentProject(project, resourceAddress(call, 'groups'), 'alone') }
    }
  }),
  read({
    ...SETTINGS,
    operationId: 'getGroupSettings',
    javaMethod: 'ApiAtlasGroupsResource::getGroupSettings',
    summary: 'Return Project Settings',
    handle: ({ project }, call) => presentSettings(project.settings, call)
  }),
  write({
    ...SETTINGS,
    operationId: 'updateGroupSettings',
    method: 'PATCH',
    javaMethod: 'ApiAtlasGroupsResource::patchGroupSettings',
    body: 'GroupSettings',
    summary: 'Update Project Settings',
    handle({ project }, call) {
      const settings = { ...project.settings, ...readBody(call, 'GroupSettings') } as Record<string, boolean>
      call.services.projects.update(project, { settings })
      return presentSettings(settings, call)
    }
  }),
  emptyList({
    operationId: 'listGroupTeams',
    segment: 'teams',
    javaMethod: 'ApiGroupTeamsResource::getTeams',
    rateGroup: 'teams',
    tag: 'Teams',
    schema: 'PaginatedTeamRoleView',
    summary: 'Return All Teams in One Project'
  }),
  emptyList({
    operationId: 'listGroupClusters',
    segment: 'clusters',
    version: '2024-08-05',
    rateGroup: 'clusters',
    tag: 'Clusters',
    schema: 'PaginatedClusterDescription20240805',
    summary: 'Return All Clusters in One Project'
  }),
  emptyList({
    operationId: 'listGroupUsers',
    segment: 'users',
    version: '2025-02-19',
    rateGroup: 'users',
    tag: 'MongoDB Cloud Users',
    schema: 'PaginatedGroupUserView',
    summary: 'Return All MongoDB Cloud Users in One Project'
  }),
  read({
    operationId: 'getGroupIpAddresses',
    path: '/groups/:groupId/ipAddresses',
    rateGroup: 'ipAddresses',
    tag: 'Projects',
    success: { status: 200, schema: 'GroupIPAddresses' },
    summary: 'Return All IP Addresses for One Project',
    handle: ({ project }) => ({ status: 200, body: { groupId: project.id, services: { clusters: [] } } })
  }),
  read({
    operationId: 'listGroupLimits',
    path: '/groups/:groupId/limits',
    rateGroup: 'limits',
    tag: 'Projects',
    success: { status: 200, schema: 'Limits' },
    summary: 'Return All Limits for One Project',
    description: 'Returns the limits that were set.',
    handle: ({ project: { limits = {} } }) => ({
      status: 200,
      body: Object.entries(limits).map(presentLimit)
    })
  }),
  write({
    ...LIMIT,
    operationId: 'setGroupLimit',
    method: 'PATCH',
    body: 'DataFederationLimit',
    success: { status: 200, schema: 'DataFederationLimit' },
    raises: [...PROJECT_ERRORS, 'RESOURCE_NOT_FOUND'],
    summary: 'Set One Project Limit',
    handle({ project }, call) {
      const name = limitName(call)
      const value = readBody(call, 'DataFederationLimit')['value'] as number
      call.services.projects.update(project, { limits: { ...project.limits, [name]: value } })
      return { status: 200, body: presentLimit([name, value]) }
    }
  }),
  write({
    ...LIMIT,
    operationId: 'deleteGroupLimit',
    method: 'DELETE',
    success: { status: 204 },
    raises: [...PROJECT_ERRORS, 'RESOURCE_NOT_FOUND'],
    summary: 'Remove One Project Limit',
    handle({ project }, call) {
      const { [limitName(call)]: _removed, ...limits } = project.limits ?? {}
      call.services.projects.update(project, { limits })
      return { status: 204 }
    }
  }),
  read({
    ...SLOW_MS,
    operationId: 'getGroupManagedSlowMs',
    path: SLOW_MS_PATH,
    success: { status: 200, schema: 'ManagedSlowMs' },
    summary: 'Return Whether Atlas Manages the Threshold of Slow Operations',
    handle: ({ project }) => ({ status: 200, body: project.managedSlowMs ?? true })
  }),
  write({
    ...SLOW_MS,
    operationId: 'enableGroupManagedSlowMs',
    method: 'POST',
    path: `${SLOW_MS_PATH}/enable`,
    javaMethod: 'ApiManagedSlowMsResource::enableManageSlowMs',
    success: { status: 204 },
    summary: 'Enable Managed Slow Operation Threshold',
    handle({ project }, { services }) {
      services.projects.update(project, { managedSlowMs: true })
      // As recorded; the other responses without a body have neither header.
      return { status: 204, headers: { 'content-length': '0', vary: 'Accept-Encoding' } }
    }
  }),
  write({
    ...SLOW_MS,
    operationId: 'disableGroupManagedSlowMs',
    method: 'DELETE',
    path: `${SLOW_MS_PATH}/disable`,
    javaMethod: 'ApiManagedSlowMsResource::disableManageSlowMs',
    success: { status: 204 },
    summary: 'Disable Managed Slow Operation Threshold',
    handle({ project }, { services }) {
      services.projects.update(project, { managedSlowMs: false })
      return { status: 204 }
    }
  })
]

function readBody({ request, services }: Call, schema: Parameters<typeof services.projects.readChange>[0]) {
  const change = services.projects.readChange(schema, parseJson(request))
  request.record.enter('state')
  return change
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

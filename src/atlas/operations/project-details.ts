import { pathOf } from '../../base/request-target.ts'
import { AtlasError } from '../../catalogue/errors.ts'
import type { ChangeSchema } from '../../tenancy/projects.ts'
import { presentProject } from '../../tenancy/projects.ts'
import { bodySchema } from '../../validation/body-schemas.ts'
import { LIMIT, PROJECT } from '../checks.ts'
import { type Call, defineOperation, type Operation, type OperationResponse } from '../operation.ts'
import { pageOf, recordedLocation, resourceAddress } from '../responses.ts'

/** The default and the maximum of a project's limits (documented); other limits have neither. */
const LIMITS: Readonly<Record<string, { default: number; maximum: number }>> = {
  'atlas.project.deployment.clusters': { default: 25, maximum: 100 },
  'atlas.project.deployment.nodesPerPrivateLinkRegion': { default: 50, maximum: 90 },
  'atlas.project.deployment.privateServiceConnectionsPerRegionGroup': { default: 50, maximum: 100 },
  'atlas.project.deployment.privateServiceConnectionsSubnetMask': { default: 27, maximum: 27 },
  'atlas.project.security.databaseAccess.customRoles': { default: 100, maximum: 1400 },
  'atlas.project.security.databaseAccess.users': { default: 100, maximum: 100 },
  'atlas.project.security.networkAccess.crossRegionEntries': { default: 40, maximum: 220 },
  'atlas.project.security.networkAccess.entries': { default: 200, maximum: 20 }
}

/** The operations on settings, limits and other details of a project, which Terraform's `mongodbatlas_project` calls. */
export const PROJECT_DETAIL_OPERATIONS: readonly Operation[] = [
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
    const value = project.limits?.[limitName] ?? LIMITS[limitName]?.default
    if (value !== undefined) return { status: 200, body: presentLimit([limitName, value]) }
    throw new AtlasError('RESOURCE_NOT_FOUND', [pathOf(request)], { code: 'document-unknown' })
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
  const documented = LIMITS[name]
  return {
    currentUsage: 0,
    ...(documented && { defaultLimit: documented.default, maximumLimit: documented.maximum }),
    name,
    value
  }
}

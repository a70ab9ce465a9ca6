import { CREATE_PROJECTS, MEMBER, READ } from '../auth/roles.ts'
import { originOf } from '../request-target.ts'
import { presentProject } from '../tenancy/presenter.ts'
import { parseJson } from './body.ts'
import { type Call, defineOperation, type Operation } from './operation.ts'
import { ORGANIZATION_ERRORS } from './operation-errors.ts'
import { pageOf, resourceAddress } from './page.ts'
import { readProject, writeProject } from './project-operation.ts'
import { FLAGS, PAGING } from './query.ts'
import {
  callerScope,
  creatorScope,
  type ProjectScope,
  projectNameScope,
  recheckCaller,
  requireProjectCreator
} from './scopes.ts'

const PROJECTS = { content: 'tenancy', tag: 'Projects' } as const

/** The operations on projects, which the API calls groups. */
export const GROUP_OPERATIONS: readonly Operation[] = [
  defineOperation({
    ...PROJECTS,
    operationId: 'listGroups',
    permission: MEMBER,
    method: 'GET',
    path: '/groups',
    javaMethod: 'ApiAtlasGroupsResource::getAllGroups',
    rateGroup: 'groups',
    query: PAGING,
    success: { status: 200, schema: 'PaginatedAtlasGroup' },
    raises: [],
    unraised: [404],
    summary: 'Return All Projects',
    description: 'Returns the projects that the caller can access.',
    roles: [],
    scope: callerScope,
    handle(scope, call) {
      const address = resourceAddress(call, 'groups')
      const all = call.services.projects.visible(scope.caller)
      return pageOf(call, scope, all, row => presentProject(row, address, 'list'))
    }
  }),
  defineOperation({
    ...PROJECTS,
    operationId: 'createGroup',
    permission: CREATE_PROJECTS,
    project: 'created',
    method: 'POST',
    path: '/groups',
    javaMethod: 'ApiAtlasGroupsResource::addGroup',
    rateGroup: 'groups',
    query: FLAGS,
    body: 'Group',
    success: { status: 201, schema: 'Group' },
    raises: [
      ...ORGANIZATION_ERRORS,
      'NOT_ORG_GROUP_CREATOR',
      'INVALID_ENUM_VALUE',
      'VALIDATION_ERROR',
      'GROUP_ALREADY_EXISTS'
    ],
    summary: 'Create One Project',
    description: "Creates a project in the caller's organization. The caller becomes its owner.",
    roles: ['Organization Owner', 'Organization Project Creator'],
    scope: creatorScope,
    handle(scope, call) {
      const { request, services } = call
      const caller = recheckCaller(call, scope)
      const draft = services.projects.read(parseJson(request))
      requireProjectCreator(call, caller, draft.orgId)
      request.record.enter('state')
      const project = services.projects.create(draft, caller)
      if (project.withDefaultAlertsSettings) services.alertConfigs.createDefault(project)
      return {
        status: 201,
        body: presentProject(project, resourceAddress(call, 'groups'), 'alone'),
        // As recorded, double slash included.
        headers: { location: `${originOf(request, services.settings.publicUrl)}//api/atlas/v1.0` }
      }
    }
  }),
  readProject({
    ...PROJECTS,
    operationId: 'getGroup',
    path: '/groups/:groupId',
    javaMethod: 'ApiAtlasGroupsResource::getGroup',
    rateGroup: 'group',
    success: { status: 200, schema: 'Group' },
    summary: 'Return One Project',
    description: 'Returns one project.',
    handle: presentOne
  }),
  defineOperation({
    ...PROJECTS,
    operationId: 'getGroupByName',
    permission: READ,
    project: 'returned',
    method: 'GET',
    path: '/groups/byName/:groupName',
    javaMethod: 'ApiAtlasGroupsResource::getGroupByName',
    rateGroup: 'group',
    query: FLAGS,
    success: { status: 200, schema: 'Group' },
    raises: ['GROUP_NAME_NOT_FOUND', 'USER_UNAUTHORIZED'],
    summary: 'Return One Project by Its Name',
    description: "Returns one project of the caller's organization.",
    roles: ['Project Read Only'],
    scope: projectNameScope,
    handle: presentOne
  }),
  writeProject({
    ...PROJECTS,
    operationId: 'deleteGroup',
    method: 'DELETE',
    path: '/groups/:groupId',
    javaMethod: 'ApiAtlasGroupsResource::deleteGroup',
    rateGroup: 'group',
    success: { status: 202, schema: 'NoBody' },
    unraised: [409],
    summary: 'Remove One Project',
    description: 'Removes a project and everything that belongs to it.',
    handle({ project }, { services }) {
      services.projects.remove(project.id)
      return { status: 202, body: {} }
    }
  })
]

function presentOne({ project }: ProjectScope, call: Call) {
  return { status: 200, body: presentProject(project, resourceAddress(call, 'groups'), 'alone') }
}

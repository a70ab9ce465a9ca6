import type { FastifyRequest } from 'fastify'
import { baseOf, originOf } from '../http/address.ts'
import type { Services } from '../services.ts'
import { presentOrganization, presentProject } from '../tenancy/presenter.ts'
import type { Checked, Operation } from './operation.ts'
import { answerPage } from './page.ts'
import { FLAGS, NAMED_PAGING, PAGING } from './query.ts'

const ERRORS = [400, 401, 403, 404, 429, 500]
const PROJECTS = { tag: 'Projects' } as const
const ORGANIZATIONS = { tag: 'Organizations' } as const

/** The operations on projects and organizations that clients of the resource call on the way. */
export const TENANCY_OPERATIONS: readonly Operation[] = [
  {
    ...PROJECTS,
    operationId: 'listGroups',
    method: 'GET',
    path: '/groups',
    scope: 'caller',
    javaMethod: 'ApiAtlasGroupsResource::getAllGroups',
    rateGroup: 'groups',
    query: PAGING,
    success: { status: 200, schema: 'PaginatedAtlasGroup' },
    raises: [],
    errors: ERRORS,
    summary: 'Return All Projects',
    description: 'The projects that the caller may see.',
    roles: [],
    handle(request, checked, services) {
      const all = services.projects.visible(checked.principal)
      const address = addressOf(request, checked, services, 'groups')
      return answerPage(request, checked, services, all, row => presentProject(row, address, 'list'))
    }
  },
  {
    ...PROJECTS,
    operationId: 'createGroup',
    method: 'POST',
    path: '/groups',
    scope: 'newProject',
    javaMethod: 'ApiAtlasGroupsResource::addGroup',
    rateGroup: 'groups',
    query: FLAGS,
    body: 'Group',
    success: { status: 201, schema: 'Group' },
    raises: ['INVALID_ENUM_VALUE', 'VALIDATION_ERROR', 'GROUP_ALREADY_EXISTS'],
    errors: [400, 401, 403, 404, 409, 429, 500],
    summary: 'Create One Project',
    description: 'Makes a project in the organization of the caller, who owns it.',
    roles: ['Organization Owner', 'Organization Project Creator'],
    handle(request, checked, services) {
      const project = services.projects.create(checked.newProject, checked.principal)
      const address = addressOf(request, checked, services, 'groups')
      return {
        status: 201,
        body: presentProject(project, address, 'alone'),
        // Recorded so, double slash included.
        headers: { location: `${originOf(request, services.settings.publicUrl)}//api/atlas/v1.0` }
      }
    }
  },
  {
    ...PROJECTS,
    operationId: 'getGroup',
    method: 'GET',
    path: '/groups/:groupId',
    scope: 'project',
    javaMethod: 'ApiAtlasGroupsResource::getGroup',
    rateGroup: 'group',
    query: FLAGS,
    success: { status: 200, schema: 'Group' },
    raises: [],
    errors: ERRORS,
    summary: 'Return One Project',
    description: 'One project.',
    roles: ['Project Read Only'],
    handle(request, checked, services) {
      const address = addressOf(request, checked, services, 'groups')
      return { status: 200, body: presentProject(checked.project, address, 'alone') }
    }
  },
  {
    ...PROJECTS,
    operationId: 'getGroupByName',
    method: 'GET',
    path: '/groups/byName/:groupName',
    scope: 'projectName',
    javaMethod: 'ApiAtlasGroupsResource::getGroupByName',
    rateGroup: 'group',
    query: FLAGS,
    success: { status: 200, schema: 'Group' },
    raises: [],
    errors: ERRORS,
    summary: 'Return One Project by Its Name',
    description: "One project of the caller's organization.",
    roles: ['Project Read Only'],
    handle(request, checked, services) {
      const address = addressOf(request, checked, services, 'groups')
      return { status: 200, body: presentProject(checked.project, address, 'alone') }
    }
  },
  {
    ...PROJECTS,
    operationId: 'deleteGroup',
    method: 'DELETE',
    path: '/groups/:groupId',
    scope: 'project',
    javaMethod: 'ApiAtlasGroupsResource::deleteGroup',
    rateGroup: 'group',
    query: FLAGS,
    success: { status: 202, schema: 'NoBody' },
    raises: [],
    errors: [400, 401, 403, 404, 409, 429, 500],
    summary: 'Remove One Project',
    description: 'Removes a project with its integrations.',
    roles: ['Project Owner'],
    handle(_request, { project }, { projects }) {
      projects.remove(project.id)
      return { status: 202, body: {} }
    }
  },
  {
    ...ORGANIZATIONS,
    operationId: 'listOrgs',
    method: 'GET',
    path: '/orgs',
    scope: 'caller',
    javaMethod: 'ApiOrganizationsResource::getAllOrgs',
    rateGroup: 'orgs',
    query: NAMED_PAGING,
    success: { status: 200, schema: 'PaginatedOrganization' },
    raises: [],
    errors: ERRORS,
    summary: 'Return All Organizations',
    description: "The caller's organization.",
    roles: [],
    handle(request, checked, services) {
      const all = services.organizations.visible(checked.principal, checked.query.name)
      const address = addressOf(request, checked, services, 'orgs')
      return answerPage(request, checked, services, all, row => presentOrganization(row, address, 'list'))
    }
  },
  {
    ...ORGANIZATIONS,
    operationId: 'getOrg',
    method: 'GET',
    path: '/orgs/:orgId',
    scope: 'organization',
    javaMethod: 'ApiOrganizationsResource::getOrg',
    rateGroup: 'org',
    query: FLAGS,
    success: { status: 200, schema: 'AtlasOrganization' },
    raises: [],
    errors: ERRORS,
    summary: 'Return One Organization',
    description: 'One organization, which must be the one of the caller.',
    roles: ['Organization Member'],
    handle(request, checked, services) {
      const address = addressOf(request, checked, services, 'orgs')
      return { status: 200, body: presentOrganization(checked.organization, address, 'alone') }
    }
  },
  {
    ...ORGANIZATIONS,
    operationId: 'getOrgGroups',
    method: 'GET',
    path: '/orgs/:orgId/groups',
    scope: 'organization',
    javaMethod: 'ApiOrganizationsResource::getGroups',
    rateGroup: 'orgGroups',
    query: NAMED_PAGING,
    success: { status: 200, schema: 'PaginatedAtlasGroup' },
    raises: [],
    errors: ERRORS,
    summary: 'Return All Projects in One Organization',
    description: "The projects of the caller's organization that it may see.",
    roles: ['Organization Member'],
    handle(request, checked, services) {
      const begins = checked.query.name.toLowerCase()
      const all = services.projects
        .visible(checked.principal)
        .filter(({ name }) => name.toLowerCase().startsWith(begins))
      const address = addressOf(request, checked, services, 'groups')
      return answerPage(request, checked, services, all, row => presentProject(row, address, 'list'))
    }
  }
]

function addressOf(
  request: FastifyRequest,
  { surface }: Checked,
  { settings }: Services,
  resource: 'groups' | 'orgs'
): string {
  return `${baseOf(request, settings.publicUrl)}/api/atlas${surface.prefix}/${resource}`
}

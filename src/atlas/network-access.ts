import type { AccessListEntry } from '../../types/state.d.ts'
import type { Project } from '../store/projects.ts'
import { addEntries, currentEntries, findEntry, presentEntry, readEntries } from '../tenancy/access-list.ts'
import type { Call, Operation } from './operation.ts'
import { pageOf, resourceAddress } from './page.ts'
import { listProject, readProject, writeProject } from './project-operation.ts'

/** The operations on a project's IP access list, which governs its clusters, not this API. */
export const NETWORK_ACCESS_OPERATIONS: readonly Operation[] = [
  listProject(
    'listGroupAccessListEntries',
    (project, call) => currentEntries(project, nowFor(project, call)),
    (entry, call) => present(entry, call)
  ),
  writeProject('createGroupAccessListEntry', {
    read: (body, { project }, { services }) => readEntries(services.validator, body, project),
    handle(scope, call, added) {
      const { project } = scope
      const accessList = addEntries(project, added, nowFor(project, call))
      call.services.projects.update(project, { accessList })
      return { ...pageOf(call, scope, accessList, entry => present(entry, call)), status: 201 }
    }
  }),
  readProject('getGroupAccessListEntry', ({ project }, call) => ({
    status: 200,
    body: present(find(project, call), call)
  })),
  readProject('getGroupAccessListStatus', ({ project }, call) => {
    find(project, call)
    return { status: 200, body: { STATUS: 'ACTIVE' } }
  }),
  writeProject('deleteGroupAccessListEntry', {
    handle({ project }, call) {
      const removed = find(project, call)
      const accessList = currentEntries(project, nowFor(project, call)).filter(entry => entry !== removed)
      call.services.projects.update(project, { accessList })
      return { status: 204 }
    }
  })
]

function nowFor({ orgId }: Project, { services }: Call): number {
  return services.sources.now(orgId)
}

/** @throws {AtlasError} ATLAS_NETWORK_PERMISSION_ENTRY_NOT_FOUND */
function find(project: Project, call: Call): AccessListEntry {
  const { params } = call.request.record.received
  return findEntry(project, params['entryValue'] ?? '', nowFor(project, call))
}

function present(entry: AccessListEntry, call: Call): object {
  const groupId = call.request.record.received.params['groupId'] ?? ''
  return presentEntry(entry, groupId, `${resourceAddress(call, 'groups')}/${groupId}`)
}

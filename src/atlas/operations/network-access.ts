import type { AccessListEntry } from '../../../types/state.d.ts'
import type { Project } from '../../store/projects.ts'
import {
  addEntries,
  currentEntries,
  findEntry,
  presentNetworkEntry,
  readEntries
} from '../../tenancy/access-list.ts'
import { type Call, defineOperation, type Operation, type OperationResponse } from '../atlas-operation.ts'
import { PROJECT, type ProjectAccess } from '../checks.ts'
import { pageOf, resourceAddress } from '../paging.ts'

/** The operations on a project's IP access list, which governs its clusters, not this API. */
export const NETWORK_ACCESS_OPERATIONS: readonly Operation[] = [
  defineOperation('listGroupAccessListEntries', PROJECT, (proved, call) =>
    page(call, proved, entriesOf(proved, call))
  ),
  defineOperation(
    'createGroupAccessListEntry',
    PROJECT.withBody((body, { project }, { services }) => readEntries(services.validator, body, project)),
    (proved, call) => {
      const { project, input } = proved
      const accessList = addEntries(project, input, nowFor(project, call))
      call.services.projects.update(project, { accessList })
      return { ...page(call, proved, accessList), status: 201 }
    }
  ),
  defineOperation('getGroupAccessListEntry', PROJECT, ({ project }, call) => ({
    status: 200,
    body: present(find(project, call), call)
  })),
  defineOperation('getGroupAccessListStatus', PROJECT, ({ project }, call) => {
    find(project, call)
    return { status: 200, body: { STATUS: 'ACTIVE' } }
  }),
  defineOperation('deleteGroupAccessListEntry', PROJECT, (proved, call) => {
    const removed = find(proved.project, call)
    const accessList = entriesOf(proved, call).filter(entry => entry !== removed)
    call.services.projects.update(proved.project, { accessList })
    return { status: 204 }
  })
]

function entriesOf({ project }: ProjectAccess, call: Call): AccessListEntry[] {
  return currentEntries(project, nowFor(project, call))
}

function page(call: Call, proved: ProjectAccess, entries: readonly AccessListEntry[]): OperationResponse {
  return pageOf(call, proved, entries, entry => present(entry, call))
}

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
  return presentNetworkEntry(entry, groupId, `${resourceAddress(call, 'groups')}/${groupId}`)
}

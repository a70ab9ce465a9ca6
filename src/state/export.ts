import { presentRole } from '../auth/roles.ts'
import { type DocumentField, documentsOf } from '../catalogue/vocabulary.ts'
import type { Organization } from '../store/organizations.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import {
  type DocumentState,
  type OrganizationState,
  type ProjectState,
  STATE_FORMAT,
  STATE_VERSION,
  type StateDocument
} from './document.ts'

const WARNING = 'Contains the secrets of integrations and the hashes of credentials: protect it like these.'

/**
 * @param exported milliseconds since the epoch
 * @param orgId of the organization to export; undefined: all
 */
export function exportState(store: Store, exported: number, orgId?: string): StateDocument {
  const organizations =
    orgId === undefined ? store.organizations.list() : [store.organizations.find(orgId) as Organization]
  return {
    format: STATE_FORMAT,
    version: STATE_VERSION,
    exported: timeOf(exported),
    warning: WARNING,
    organizations: organizations.map(organization => exportOrganization(store, organization))
  }
}

function exportOrganization(store: Store, organization: Organization): OrganizationState {
  const { id, name, created, requiresAccessList } = organization
  const { credentials } = store
  const principals = store.principals.listByOrganization(id)
  const baseline = store.sandboxes.find(id)
  return {
    id,
    name,
    created: timeOf(created),
    ...(requiresAccessList && { apiAccessListRequired: true }),
    projects: store.projects.listByOrganization(id).map(project => exportProject(store, project)),
    apiKeys: principals
      .filter(({ kind }) => kind === 'apiKey')
      .map(({ id, roles, accessList }) => ({
        publicKey: id,
        ha1: credentials.ha1(id) as string,
        roles: roles.map(presentRole),
        accessList: [...accessList]
      })),
    serviceAccounts: principals
      .filter(({ kind }) => kind === 'serviceAccount')
      .map(({ id, roles, accessList }) => {
        const lifetime = credentials.tokenLifetime(id)
        return {
          clientId: id,
          secretHash: credentials.secretHash(id) as string,
          ...(lifetime !== null && { tokenLifetime: lifetime }),
          roles: roles.map(presentRole),
          accessList: [...accessList]
        }
      }),
    ...exportDocuments(store, 'organization', id),
    ...(baseline && { baseline: JSON.parse(baseline) as OrganizationState })
  }
}

function exportProject(store: Store, { orgId: _orgId, created, ...project }: Project): ProjectState {
  const integrations = store.integrations.listByProject(project.id)
  return {
    ...project,
    ...exportDocuments(store, 'project', project.id),
    created: timeOf(created),
    integrations: integrations.map(({ id, type, created, settings }) => ({
      id,
      type,
      created: timeOf(created),
      settings
    }))
  } as ProjectState
}

/** Returns the documents of a project or an organization by their names in state documents. */
function exportDocuments(
  { documents }: Store,
  owner: 'project' | 'organization',
  ownerId: string
): Partial<Record<DocumentField, DocumentState[]>> {
  const fields = documentsOf(owner).flatMap(({ resource, field }) => {
    const states = documents.list(resource, ownerId).map(({ id, created, updated, settings }) => ({
      id,
      created: timeOf(created),
      updated: timeOf(updated),
      settings
    }))
    return states.length > 0 ? [[field, states] as const] : []
  })
  return Object.fromEntries(fields)
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** Atlas's organization roles (documented), from the strongest to the weakest by their permissions. */
export const ORGANIZATION_ROLES = [
  'ORG_OWNER',
  'ORG_GROUP_CREATOR',
  'ORG_STREAM_PROCESSING_ADMIN',
  'ORG_BILLING_ADMIN',
  'ORG_READ_ONLY',
  'ORG_BILLING_READ_ONLY',
  'ORG_MEMBER'
] as const

/**
 * Atlas's project roles (documented), from the strongest to the weakest by their permissions. Each includes the
 * permissions of Project Read Only.
 */
export const PROJECT_ROLES = [
  'GROUP_OWNER',
  'GROUP_CLUSTER_MANAGER',
  'GROUP_STREAM_PROCESSING_OWNER',
  'GROUP_BACKUP_MANAGER',
  'GROUP_DATABASE_ACCESS_ADMIN',
  'GROUP_DATA_ACCESS_ADMIN',
  'GROUP_DATA_ACCESS_READ_WRITE',
  'GROUP_DATA_ACCESS_READ_ONLY',
  'GROUP_NETWORK_ACCESS_MANAGER',
  'GROUP_SEARCH_INDEX_EDITOR',
  'GROUP_OBSERVABILITY_VIEWER',
  'GROUP_READ_ONLY'
] as const

type OrganizationRole = (typeof ORGANIZATION_ROLES)[number]
type ProjectRole = (typeof PROJECT_ROLES)[number]

/**
 * The roles that permit an operation: one of them on the project, or one on its organization. For integrations, from
 * `x-rolesRequirements` of the official document (2026-04-28). ORG_READ_ONLY's read access and the permissions of
 * the other resources follow from the role descriptions; not known: whether Atlas grants them.
 */
export interface Permission {
  project: readonly ProjectRole[]
  organization: readonly OrganizationRole[]
}

/** Read access to a project: any role on it, or an organization role with access to all projects. */
export const READ: Permission = { project: PROJECT_ROLES, organization: ['ORG_OWNER', 'ORG_READ_ONLY'] }

/** Write access to a project: Project Owner, or ORG_OWNER, which includes it on every project. */
export const WRITE: Permission = { project: ['GROUP_OWNER'], organization: ['ORG_OWNER'] }

/** The permissions by their name in `schemas/operations.json`. */
export const PERMISSIONS = {
  read: READ,
  write: WRITE,
  /** Write access to a project's IP access list (documented). */
  networkAccess: {
    project: ['GROUP_OWNER', 'GROUP_NETWORK_ACCESS_MANAGER'],
    organization: ['ORG_OWNER']
  },
  /** Operations open to every member of an organization; lists contain only items visible to the caller. */
  member: { project: PROJECT_ROLES, organization: ORGANIZATION_ROLES },
  /** Creation of projects. */
  createProjects: { project: [], organization: ['ORG_OWNER', 'ORG_GROUP_CREATOR'] },
  /** Log integrations of an organization, which require Organization Owner in the Terraform provider's documentation. */
  ownOrganization: { project: [], organization: ['ORG_OWNER'] }
} as const satisfies Record<string, Permission>

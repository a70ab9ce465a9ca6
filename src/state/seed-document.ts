import type {
  GroupMaintenanceWindow,
  IntegrationType,
  NetworkPermissionEntry,
  Role,
  ThirdPartyIntegration
} from '../../types/wire.d.ts'

interface SeedPrincipal {
  /** Roles on organizations and projects. */
  roles: Role[]
  /** Allowed addresses and CIDR blocks; omitted: any address. */
  accessList?: string[]
}

/** An API key, for HTTP Digest. */
export interface SeedApiKey extends SeedPrincipal {
  /** User name. */
  publicKey: string
  /** Password. */
  privateKey: string
}

/** A service account, for OAuth 2.0. */
export interface SeedServiceAccount extends SeedPrincipal {
  /** Client id. */
  clientId: string
  /** Client secret. */
  clientSecret: string
}

/** A project and its contents. */
export interface SeedProject {
  /** ObjectId of the project. */
  id: string
  /** Name of the project. */
  name: string
  /** Bodies of a POST with their id and type. */
  integrations?: (ThirdPartyIntegration & { id: string; type: IntegrationType })[]
  /** Entries of the IP access list, as in a POST body. */
  accessList?: NetworkPermissionEntry[]
  /** The body of a PATCH, and whether maintenance is scheduled; only then can it be deferred. */
  maintenanceWindow?: GroupMaintenanceWindow & { maintenanceScheduled?: boolean }
}

/** An organization with its projects and callers. */
export interface SeedOrganization {
  /** ObjectId of the organization. */
  id: string
  /** Name of the organization. */
  name: string
  /** Whether callers without an access list are rejected. */
  apiAccessListRequired?: boolean
  /** Its projects. */
  projects?: SeedProject[]
  /** Its API keys. */
  apiKeys?: SeedApiKey[]
  /** Its service accounts. */
  serviceAccounts?: SeedServiceAccount[]
}

/** The document of `schemas/seed.json`. */
export interface Seed {
  /** Creation time of all seeded items. */
  created?: string
  /** Organizations, at least one. */
  organizations: SeedOrganization[]
}

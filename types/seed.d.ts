/** Generated from schemas/seed.json by `npm run docs`; do not edit. */
import type { GroupMaintenanceWindow, IntegrationType, NetworkPermissionEntry, Role, ThirdPartyIntegration } from './wire.d.ts'

/**
 * Initial content of an empty database: organizations with their projects, keys and integrations.
 */
export interface Seed {
  /**
   * URL of this schema, for editors.
   */
  $schema?: string
  /**
   * Creation time of all seeded items.
   */
  created?: string
  /**
   * Organizations, at least one.
   *
   * @minItems 1
   */
  organizations: SeedOrganization[]
}
/**
 * An organization with its projects and callers.
 */
export interface SeedOrganization {
  /**
   * ObjectId of the organization.
   */
  id: string
  /**
   * Name of the organization.
   */
  name: string
  /**
   * Whether callers without an access list are rejected.
   */
  apiAccessListRequired?: boolean
  /**
   * Its projects.
   *
   * @maxItems 10000
   */
  projects?: SeedProject[]
  /**
   * Its API keys.
   */
  apiKeys?: SeedApiKey[]
  /**
   * Its service accounts.
   */
  serviceAccounts?: SeedServiceAccount[]
}
/**
 * A project and its contents.
 */
export interface SeedProject {
  /**
   * ObjectId of the project.
   */
  id: string
  /**
   * Name of the project.
   */
  name: string
  /**
   * Bodies of a POST with their id and type.
   */
  integrations?: (ThirdPartyIntegration & {id: string; type: IntegrationType})[]
  /**
   * Entries of the project's IP access list, as in a POST body; a deleteAfterDate may be in the past.
   */
  accessList?: NetworkPermissionEntry[]
  /**
   * As in a PATCH body. `maintenanceScheduled`: whether maintenance is scheduled; only then can it be deferred.
   */
  maintenanceWindow?: GroupMaintenanceWindow & {maintenanceScheduled?: boolean}
}
/**
 * An API key, for HTTP Digest.
 */
export interface SeedApiKey {
  /**
   * User name.
   */
  publicKey: string
  /**
   * Password.
   */
  privateKey: string
  /**
   * Roles on organizations and projects.
   */
  roles: Role[]
  /**
   * Allowed addresses and CIDR blocks; omitted: any address.
   */
  accessList?: string[]
}
/**
 * A service account, for OAuth 2.0.
 */
export interface SeedServiceAccount {
  /**
   * Client id.
   */
  clientId: string
  /**
   * Client secret.
   */
  clientSecret: string
  /**
   * Roles on organizations and projects.
   */
  roles: Role[]
  /**
   * Allowed addresses and CIDR blocks; omitted: any address.
   */
  accessList?: string[]
}

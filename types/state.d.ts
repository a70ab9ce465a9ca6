/** Generated from schemas/state.json by `npm run docs`; do not edit. */

export type Time = string
export type ObjectId = string
export type Name = string
export type Hour = number
export type Roles = {
  roleName: string
  orgId?: ObjectId
  groupId?: ObjectId
}[]
export type AccessList = string[]

/**
 * The whole state of the mock as returned by `GET /_mock/v1/state`. It contains the integrations' secrets and the hashes of credentials.
 */
export interface State {
  format: 'atlas-integrations-mock/state'
  version: 1
  exported?: Time
  warning?: string
  organizations: Organization[]
}
export interface Organization {
  id: ObjectId
  name: Name
  created: Time
  /**
   * Whether callers without an access list are rejected.
   */
  apiAccessListRequired?: boolean
  /**
   * @maxItems 10000
   */
  projects?: Project[]
  apiKeys?: ApiKey[]
  serviceAccounts?: ServiceAccount[]
  logIntegrations?: Document[]
  /**
   * For a sandbox: the organization that a reset restores.
   */
  baseline?: Organization
}
export interface Project {
  id: ObjectId
  name: Name
  created: Time
  tags?: {
    key: string
    value: string
  }[]
  withDefaultAlertsSettings?: boolean
  regionUsageRestrictions?: string
  /**
   * Settings that differ from Atlas's defaults.
   */
  settings?: {
    [k: string]: boolean
  }
  /**
   * Limits that differ from Atlas's defaults.
   */
  limits?: {
    [k: string]: number
  }
  managedSlowMs?: boolean
  /**
   * Entries of the IP access list, expired ones included.
   */
  accessList?: AccessListEntry[]
  maintenanceWindow?: MaintenanceWindow
  integrations?: Integration[]
  logIntegrations?: Document[]
  metricIntegrations?: Document[]
  alertConfigs?: Document[]
}
/**
 * An entry of a project's IP access list.
 */
export interface AccessListEntry {
  /**
   * As sent; the block of a single address if it was sent as an address.
   */
  cidrBlock: string
  comment?: string
  deleteAfterDate?: Time
}
export interface MaintenanceWindow {
  dayOfWeek: number
  hourOfDay: Hour
  autoDeferOnceEnabled?: boolean
  numberOfDeferrals?: number
  protectedHours?: {
    startHourOfDay: Hour
    endHourOfDay: Hour
  }
  startASAP?: boolean
  /**
   * Whether maintenance is scheduled; only then can it be deferred.
   */
  maintenanceScheduled?: boolean
}
export interface Integration {
  id: ObjectId
  type: Name
  created: Time
  /**
   * Submitted values, including secrets.
   */
  settings: {
    [k: string]: string | boolean | null
  }
}
export interface Document {
  id: ObjectId
  created: Time
  updated: Time
  /**
   * Submitted values, including secrets.
   */
  settings: {
    [k: string]: unknown
  }
}
export interface ApiKey {
  publicKey: string
  /**
   * HA1 of RFC 7616, equivalent to the private key.
   */
  ha1: string
  roles: Roles
  accessList?: AccessList
}
export interface ServiceAccount {
  clientId: string
  /**
   * SHA-256 of the secret.
   */
  secretHash: string
  /**
   * Lifetime of its tokens in seconds.
   */
  tokenLifetime?: number
  roles: Roles
  accessList?: AccessList
}

import type { Role } from '../../types/wire.d.ts'
import type { IntegrationSettings } from '../store/integrations.ts'

/** Identifies a state file. */
export const STATE_FORMAT = 'atlas-integrations-mock/state'

/** Document version that this program writes; it reads this version and all older ones. */
export const STATE_VERSION = 1

interface PrincipalState {
  roles: Role[]
  /** Addresses and CIDR blocks; missing or empty: any address. */
  accessList?: readonly string[]
}

export interface ApiKeyState extends PrincipalState {
  publicKey: string
  /** HA1 of RFC 7616 §3.4.2, equivalent to the private key. */
  ha1: string
}

export interface ServiceAccountState extends PrincipalState {
  clientId: string
  /** SHA-256 of the secret. */
  secretHash: string
  /** Token lifetime in seconds; undefined: Atlas's. */
  tokenLifetime?: number
}

export interface IntegrationState {
  id: string
  type: string
  created: string
  /** Submitted values including secrets. */
  settings: IntegrationSettings
}

export interface ProjectState {
  id: string
  name: string
  created: string
  tags?: { key: string; value: string }[]
  withDefaultAlertsSettings?: boolean
  regionUsageRestrictions?: string
  integrations?: IntegrationState[]
}

/** An organization with its contents. */
export interface OrganizationState {
  id: string
  name: string
  created: string
  projects?: ProjectState[]
  apiKeys?: ApiKeyState[]
  serviceAccounts?: ServiceAccountState[]
  /** Only in a sandbox: the state that a reset restores. */
  baseline?: OrganizationState
}

/** The whole state. */
export interface StateDocument {
  format: typeof STATE_FORMAT
  version: typeof STATE_VERSION
  /** Time of the export. */
  exported: string
  /** Note that the document contains secrets. */
  warning: string
  organizations: OrganizationState[]
}

/** An error in a state or seed document. */
export class StateError extends Error {
  override readonly name = 'StateError'
  /** JSON pointer. */
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

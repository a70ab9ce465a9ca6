import type { IntegrationSettings } from '../store/integrations.ts'

/** Says what a file is before anybody opens it. */
export const STATE_FORMAT = 'atlas-integrations-mock/state'

/** Version of the document that this program writes; it reads this one and all before it. */
export const STATE_VERSION = 1

/** A role as Atlas's API prints it: on an organization or on a project. */
export interface RoleState {
  roleName: string
  orgId?: string
  groupId?: string
}

interface PrincipalState {
  roles: RoleState[]
  /** Addresses and CIDR blocks; left out or empty: any address. */
  accessList?: readonly string[]
}

export interface ApiKeyState extends PrincipalState {
  publicKey: string
  /** HA1 of RFC 7616 §3.4.2, which is as good as the private key. */
  ha1: string
}

export interface ServiceAccountState extends PrincipalState {
  clientId: string
  /** SHA-256 of the secret. */
  secretHash: string
  /** Seconds that its tokens are good for; left out: as long as Atlas's. */
  tokenLifetime?: number
}

export interface IntegrationState {
  id: string
  type: string
  created: string
  /** As they were sent: secrets included. */
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

/** An organization with all that belongs to it. */
export interface OrganizationState {
  id: string
  name: string
  created: string
  projects?: ProjectState[]
  apiKeys?: ApiKeyState[]
  serviceAccounts?: ServiceAccountState[]
  /** On a sandbox: what its reset puts back. */
  baseline?: OrganizationState
}

/** The whole state as one document. */
export interface StateDocument {
  format: typeof STATE_FORMAT
  version: typeof STATE_VERSION
  /** When it was written. */
  exported: string
  /** That it holds secrets. */
  warning: string
  organizations: OrganizationState[]
}

/** A fault in a state or seed document, with the place where it is. */
export class StateFault extends Error {
  override readonly name = 'StateFault'
  /** JSON pointer. */
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

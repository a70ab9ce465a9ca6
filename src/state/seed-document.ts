import type { Role } from '../../types/wire.d.ts'
import type { ProjectBodies } from './initial-contents.ts'

interface SeedPrincipal {
  roles: Role[]
  accessList?: string[]
}

export interface SeedApiKey extends SeedPrincipal {
  publicKey: string
  privateKey: string
}

export interface SeedServiceAccount extends SeedPrincipal {
  clientId: string
  clientSecret: string
}

export interface SeedProject extends ProjectBodies {
  id: string
  name: string
  integrations?: ({ id: string; type: string } & Record<string, unknown>)[]
}

export interface SeedOrganization {
  id: string
  name: string
  projects?: SeedProject[]
  apiKeys?: SeedApiKey[]
  serviceAccounts?: SeedServiceAccount[]
}

/** The document of `schemas/seed.json`. */
export interface Seed {
  created?: string
  organizations: SeedOrganization[]
}

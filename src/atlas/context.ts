import type { IntegrationType } from '../integrations/registry.ts'
import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import type { NewProject } from '../tenancy/projects.ts'
import type { Operation } from './operation.ts'
import type { Query } from './query.ts'
import type { RateState } from './rate-limit.ts'
import type { Surface } from './surface.ts'

/** What the checks have found out about a request so far, in their order. */
export interface AtlasContext {
  operation: Operation
  surface: Surface
  principal?: Principal
  /** Content-Type of the answer. */
  mediaType?: string
  project?: Project
  organization?: Organization
  rate?: RateState
  integrationType?: IntegrationType
  newProject?: NewProject
  query?: Query
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes of the Atlas surface only. */
    atlas: AtlasContext | null
  }
}

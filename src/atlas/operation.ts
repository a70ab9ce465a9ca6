import type { FastifyRequest } from 'fastify'
import type { OperationId } from '../auth/roles.ts'
import type { RateState } from '../control/rate-counter.ts'
import type { IntegrationType } from '../integrations/registry.ts'
import type { Services } from '../services.ts'
import type { Organization } from '../store/organizations.ts'
import type { Principal } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import type { NewProject } from '../tenancy/projects.ts'
import type { Query } from './query.ts'
import type { RateGroup } from './rate-limit.ts'
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

/** What the checks have established before the handler runs: all that the operation's scope resolves. */
export type Checked = Required<AtlasContext>

/** An answer before it is written. */
export interface Answer {
  status: number
  /** Undefined: no body. */
  body?: object
  headers?: Record<string, string>
}

/** What an operation is about, which decides its checks and their order. */
export type Scope =
  /** a project named in the path */
  | 'project'
  /** a project of the caller's organization, named in the path by its name */
  | 'projectName'
  /** an organization named in the path */
  | 'organization'
  /** what the caller may see */
  | 'caller'
  /** an organization named in the body */
  | 'newProject'

/** One operation of the Atlas API: the route, the checks and the documentation all follow from it. */
export interface Operation {
  operationId: OperationId
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path below the surface's prefix, as Fastify writes it. */
  path: string
  scope: Scope
  /** X-Java-Method, as recorded. */
  javaMethod: string
  rateGroup: RateGroup
  query: readonly (keyof Query)[]
  /** Name of the body's schema. */
  body?: string
  success: { status: number; schema?: string }
  /** Rows of the catalogue that the handler itself raises. */
  raises: readonly string[]
  /** Statuses that the official document declares. */
  errors: readonly number[]
  tag: string
  summary: string
  description: string
  /** `x-rolesRequirements` of the official document. */
  roles: readonly string[]
  handle(request: FastifyRequest, checked: Checked, services: Services): Answer
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on routes of the Atlas surface only. */
    atlas: AtlasContext | null
  }
}

import { isPermitted, isPermittedInOrganization, READ } from '../auth/roles.ts'
import { bodySchema } from '../body-schemas.ts'
import type { BodyValidator } from '../body-validator.ts'
import { AtlasError } from '../errors.ts'
import type { Sources } from '../sources.ts'
import type { Principal } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'

/** The body of a POST. */
export type NewProject = Pick<Project, 'name' | 'orgId' | 'tags' | 'regionUsageRestrictions'> & {
  withDefaultAlertsSettings?: boolean
}

/** Operations on projects without HTTP and SQL. */
export interface ProjectService {
  /** Validates a body. @throws {AtlasError} for the first validation error */
  read(body: unknown): NewProject
  /**
   * Creates a project with the creator as owner, within the caller's transaction.
   * @throws {AtlasError} GROUP_ALREADY_EXISTS
   */
  create(body: NewProject, creator: Principal): Project
  /** Returns all projects for an organization role, else the projects of the caller's roles. */
  visible(principal: Principal): Project[]
  /** Returns a project by name. @throws {AtlasError} GROUP_NAME_NOT_FOUND */
  findByName(orgId: string, name: string): Project
  /** Validates a body that changes a project. @throws {AtlasError} for the first validation error */
  readChange(schema: ChangeSchema, body: unknown): Record<string, unknown>
  /** Changes fields of a project. @throws {AtlasError} GROUP_ALREADY_EXISTS */
  update(project: Project, change: Partial<Project>): Project
  remove(id: string): void
}

/** Names in `schemas/bodies.json`. */
export type ChangeSchema = 'GroupUpdate' | 'GroupSettings' | 'DataFederationLimit'

/** The Kubernetes operator sends NONE by default (its AtlasProject). */
const isNone = (name: string, value: unknown) => name === 'regionUsageRestrictions' && value === 'NONE'

export function createProjectService(
  { projects, principals }: Pick<Store, 'projects' | 'principals'>,
  validator: BodyValidator,
  sources: Sources
): ProjectService {
  return {
    read(body) {
      const { set } = validator.validate(bodySchema('Group'), body, 'create')
      const writable = Object.entries(set).filter(([name, value]) => !isNone(name, value))
      const project = Object.fromEntries(writable) as unknown as NewProject
      // SQLite stores UTF-8, which cannot encode a lone surrogate.
      return { ...project, name: project.name.toWellFormed() }
    },
    create(body, creator) {
      const project = {
        withDefaultAlertsSettings: true,
        ...body,
        id: sources.objectId(body.orgId),
        created: sources.now(body.orgId)
      }
      if (!projects.insert(project)) {
        throw new AtlasError('GROUP_ALREADY_EXISTS', [body.name], { code: 'project-name-taken' })
      }
      const role = { roleName: 'GROUP_OWNER', orgId: null, projectId: project.id }
      principals.assignRole(creator.id, role)
      return project
    },
    visible(principal) {
      const all = projects.listByOrganization(principal.orgId)
      if (isPermittedInOrganization(READ, principal, principal.orgId)) return all
      const roles = Map.groupBy(principals.find(principal.id)?.roles ?? [], ({ projectId }) => projectId)
      return all.filter(project => isPermitted(READ, { roles: roles.get(project.id) ?? [] }, project))
    },
    findByName(orgId, name) {
      const project = projects.findByName(orgId, name)
      if (project) return project
      throw new AtlasError('GROUP_NAME_NOT_FOUND', [name], { code: 'project-name-unknown' })
    },
    readChange: (schema, body) => validator.validate(bodySchema(schema), body, 'create').set,
    update(project, change) {
      const changed = { ...project, ...change, name: (change.name ?? project.name).toWellFormed() }
      if (projects.update(changed)) return changed
      throw new AtlasError('GROUP_ALREADY_EXISTS', [changed.name], { code: 'project-name-taken' })
    },
    remove: id => projects.remove(id)
  }
}

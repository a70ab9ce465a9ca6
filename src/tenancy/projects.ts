import { readAsset } from '../assets.ts'
import { isPermitted, isPermittedInOrganization, READ } from '../auth/roles.ts'
import type { BodySchema, BodyValidator } from '../body-validator.ts'
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
  remove(id: string): void
}

const FILE = readAsset<{ properties: BodySchema['properties']; required: string[] }>('schemas/group.json')

const BODY: BodySchema = { properties: FILE.properties, required: FILE.required, requiredToCreate: [] }

/** The Kubernetes operator sends NONE by default (its AtlasProject). */
const isNone = (name: string, value: unknown) => name === 'regionUsageRestrictions' && value === 'NONE'

export function createProjectService(
  { projects, principals }: Pick<Store, 'projects' | 'principals'>,
  validator: BodyValidator,
  sources: Sources
): ProjectService {
  return {
    read(body) {
      const { set } = validator.validate(BODY, body, 'create')
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
    remove: id => projects.remove(id)
  }
}

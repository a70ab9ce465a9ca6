import { readAsset } from '../assets.ts'
import { isPermitted, isPermittedInOrganization, READ } from '../auth/roles.ts'
import type { BodySchema, BodyValidator } from '../body-validator.ts'
import { AtlasError } from '../errors.ts'
import type { Sources } from '../sources.ts'
import type { Principal } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'

/** What a body asks a new project to be. */
export type NewProject = Pick<Project, 'name' | 'orgId' | 'tags' | 'regionUsageRestrictions'> & {
  withDefaultAlertsSettings?: boolean
}

/** The operations on projects, apart from HTTP and SQL. */
export interface ProjectService {
  /** @throws {AtlasError} for the body's first fault */
  read(body: unknown): NewProject
  /**
   * Makes a project that its creator owns, within the caller's transaction.
   * @throws {AtlasError} GROUP_ALREADY_EXISTS
   */
  create(wanted: NewProject, creator: Principal): Project
  /** What the caller may see: an owner's or reader's organization, or the projects of its own roles. */
  visible(principal: Principal): Project[]
  /** @throws {AtlasError} GROUP_NAME_NOT_FOUND */
  findByName(orgId: string, name: string): Project
  remove(id: string): void
}

const FILE = readAsset<{ properties: BodySchema['properties']; required: string[] }>('schemas/group.json')

const BODY: BodySchema = { properties: FILE.properties, required: FILE.required, requiredToCreate: [] }

/** Attributes of answers that a client may send back. */
const ANSWERED = ['id', 'clusterCount', 'created', 'links']

/** The Kubernetes operator sends this where no regions are asked for (its AtlasProject, default NONE). */
const isNone = (name: string, value: unknown) => name === 'regionUsageRestrictions' && value === 'NONE'

export function createProjectService(
  { projects, principals }: Pick<Store, 'projects' | 'principals'>,
  validator: BodyValidator,
  sources: Sources
): ProjectService {
  return {
    read(body) {
      const { set } = validator.validate(BODY, body, 'create')
      const wanted = Object.entries(set).filter(
        ([name, value]) => !ANSWERED.includes(name) && !isNone(name, value)
      )
      const project = Object.fromEntries(wanted) as unknown as NewProject
      // SQLite keeps UTF-8, which half a surrogate pair is not.
      return { ...project, name: project.name.toWellFormed() }
    },
    create(wanted, creator) {
      const project = {
        withDefaultAlertsSettings: true,
        ...wanted,
        id: sources.objectId(wanted.orgId),
        created: sources.now(wanted.orgId)
      }
      if (!projects.insert(project)) {
        throw new AtlasError('GROUP_ALREADY_EXISTS', [wanted.name], { code: 'project-name-taken' })
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

import type { Link } from '../../types/wire.d.ts'
import { isPermittedInOrganization } from '../auth/roles.ts'
import { formatTime, type Sources } from '../base/sources.ts'
import { AtlasError } from '../catalogue/errors.ts'
import { READ } from '../catalogue/permissions.ts'
import { checkStored, type Listing } from '../store/database.ts'
import type { Organization } from '../store/organizations.ts'
import type { Principal, RoleAssignment } from '../store/principals.ts'
import type { Project } from '../store/projects.ts'
import type { Store } from '../store/store.ts'
import { bodySchema } from '../validation/body-schemas.ts'
import type { BodyValidator } from '../validation/body-validator.ts'
import { ENTRIES_LIMIT, MAX_ENTRIES } from './access-list.ts'

/** The body of a POST. */
export type NewProject = Pick<Project, 'name' | 'orgId' | 'tags' | 'regionUsageRestrictions'> & {
  withDefaultAlertsSettings?: boolean
}

/** Names in `schemas/bodies.json`. */
export type ChangeSchema = 'GroupUpdate' | 'GroupSettings' | 'DataFederationLimit'

/**
 * How long a second DELETE of a project succeeds, in milliseconds: Atlas deletes in the background, and the Terraform
 * provider's tests delete one project twice (reported). Not known: how long.
 */
const REMOVAL = 10_000

/** Maximum number of deleted projects that are remembered. */
const MAX_REMOVED = 1_000

/** Maximum number of projects of an organization, also in `schemas/state.json` and `schemas/seed.json`. */
const MAX_PROJECTS = 10_000

/** A project that has just been removed. */
interface Removed {
  orgId: string
  /** Milliseconds since the epoch. */
  time: number
  /** The roles on it by principal. */
  roles: ReadonlyMap<string, RoleAssignment[]>
}

/** The default and the maximum of a project's limits (documented); other limits have neither. */
export const PROJECT_LIMITS: Readonly<Record<string, { default: number; maximum: number }>> = {
  'atlas.project.deployment.clusters': { default: 25, maximum: 100 },
  'atlas.project.deployment.nodesPerPrivateLinkRegion': { default: 50, maximum: 90 },
  'atlas.project.deployment.privateServiceConnectionsPerRegionGroup': { default: 50, maximum: 100 },
  'atlas.project.deployment.privateServiceConnectionsSubnetMask': { default: 27, maximum: 27 },
  'atlas.project.security.databaseAccess.customRoles': { default: 100, maximum: 1400 },
  'atlas.project.security.databaseAccess.users': { default: 100, maximum: 100 },
  'atlas.project.security.networkAccess.crossRegionEntries': { default: 40, maximum: 220 },
  [ENTRIES_LIMIT]: { default: MAX_ENTRIES, maximum: 20 }
}

/** The Kubernetes operator sends NONE by default (its AtlasProject). */
const isNone = (name: string, value: unknown) => name === 'regionUsageRestrictions' && value === 'NONE'

export class Projects {
  readonly #table: Store['projects']
  readonly #principals: Store['principals']
  readonly #sources: Sources
  readonly #validator: BodyValidator
  readonly #removed = new Map<string, Removed>()

  constructor(store: Store, sources: Sources, validator: BodyValidator) {
    this.#table = store.projects
    this.#principals = store.principals
    this.#sources = sources
    this.#validator = validator
  }

  /** Validates a body that creates a project. @throws {AtlasError} for the first validation error */
  read(body: unknown): NewProject {
    const { set } = this.#validator.validate(bodySchema('Group'), body, 'create')
    const writable = Object.entries(set).filter(([name, value]) => !isNone(name, value))
    const project = Object.fromEntries(writable) as unknown as NewProject
    // SQLite stores UTF-8, which cannot encode a lone surrogate.
    return { ...project, name: project.name.toWellFormed() }
  }

  /**
   * Creates a project with the creator as owner, within the caller's transaction.
   *
   * @throws {AtlasError} GROUP_ALREADY_EXISTS, MAX_GROUPS_PER_ORG_EXCEEDED or STORAGE_LIMIT_EXCEEDED
   */
  create(body: NewProject, creator: Principal): Project {
    const project = {
      withDefaultAlertsSettings: true,
      ...body,
      id: this.#sources.objectId(body.orgId),
      created: this.#sources.now(body.orgId)
    }
    if (!this.#table.insert(project)) throw nameTaken(body.name)
    if (this.#table.count(body.orgId) > MAX_PROJECTS) throw tooManyProjects(body.orgId)
    this.#checkSize(project)
    const role = { roleName: 'GROUP_OWNER', orgId: null, projectId: project.id }
    this.#principals.assignRole(creator.id, role)
    return project
  }

  /** Removes a project with its contents, if it exists. */
  remove({ id, orgId }: Pick<Project, 'id' | 'orgId'>): void {
    const roles = this.#principals.rolesOn(id)
    if (!this.#table.remove(id)) return
    const time = this.#sources.now(orgId)
    const [oldest] = this.#removed.keys()
    if (oldest !== undefined && this.#removed.size >= MAX_REMOVED) this.#removed.delete(oldest)
    this.#removed.set(id, { orgId, time, roles })
  }

  /** Returns a project removed within the last ten seconds, and the caller with its roles before the removal. */
  findRemoved(
    id: string,
    caller: Principal
  ): { project: Pick<Project, 'id' | 'orgId'>; caller: Principal } | undefined {
    const removed = this.#removed.get(id)
    if (!removed || !this.#isRecent(removed) || this.#table.find(id)) return undefined
    const roles = [...(removed.roles.get(caller.id) ?? []), ...caller.roles]
    return { project: { id, orgId: removed.orgId }, caller: { ...caller, roles } }
  }

  #isRecent({ orgId, time }: Removed): boolean {
    const age = this.#sources.now(orgId) - time
    return age >= 0 && age < REMOVAL
  }

  /**
   * Returns all projects for an organization role, else the projects of the caller's roles.
   *
   * @param prefix of their names, ignoring the case of ASCII letters
   */
  visible(caller: Principal, prefix = ''): Listing<Project> {
    const isWhole = isPermittedInOrganization(READ, caller, caller.orgId)
    return this.#table.listing({ orgId: caller.orgId, memberId: isWhole ? null : caller.id, prefix })
  }

  /** Returns a project by name. @throws {AtlasError} NOT_IN_GROUP, as for another organization's project */
  findByName(orgId: string, name: string): Project {
    const project = this.#table.findByName(orgId, name)
    if (project) return project
    throw new AtlasError('NOT_IN_GROUP', [], { code: 'project-name-unknown' })
  }

  /** Validates a body that changes a project. @throws {AtlasError} for the first validation error */
  readChange(schema: ChangeSchema, body: unknown): Record<string, unknown> {
    return this.#validator.validate(bodySchema(schema), body, 'create').set
  }

  /** Changes fields of a project. @throws {AtlasError} GROUP_ALREADY_EXISTS or STORAGE_LIMIT_EXCEEDED */
  update(project: Project, change: Partial<Project>): Project {
    const changed = { ...project, ...change, name: (change.name ?? project.name).toWellFormed() }
    if (!this.#table.update(changed)) throw nameTaken(changed.name)
    this.#checkSize(changed)
    return changed
  }

  #checkSize({ orgId, tags = [] }: Pick<Project, 'orgId' | 'tags'>): void {
    // An organization may have many projects without tags.
    if (tags.length > 0) checkStored(this.#table.sizeOf(orgId))
  }
}

function nameTaken(name: string): AtlasError {
  return new AtlasError('GROUP_ALREADY_EXISTS', [name], { code: 'project-name-taken' })
}

function tooManyProjects(orgId: string): AtlasError {
  const reason = { code: 'projects-limit', limit: MAX_PROJECTS } as const
  return new AtlasError('MAX_GROUPS_PER_ORG_EXCEEDED', [String(MAX_PROJECTS), orgId], reason)
}

/** Related resources in the order recorded 2026-08-10. */
const PROJECT_LINKS = ['containers', 'clusters', 'databaseUsers', 'peers', 'processes', 'whitelist']
const ORGANIZATION_LINKS = ['groups', 'teams', 'users']

/**
 * Returns a project as Atlas represents it; in a list with tags always and the `self` link only.
 *
 * @param address URL of the collection, such as `http://host/api/atlas/v2/groups`
 */
export function presentProject(project: Project, address: string, place: 'alone' | 'list'): object {
  const { id, name, orgId, tags, regionUsageRestrictions, withDefaultAlertsSettings } = project
  const shownTags = (place === 'list' ? (tags ?? []) : tags)?.map(({ key, value }) => ({ key, value }))
  return {
    clusterCount: 0,
    created: formatTime(project.created),
    id,
    links: linksOf(`${address}/${id}`, place === 'list' ? [] : PROJECT_LINKS),
    name,
    orgId,
    ...(regionUsageRestrictions !== undefined && { regionUsageRestrictions }),
    ...(shownTags !== undefined && { tags: shownTags }),
    withDefaultAlertsSettings
  }
}

/**
 * Returns an organization as Atlas represents it; in a list with the `self` link only.
 *
 * @param address URL of the collection
 */
export function presentOrganization(
  { id, name }: Organization,
  address: string,
  place: 'alone' | 'list'
): object {
  return {
    id,
    isDeleted: false,
    links: linksOf(`${address}/${id}`, place === 'list' ? [] : ORGANIZATION_LINKS),
    name,
    skipDefaultAlertsSettings: false
  }
}

/** Returns the settings of an organization; not known: the values of a new one, except genAIFeaturesEnabled. */
export function presentOrganizationSettings({ requiresAccessList }: Organization): object {
  return {
    apiAccessListRequired: requiresAccessList,
    genAIFeaturesEnabled: true,
    maxServiceAccountSecretValidityInHours: null,
    multiFactorAuthRequired: false,
    restrictEmployeeAccess: false,
    securityContact: null
  }
}

function linksOf(self: string, related: readonly string[]): Link[] {
  return [
    { href: self, rel: 'self' },
    ...related.map(name => ({ href: `${self}/${name}`, rel: `https://cloud.mongodb.com/${name}` }))
  ]
}

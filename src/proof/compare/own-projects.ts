// Keeps the projects that a comparison creates, the only ones that it may change.

import { asObject, tryParseJson } from '../../base/json.ts'
import type { Sources } from '../../base/sources.ts'
import { isOfProject, isWithinProjects, MAX_PROJECTS, splitPath } from '../calls/scope.ts'
import type { Skipped } from './comparison-report.ts'
import {
  type CreatedProject,
  createProject,
  deleteProject,
  lookUp,
  NAME_PREFIX,
  type ProjectOptions,
  requireOwner,
  requireReachable,
  sendCreation
} from './project-requests.ts'
import { CompareError, type ServiceReply, type ServiceRequest } from './transport.ts'

/** Requests that create, check and delete a project. */
export const PROJECT_REQUESTS = 7

/** Options of {@link OwnProjects}. */
export interface OwnProjectsOptions extends ProjectOptions {
  sources: Pick<Sources, 'randomBytes'>
}

/** A project that the comparison created. */
interface OwnProject extends CreatedProject {
  isUsed: boolean
  /** Not every change can be reverted. */
  isChanged: boolean
}

/** The response to a client's request, and the project's name in it; or why there is no response to compare. */
export type NamedReply = { name: string; reply: ServiceReply } | Skipped['why']

/** The projects of a comparison on a service, the only ones that it changes. */
export class OwnProjects {
  readonly #options: OwnProjectsOptions
  #projects: OwnProject[] = []
  #isReachable = false

  constructor(options: OwnProjectsOptions) {
    this.#options = options
  }

  /** Returns a project without contents that is not in use. */
  async take(): Promise<CreatedProject> {
    if (this.#projects.every(({ isUsed }) => isUsed)) await this.#create()
    const project = this.#projects.find(({ isUsed }) => !isUsed) as OwnProject
    project.isUsed = true
    return project
  }

  /** Creates a project without contents. */
  async #create(): Promise<void> {
    const { service, orgId } = this.#options
    if (!this.#isReachable) await requireReachable(service, orgId)
    this.#isReachable = true
    const project = await createProject(this.#options, this.#newName())
    this.#projects.push({ ...project, isUsed: false, isChanged: false })
    await requireOwner(service, project)
  }

  /**
   * Sends a client's request that creates a project, with another name.
   *
   * @param known the name of a project that exists; undefined: a new name
   */
  async createFor(request: ServiceRequest, known?: string): Promise<NamedReply> {
    const name = known ?? this.#newName()
    if (this.#projects.length === MAX_PROJECTS) {
      const free = this.#projects.find(({ isUsed }) => !isUsed)
      if (!free) return 'too many projects'
      await this.#replace([free])
    }
    const body = JSON.stringify({ ...asObject(tryParseJson(String(request.body))), name })
    const namesakes = known === undefined ? undefined : this.#projects.filter(({ name }) => name === known)
    const sent = { ...request, body }
    const { project, reply, isRepeated } = await sendCreation(this.#options, sent, { name, namesakes })
    if (project) this.#projects.push({ ...project, isUsed: true, isChanged: true })
    const isRejected = reply.status >= 400 && reply.status < 500
    // The service may have changed the project that has the name.
    if (!isRejected) for (const namesake of namesakes ?? []) namesake.isChanged = true
    return isRepeated ? 'repeated' : { name, reply }
  }

  /**
   * Sends a client's request that renames one of these projects, with another name.
   *
   * @param name of a project that exists; undefined: a new name
   */
  async renameFor(request: ServiceRequest, name = this.#newName()): Promise<NamedReply> {
    const project = this.#find(request.path)
    if (!project) return 'outside a project'
    await this.#requireOwn(project)
    project.isChanged = true
    const { service } = this.#options
    const body = JSON.stringify({ ...asObject(tryParseJson(String(request.body))), name })
    const reply = await service.send({ ...request, body }).finally(async () => {
      // Whatever the response, the project is deleted only under its present name.
      if ((await lookUp(service, { ...project, name })).state === 'own') project.name = name
    })
    return { name, reply }
  }

  /**
   * Returns whether a request affects only these projects.
   *
   * @throws {CompareError} if a project that it changes no longer has its name
   */
  async allows({ method, path, body }: ServiceRequest): Promise<boolean> {
    const ids = this.#projects.map(({ id }) => id)
    if (isWithinProjects(method, path, ids)) return true
    const project = this.#find(path)
    const change = asObject(tryParseJson(String(body)))
    const isChange =
      method === 'DELETE' || (method === 'PATCH' && change !== undefined && !('name' in change))
    if (!project || !isOfProject(path) || !isChange) return false
    await this.#requireOwn(project)
    return true
  }

  /** @throws {CompareError} if a project no longer has its name, or if that is unknown */
  async #requireOwn(project: CreatedProject): Promise<void> {
    const { state, problem } = await lookUp(this.#options.service, project)
    if (state === 'foreign') throw new CompareError(`the project ${project.name} was renamed on the service`)
    if (problem) throw new CompareError(`cannot read the project ${project.name}: ${problem}`)
  }

  #find(path: string): OwnProject | undefined {
    const { projectId } = splitPath(path)
    return this.#projects.find(({ id }) => id === projectId)
  }

  /** Remembers that a change within a path cannot be reverted. */
  markChanged(path: string): void {
    const project = this.#find(path)
    if (project) project.isChanged = true
  }

  /** Returns whether a path is in a project with changes that cannot be reverted. */
  isChanged(path: string): boolean {
    return this.#find(path)?.isChanged === true
  }

  /** Makes the projects available again, and deletes those with changes. @throws {CompareError} if one remains */
  async release(): Promise<void> {
    await this.#replace(this.#projects.filter(({ isChanged }) => isChanged))
    for (const project of this.#projects) project.isUsed = false
  }

  /** Deletes projects, by default all. @returns whether none remains */
  async remove(projects: readonly CreatedProject[] = this.#projects): Promise<boolean> {
    let areDeleted = true
    for (const project of projects) areDeleted = (await deleteProject(this.#options, project)) && areDeleted
    this.#projects = this.#projects.filter(project => !projects.includes(project))
    return areDeleted
  }

  /** Deletes projects in whose place others will be created. */
  async #replace(projects: readonly CreatedProject[]): Promise<void> {
    // Each later page could leave another one.
    if (!(await this.remove(projects))) throw new CompareError('a project remains')
  }

  #newName(): string {
    // Nobody else can have this name by chance.
    return NAME_PREFIX + this.#options.sources.randomBytes(8).toString('hex')
  }
}
